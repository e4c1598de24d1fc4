// The lab's clock: an Instant counts nanoseconds of CLOCK_MONOTONIC. The kernel stamps frames with CLOCK_REALTIME,
// which can be set; the offset between both is followed, so that no step goes unnoticed. A stamp that was taken before
// a step and is converted after it is wrong by the step: who judges an instant asks for steps up to now.
#pragma once

#include <cstdint>

#include "harness/lab/real_time/series.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

class Clock {
 public:
  Clock();
  [[nodiscard]] static Instant now();
  /// For a stamp taken a short while ago.
  [[nodiscard]] Instant instant_of(std::int64_t realtime_ns) const { return Instant{Duration{realtime_ns} - offset_}; }
  [[nodiscard]] std::int64_t realtime_of(Instant at) const { return (at.time_since_epoch() + offset_).count(); }
  /// Compares the clocks; to be called before stamps are converted, and regularly.
  void follow();
  /// Magnitudes of the steps seen, added up.
  [[nodiscard]] const Series& steps() const { return steps_; }

 private:
  Duration offset_;  ///< realtime minus monotonic
  Series steps_;
};

}  // namespace vrrpspec::harness
