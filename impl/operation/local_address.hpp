// Names of local sockets.
#pragma once

#include <sys/un.h>

#include <expected>
#include <filesystem>

#include "impl/error.hpp"

namespace vrrpspec::impl {

/// An error when the name is empty or too long.
std::expected<sockaddr_un, Error> local_address(const std::filesystem::path& path);

/// connect(2): 0 or errno.
int connect_to(int socket, const sockaddr_un& address);

}  // namespace vrrpspec::impl
