// The continuous calibration: a thread beside the targets that sleeps until one deadline after the other, every 10 ms,
// and keeps how late it woke. It does nothing else, so whatever made it late was the machine: with the priority of the
// devices it tells how long those may have been kept waiting, with ordinary priority how long workers of the kernel
// may.
#pragma once

#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

#include "harness/lab/real_time/beats.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"

namespace vrrpspec::harness {

enum class MetronomePriority : std::uint8_t { device, ordinary };

class Metronome {
 public:
  explicit Metronome(MetronomePriority priority = MetronomePriority::device);
  /// The greatest lateness of a beat that touches the window; one that is overdue is as late as it is by now.
  [[nodiscard]] Duration greatest_lateness(Instant from, Instant to) const;
  /// How much of the window it waited for beats that were due, all of them together.
  [[nodiscard]] Duration kept_waiting(Instant from, Instant to) const;
  /// Of all beats so far.
  [[nodiscard]] LatenessHistogram lateness() const;

 private:
  void beat(const std::stop_token& stop);
  void wait_until(Instant due) const;

  FileDescriptor timer_;
  mutable std::mutex mutex_;  ///< of what follows
  Beats beats_;
  Instant next_;
  Instant last_came_;    ///< what it waited until then is with its beats
  std::jthread thread_;  ///< last: it ends before the rest goes
};

}  // namespace vrrpspec::harness
