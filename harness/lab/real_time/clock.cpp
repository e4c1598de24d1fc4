#include "harness/lab/real_time/clock.hpp"

#include <algorithm>
#include <ctime>

namespace vrrpspec::harness {
namespace {

/// More than two readings in a row can differ by, far less than what a test could mistake.
constexpr Duration least_step = std::chrono::microseconds{20};

Duration read_clock(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::seconds{time.tv_sec} + Duration{time.tv_nsec};
}

/// The narrowest of a few brackets, so that being interrupted between two readings does not look like a step.
Duration measure_offset() {
  Duration narrowest = Duration::max();
  Duration offset{};
  for (int attempt = 0; attempt < 8 && narrowest > std::chrono::microseconds{2}; ++attempt) {
    const Duration before = read_clock(CLOCK_MONOTONIC);
    const Duration realtime = read_clock(CLOCK_REALTIME);
    const Duration after = read_clock(CLOCK_MONOTONIC);
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    offset = realtime - (before + after) / 2;
  }
  return offset;
}

}  // namespace

Clock::Clock() : offset_{measure_offset()} {
  steps_.add(now(), Duration::zero());
}

Instant Clock::now() {
  return Instant{read_clock(CLOCK_MONOTONIC)};
}

void Clock::follow() {
  const Duration offset = measure_offset();
  const Duration step = std::chrono::abs(offset - offset_);
  if (step > least_step) {
    offset_ = offset;
    steps_.add(now(), steps_.last() + step);
  }
}

}  // namespace vrrpspec::harness
