// Real-time priority, where the kernel allows it: a busy machine then delays neither harness nor devices by more than
// its interrupts do. Choice and limits are argued in docs/adr/0008.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "harness/error.hpp"

namespace vrrpspec::harness {

/// What the user asks for; `automatic` is real-time priority where it is allowed.
enum class Priority : std::uint8_t { automatic, realtime, normal };
/// The words of the command line.
std::string_view to_string(Priority priority);

/// The harness goes before its devices, because it has to see what they do.
inline constexpr int harness_priority = 20;
/// Of devices and of the metronome beside them, SCHED_RR: one that computes for long does not keep the others waiting.
inline constexpr int device_priority = 10;

/// Raises the limit RLIMIT_RTPRIO where this process may: it is kept in a user namespace, whose root may not raise it.
void allow_real_time_priority();

/// SCHED_FIFO for the calling thread, for good; threads and processes that it makes have ordinary priority. The error
/// says what to do.
std::expected<void, Error> take_real_time_priority();

/// SCHED_RR for the calling thread, after the above has succeeded.
void take_device_priority();

}  // namespace vrrpspec::harness
