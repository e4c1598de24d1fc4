// How the commands say that something is wrong: on standard error, with the program's name, and an exit code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/summary.hpp"

namespace vrrpspec::cli {

using harness::ExitCode;

constexpr int code(ExitCode exit_code) {
  return static_cast<int>(exit_code);
}

/// Prints `vrrpspec: MESSAGE` and returns the code.
int complain(ExitCode exit_code, std::string_view message);

/// "; nearest: a, b, c", or nothing when nothing is near.
std::string nearest_of(std::string_view word, const std::vector<std::string>& known);

}  // namespace vrrpspec::cli
