// A daemon with two virtual routers, as the tests of this folder see it.
#pragma once

#include "impl/clock.hpp"
#include "impl/router/status.hpp"

namespace vrrpspec::impl {

/// 2026-01-31 12:00:00 UTC.
inline constexpr WallTime example_wall{std::chrono::sys_days{std::chrono::year{2026} / 1 / 31} +
                                       std::chrono::hours{12}};

/// `VI_1`, an IPv4 Backup with a lowered priority; `VI_6`, an IPv6 router that waits for its interface.
DaemonStatus example_status();

}  // namespace vrrpspec::impl
