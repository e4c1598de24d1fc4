// Programs that are started when something happens. No shell; what happened stands on their standard input.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace vrrpspec::harness {

class Hooks {
 public:
  /// Beyond so many at once, none is started.
  static constexpr std::size_t most_children = 8;

  /// `event`: of WatchEvent, as to_string() says it, or "all". `command`: a program, by PATH, and its arguments.
  void add(std::string event, std::vector<std::string> command);
  /// Starts what that event wants. `input` is at most what a pipe holds. Says what could not be started.
  std::vector<std::string> run(std::string_view event, std::string_view input);
  /// To be called now and then.
  void reap();

 private:
  struct Hook {
    std::string event;
    std::vector<std::string> command;
  };
  std::vector<Hook> hooks_;
  std::vector<pid_t> children_;
};

}  // namespace vrrpspec::harness
