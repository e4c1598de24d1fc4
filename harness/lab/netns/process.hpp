// A child process in a session of its own: its output as text, its end as an event. Not waited for, never blocking.
#pragma once

#include <sys/types.h>

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/error.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"
#include "harness/lab/real_time/loop.hpp"

namespace vrrpspec::harness {

class Process {
 public:
  struct Listener {
    std::function<void(std::string_view)> on_output;  ///< stdout and stderr as they come
    std::function<void(int wait_status)> on_exit;     ///< last call; may destroy the process object
  };
  /// In the network namespace of that name, see move_into(). `real_time_priority`: what the process and its children
  /// keep of the harness's, if that has any; 0: nothing.
  static std::expected<std::unique_ptr<Process>, Error> start(Loop& loop, const std::string& name_space,
                                                              std::vector<std::string> argv, Listener listener,
                                                              int real_time_priority = 0);
  Process(const Process&) = delete;
  /// Kills it if it still runs.
  ~Process();

  void signal(int number) const;
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  Process(pid_t pid, FileDescriptor exit, FileDescriptor output, Listener listener);
  void drain();
  void finish();

  pid_t pid_;
  FileDescriptor exit_;  ///< pidfd: readable when the process has ended
  FileDescriptor output_;
  Listener listener_;
  Loop* loop_{nullptr};
  Loop::Handle exit_watch_;
  Loop::Handle output_watch_;
  bool running_{true};
};

/// "exit status 1", "killed by SIGSEGV".
std::string describe_wait_status(int status);

}  // namespace vrrpspec::harness
