// How late the kernel may let a time-out of poll, epoll or select end (fs/select.c): a fraction of it, at least the
// slack of the thread, and at most a tenth of a second. A timerfd has none, nor has a thread of real-time priority.
#pragma once

#include <string>

#include "model/time.hpp"

namespace vrrpspec::harness {

struct TimerSlack {
  double fraction{0.0};
  Duration least{};
  Duration most{};

  [[nodiscard]] Duration of(Duration timeout) const;
  /// Of a device of which any thread may be the one that waits.
  [[nodiscard]] TimerSlack or_more(const TimerSlack& other) const;
  bool operator==(const TimerSlack&) const = default;
};

inline constexpr TimerSlack ordinary_slack{
    .fraction = 0.001, .least = std::chrono::microseconds{50}, .most = std::chrono::milliseconds{100}};
/// Of threads whose nice value is above 0.
inline constexpr TimerSlack niced_slack{.fraction = 0.005, .least = ordinary_slack.least, .most = ordinary_slack.most};

/// What gives the slack of a time-out: "1/1000, ordinary priority".
std::string reason(const TimerSlack& slack, Duration timeout);

}  // namespace vrrpspec::harness
