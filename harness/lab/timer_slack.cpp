#include "harness/lab/timer_slack.hpp"

#include <algorithm>

namespace vrrpspec::harness {
namespace {

Duration estimate(const TimerSlack& slack, Duration timeout) {
  return Duration{static_cast<Duration::rep>(static_cast<double>(timeout.count()) * slack.fraction)};
}

}  // namespace

Duration TimerSlack::of(Duration timeout) const {
  if (timeout <= Duration::zero()) return Duration::zero();
  return std::max(least, std::min(most, estimate(*this, timeout)));
}

TimerSlack TimerSlack::or_more(const TimerSlack& other) const {
  return {.fraction = std::max(fraction, other.fraction),
          .least = std::max(least, other.least),
          .most = std::max(most, other.most)};
}

std::string reason(const TimerSlack& slack, Duration timeout) {
  const Duration estimated = estimate(slack, timeout);
  if (estimated < slack.least) return "the slack of its thread";
  if (estimated > slack.most) return "never more than that";
  return slack.fraction > ordinary_slack.fraction ? "1/200, niced" : "1/1000, ordinary priority";
}

}  // namespace vrrpspec::harness
