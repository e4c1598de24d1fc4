// What the script runner may start, and as whom: the commands of a configuration, made ready when it is read.
#pragma once

#include <sys/types.h>

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/error.hpp"
#include "impl/track/runner.hpp"

namespace vrrpspec::impl {

/// Where a name without a slash is looked up, and the PATH of what is run.
inline constexpr const char* script_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

struct Identity {
  uid_t user{0};
  gid_t group{0};
  std::vector<gid_t> groups;  ///< supplementary
  std::string name;
  std::string home;
};

/// A command that may be run.
struct Program {
  Command command;
  bool takes_arguments{false};  ///< it is a `notify`
  std::filesystem::path path;   ///< absolute
  Identity identity;
  std::string refusal;  ///< why it cannot be run after all; empty when it can
};

std::vector<Program> programs_of(const Configuration& configuration);

/// The program that a request means, or why there is none.
std::expected<const Program*, std::string> find_program(const std::vector<Program>& programs,
                                                        const RunRequest& request);

/// Why the command could not be run now, as far as can be seen from outside; empty when nothing is in its way.
std::optional<std::string> obstacle_to(const Command& command, const std::vector<Program>& programs);

/// Whether root alone decides what runs when this path is executed; the error names what somebody else can change.
/// Folders with the sticky bit are well when what is in them belongs to root.
std::expected<void, Error> check_only_root_changes(const std::filesystem::path& program);

}  // namespace vrrpspec::impl
