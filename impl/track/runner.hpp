// Runs the scripts of the configuration: a process of its own, forked before the daemon gives up its privileges, so
// that the daemon itself needs no right to start programs. It starts only commands that stand in a configuration file
// it has read itself, without a shell, each with a time limit, and ends with the daemon however that dies.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/error.hpp"
#include "impl/socket/sockets.hpp"

namespace vrrpspec::impl {

struct RunRequest {
  std::uint32_t ticket{0};  ///< comes back with the result
  Command command;
  std::vector<std::string> arguments;  ///< appended: `notify` gets type, name, state, priority
  Duration timeout{};                  ///< zero: none
};

struct RunResult {
  std::uint32_t ticket{0};
  int status{0};          ///< exit status; 128 + signal when killed; 127 when it could not be started
  bool timed_out{false};  ///< and was killed with all it started
};

class ScriptRunner {
 public:
  /// Forks. `configuration` is what may be run; the file is read again by the runner on allow_new_configuration().
  static std::expected<ScriptRunner, Error> start(const std::filesystem::path& file,
                                                  const Configuration& configuration);
  ScriptRunner(ScriptRunner&&) noexcept;
  ScriptRunner& operator=(ScriptRunner&&) noexcept;
  ~ScriptRunner();

  [[nodiscard]] int descriptor() const;  ///< readable when a result waits
  /// Never blocks; false when the runner is gone or its queue is full.
  bool run(const RunRequest& request);
  /// The runner reads the configuration file anew: after a reload.
  bool allow_new_configuration();
  void receive(const std::function<void(const RunResult&)>& on_result);

 private:
  ScriptRunner(Descriptor socket, int pid);
  Descriptor socket_;
  int pid_{0};
};

}  // namespace vrrpspec::impl
