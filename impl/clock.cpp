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
  return read(CLOCK_BOOTTIME) - read(CLOCK_MONOTONIC);
}

}  // namespace vrrpspec::impl
