// The continuous calibration: a thread beside the targets that sleeps until one deadline after the other, every 10 ms,
// and keeps how late it woke. It has the priority of the devices and does nothing else, so whatever made it late was
// the machine.
#pragma once

#include <mutex>
#include <stop_token>
#include <thread>

#include "harness/lab/real_time/beats.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"

namespace vrrpspec::harness {

class Metronome {
 public:
  Metronome();
  /// The greatest lateness of a beat that touches the window; one that is overdue is as late as it is by now.
  [[nodiscard]] Duration greatest_lateness(Instant from, Instant to) const;
  /// Of all beats so far.
  [[nodiscard]] LatenessHistogram lateness() const;

 private:
  void beat(const std::stop_token& stop);
  void wait_until(Instant due) const;

  FileDescriptor timer_;
  mutable std::mutex mutex_;  ///< of what follows
  Beats beats_;
  Instant next_;
  std::jthread thread_;  ///< last: it ends before the rest goes
};

}  // namespace vrrpspec::harness
