// What the daemon may still do once it has started: CAP_NET_ADMIN and CAP_NET_RAW, and the system calls on a list.
#pragma once

#include <expected>

#include "impl/error.hpp"

namespace vrrpspec::impl {

/// Why the daemon cannot work as this user, with the command that mends it; nothing when it can.
std::expected<void, Error> check_privileges();

/// Drops every capability but the two and empties the bounding set where that is allowed (CAP_SETPCAP); nothing is left
/// to be inherited, and no new privileges come ever. The user stays: as root the daemon still may do what the owner of
/// root's files may.
std::expected<void, Error> keep_needed_capabilities();

/// Only the system calls that the running daemon makes; any other ends it with SIGSYS. Call it last: threads and
/// programs cannot be started after it, nor libraries loaded, so that users and groups must have been looked up before.
/// Fails, with nothing changed but that no new privileges come, where the kernel has no filters, and in builds with
/// sanitizers, which make system calls of their own.
std::expected<void, Error> limit_system_calls();

}  // namespace vrrpspec::impl
