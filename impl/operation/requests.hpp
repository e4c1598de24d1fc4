// What can be asked at the control socket: the words, and which answer each gets.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "impl/clock.hpp"
#include "impl/error.hpp"
#include "impl/router/status.hpp"

namespace vrrpspec::impl {

struct ControlActions {
  std::function<DaemonStatus()> status;
  std::function<WallTime()> wall_time;
  /// Reads the configuration anew; a sentence for whoever asked.
  std::function<std::expected<std::string, Error>()> reload;
};

/// `status`, `status json`, `metrics`, `reload`, `version`, `help`. The answer ends with a newline; one that begins
/// with "error: " is none.
std::string answer_request(std::string_view request, const ControlActions& actions);

}  // namespace vrrpspec::impl
