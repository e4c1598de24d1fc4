// Asks a running daemon at its control socket.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "impl/error.hpp"

namespace vrrpspec::impl {

/// The answer, with its newline. An error when nobody listens there, nothing comes for `patience`, or the daemon
/// answers "error: ...".
std::expected<std::string, Error> ask_daemon(const std::filesystem::path& socket, std::string_view request,
                                             std::chrono::milliseconds patience = std::chrono::seconds{10});

}  // namespace vrrpspec::impl
