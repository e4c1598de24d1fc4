// What the daemon may still do once it has started: CAP_NET_ADMIN and CAP_NET_RAW, and the system calls on a list.
#pragma once

#include <expected>

#include "impl/error.hpp"

namespace vrrpspec::impl {

/// Why the daemon cannot work as this user, with the command that mends it; nothing when it can.
std::expected<void, Error> check_privileges();

/// Drops every capability but the two, from the bounding set too where that is allowed; no new privileges ever.
std::expected<void, Error> keep_needed_capabilities();

/// Only the system calls that the running daemon makes; any other ends it with SIGSYS. Call last. Threads and programs
/// cannot be started after it.
std::expected<void, Error> limit_system_calls();

}  // namespace vrrpspec::impl
