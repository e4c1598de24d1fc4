// Real-time priority, where the kernel allows it: a busy machine then delays neither harness nor devices by more than
// its interrupts do. It must be taken before run_enclosed(): root of a user namespace may keep and lower the priority
// it comes with, but not raise it. All have SCHED_RR, because to change the policy is to raise it. Argued in
// docs/adr/0008.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "harness/error.hpp"
#include "model/types.hpp"

namespace vrrpspec::harness {

using vrrpspec::to_string;  // those of types that live in namespace std, which no lookup by argument finds

/// What the user asks for; `automatic` is real-time priority where it is allowed.
enum class PriorityChoice : std::uint8_t { automatic, realtime, normal };
/// The words of the command line.
std::string_view to_string(PriorityChoice priority);

/// For the calling thread, and for what it starts from now on unless that lowers its own. The error says what to do.
std::expected<void, Error> take_real_time_priority();
/// Whether the calling thread has it.
bool has_real_time_priority();

/// Below the harness, which has to see what its devices do.
inline constexpr int device_priority = 10;
/// Lower the calling thread's, if it has real-time priority.
void take_device_priority();
void take_ordinary_priority();

}  // namespace vrrpspec::harness
