// What other programs print. For questions (versions, what `ip` can do), not for devices
// under test.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/time.hpp"

namespace vrrpspec::cli {

struct ProgramOutput {
  int exit_status{0};  ///< 128+N after signal N
  std::string text;    ///< standard output and standard error
};

/// Runs argv[0] as harness::find_program() finds it. Empty when it cannot be started or does not end in time.
std::optional<ProgramOutput> run_program(std::vector<std::string> argv, Duration within = std::chrono::seconds{5});

/// What a command that was asked for its version prints: the first line with figures like 2.2 in it, for warnings may
/// come before; else the first that is not empty.
std::string version_of(const std::vector<std::string>& argv);

}  // namespace vrrpspec::cli
