// A limit that no case comes near, so that whatever goes wrong the tester never floods a wire that is not its own.
#pragma once

#include <cstddef>
#include <deque>

#include "model/time.hpp"

namespace vrrpspec::harness {

/// The busiest case sends a handful of frames a second.
inline constexpr std::size_t most_frames_a_second = 50;

class Pace {
 public:
  /// Whether one more frame may leave; counts it if so.
  bool take(Instant now) {
    while (!left_.empty() && left_.front() + std::chrono::seconds{1} <= now) left_.pop_front();
    if (left_.size() >= most_frames_a_second) return false;
    left_.push_back(now);
    return true;
  }

 private:
  std::deque<Instant> left_;  ///< within the last second
};

}  // namespace vrrpspec::harness
