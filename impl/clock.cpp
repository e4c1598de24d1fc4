#include "impl/clock.hpp"

#include <ctime>

namespace vrrpspec::impl {
namespace {

Duration read(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

Instant monotonic_now() {
  return Instant{read(CLOCK_MONOTONIC)};
}

WallTime wall_now() {
  return WallTime{read(CLOCK_REALTIME)};
}

Duration time_asleep() {
  // In this order: a pause between the two makes the difference smaller, and never looks like sleep.
  const Duration since_boot = read(CLOCK_BOOTTIME);
  return since_boot - read(CLOCK_MONOTONIC);
}

}  // namespace vrrpspec::impl
