// What the daemon tells systemd: the protocol of sd_notify(3), which is kept stable for those who do without libsystemd
// (that would bring six more libraries into the process). Does nothing where nobody set NOTIFY_SOCKET.
#pragma once

#include <optional>
#include <string_view>

#include "model/time.hpp"

namespace vrrpspec::impl {

/// READY=1, after the start and after each reload, with a line for `systemctl status`.
void tell_ready(std::string_view status);
/// RELOADING=1; `now` is CLOCK_MONOTONIC. tell_ready() ends it.
void tell_reloading(Instant now);
void tell_stopping();
void tell_status(std::string_view status);
/// WATCHDOG=1.
void tell_alive();

/// How often tell_alive() has to be called: half of WATCHDOG_USEC. Empty when nobody watches this process.
std::optional<Duration> watchdog_interval();

}  // namespace vrrpspec::impl
