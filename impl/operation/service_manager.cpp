#include "impl/operation/service_manager.hpp"

#include <fmt/format.h>

#ifdef VRRPSPEC_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include <chrono>
#include <cstdint>
#include <string>

#include "impl/operation/json_text.hpp"

namespace vrrpspec::impl {
namespace {

/// Assignments, one a line.
void tell([[maybe_unused]] const std::string& state) {
#ifdef VRRPSPEC_SYSTEMD
  sd_notify(0, state.c_str());  // a failure changes nothing that the daemon does
#endif
}

}  // namespace

void tell_ready(std::string_view status) {
  tell(fmt::format("READY=1\nSTATUS={}", printable(status)));
}

void tell_reloading(Instant now) {
  const auto microseconds = std::chrono::floor<std::chrono::microseconds>(now.time_since_epoch()).count();
  tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", microseconds));
}

void tell_stopping() {
  tell("STOPPING=1");
}

void tell_status(std::string_view status) {
  tell(fmt::format("STATUS={}", printable(status)));
}

void tell_alive() {
  tell("WATCHDOG=1");
}

std::optional<Duration> watchdog_interval() {
#ifdef VRRPSPEC_SYSTEMD
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) > 0) return std::chrono::microseconds{microseconds / 2};
#endif
  return std::nullopt;
}

}  // namespace vrrpspec::impl
