// A quantity that only grows, sampled now and then: how much of it fell into a window.
#pragma once

#include <algorithm>
#include <vector>

#include "model/time.hpp"

namespace vrrpspec::harness {

class Series {
 public:
  /// In the order of time; what the quantity was at that instant.
  void add(Instant at, Duration total) { samples_.push_back({at, total}); }
  [[nodiscard]] Duration last() const { return samples_.empty() ? Duration::zero() : samples_.back().total; }
  [[nodiscard]] Instant last_at() const { return samples_.empty() ? Instant{} : samples_.back().at; }

  /// The window is widened to the samples around it: never less than what really fell into it.
  [[nodiscard]] Duration growth(Instant from, Instant to) const {
    if (samples_.empty()) return Duration::zero();
    const auto after = std::ranges::lower_bound(samples_, to, {}, &Sample::at);
    const auto beyond = std::ranges::upper_bound(samples_, from, {}, &Sample::at);
    const Duration end = after == samples_.end() ? last() : after->total;
    const Duration begin = beyond == samples_.begin() ? samples_.front().total : std::prev(beyond)->total;
    return std::max(Duration::zero(), end - begin);
  }

 private:
  struct Sample {
    Instant at;
    Duration total;
  };
  std::vector<Sample> samples_;
};

}  // namespace vrrpspec::harness
