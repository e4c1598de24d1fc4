// Asks a running vrrpspecd at its control socket: one line goes out, the answer comes back. docs/reference/daemon.md
// has the words.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "harness/error.hpp"

namespace vrrpspec::cli {

inline constexpr std::string_view default_control_socket = "/run/vrrpspecd/control.sock";

/// The answer with its newline. An error when nobody listens, when nothing comes for `patience`, or when the daemon
/// answers with one.
std::expected<std::string, harness::Error> ask_daemon(const std::filesystem::path& socket, std::string_view request,
                                                      std::chrono::milliseconds patience = std::chrono::seconds{10});

}  // namespace vrrpspec::cli
