// What a metronome has to say: how late all its beats were, and when the late ones were due and came.
#pragma once

#include <deque>

#include "harness/lab/lateness_histogram.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

class Beats {
 public:
  /// In the order of time.
  void add(Instant due, Instant came);
  /// Of the beats that were due by the end of the window and came after its begin. A lateness below a millisecond
  /// is none.
  [[nodiscard]] Duration greatest_lateness(Instant from, Instant to) const;
  /// How much of the window passed between the instants at which beats that were late by 10 ms or more were due and
  /// came; what several share counts once.
  [[nodiscard]] Duration kept_waiting(Instant from, Instant to) const;
  [[nodiscard]] const LatenessHistogram& lateness() const { return lateness_; }

 private:
  struct Beat {
    Instant due;
    Instant came;
  };
  std::deque<Beat> late_;  ///< the latest of them: a window that anybody asks for is not old
  LatenessHistogram lateness_;
};

}  // namespace vrrpspec::harness
