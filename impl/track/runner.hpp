// Runs the scripts of the configuration: a process of its own, forked before the daemon gives up its privileges, so
// that the daemon itself needs no right to start programs. It starts only commands that stand in a configuration it
// has read itself, without a shell, each in a session of its own and with a time limit, and ends with the daemon
// however that dies. What still runs then is killed; what a script left running when it ended is left alone, as
// keepalived does.
//
// A program runs as the user of its command; where that names none, as the user `keepalived_script` if there is one,
// else as root, as with keepalived. As root runs only what root alone can change: the program, each folder on the way
// to it and each symbolic link belong to root and are not writable by others. It gets /dev/null for input and output,
// the folder "/", an environment of PATH, HOME, USER and LOGNAME, and no other descriptor. A name without a slash is
// looked up in PATH when the configuration is read.
//
// 64 checks run at once; one more is refused, as there will be another one. Notifications have 64 places of their own,
// so that checks that hang keep none from being told, and 1024 more wait in their order for a place.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/descriptor.hpp"
#include "impl/error.hpp"

namespace vrrpspec::impl {

struct RunRequest {
  std::uint32_t ticket{0};  ///< comes back with the result
  Command command;
  std::vector<std::string> arguments{};  ///< appended, for a `notify` only: type, name, state, priority
  Duration timeout{};                    ///< zero: none; counts from the start of the program
  bool is_notification{false};           ///< a transition brings it, which comes but once
  friend bool operator==(const RunRequest&, const RunRequest&) = default;
};

struct RunResult {
  std::uint32_t ticket{0};
  int status{0};          ///< exit status; 128 + signal when killed; 127 when it could not be started
  bool timed_out{false};  ///< and was killed with all of its process group
  std::string why{};      ///< why it could not be started; empty when it was
  friend bool operator==(const RunResult&, const RunResult&) = default;
};

class ScriptRunner {
 public:
  /// Reads the configuration anew, in the runner's process; empty when it cannot be used.
  using Loader = std::function<std::optional<Configuration>()>;

  /// Forks: call it before any thread is started and before privileges are dropped. `configuration` is what may be run;
  /// `load` is what allow_new_configuration() calls. The runner keeps no descriptor of the daemon but standard output
  /// and error.
  static std::expected<ScriptRunner, Error> start(const Configuration& configuration, Loader load);
  ScriptRunner(ScriptRunner&& other) noexcept;
  ScriptRunner& operator=(ScriptRunner&& other) noexcept;
  /// Kills what still runs: wait for the results of what should finish.
  ~ScriptRunner();

  /// Readable when a result waits or the runner has ended.
  [[nodiscard]] int descriptor() const { return socket_.number(); }
  /// Never blocks; false when the runner is gone, its queue is full or the request is too long to be sent. Each request
  /// that was taken brings one result, whatever becomes of it.
  bool run(const RunRequest& request);
  /// The runner reads the configuration anew: after a reload. What was asked before is judged by the old one. Never
  /// blocks; false as for run().
  bool allow_new_configuration();
  /// Takes the results that wait, some at a time. False when the runner has ended: nothing will ever come again.
  [[nodiscard]] bool receive(const std::function<void(const RunResult&)>& on_result);

 private:
  ScriptRunner(Descriptor socket, int pid);
  bool send(const std::vector<std::uint8_t>& message);
  void end();
  Descriptor socket_;
  int pid_{0};
};

}  // namespace vrrpspec::impl
