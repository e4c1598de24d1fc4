// The daemon as a process: the order in which it starts, gives up its rights, serves, reloads and stops.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "impl/config/configuration.hpp"
#include "impl/operation/log.hpp"
#include "model/time.hpp"

namespace vrrpspec::impl {

struct ApplicationOptions {
  std::filesystem::path configuration;
  std::filesystem::path run_directory{"/run/vrrpspecd"};
  std::optional<gid_t> group;  ///< may ask at the control socket, too
  LogOptions log;
  std::optional<std::filesystem::path> trace;
  std::optional<std::filesystem::path> metrics;
  Duration metrics_interval{std::chrono::seconds{15}};
  std::string version;
};

inline constexpr int exit_refused = 1;      ///< the configuration has errors
inline constexpr int exit_usage = 2;        ///< the command line
inline constexpr int exit_environment = 5;  ///< this machine or user

/// What the router is called: the host's name where the configuration gives no router_id.
std::string router_id_of(const Configuration& configuration);

/// Serves until SIGTERM or SIGINT; the exit status.
int run_daemon(const ApplicationOptions& options);

}  // namespace vrrpspec::impl
