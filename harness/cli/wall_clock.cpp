#include "harness/cli/wall_clock.hpp"

#include <fmt/chrono.h>

#include <chrono>
#include <random>

namespace vrrpspec::cli {
namespace {

Duration steady_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace

std::string wall_clock_text() {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::string instant_text(std::int64_t realtime_ns) {
  const std::chrono::sys_time<Duration> at{Duration{realtime_ns}};
  const auto second = std::chrono::floor<std::chrono::seconds>(at);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(second), (at - second) / std::chrono::milliseconds{1});
}

std::chrono::year_month_day today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

Stopwatch::Stopwatch() : begin_{steady_now()} {}

Duration Stopwatch::elapsed() const {
  return steady_now() - begin_;
}

std::uint64_t fresh_seed() {
  return std::random_device{}();
}

}  // namespace vrrpspec::cli
