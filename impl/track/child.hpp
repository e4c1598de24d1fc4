// One program that the script runner has started, and how it is seen to its end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "impl/descriptor.hpp"
#include "impl/track/program.hpp"
#include "model/time.hpp"

namespace vrrpspec::impl {

/// What a process ends with that could not become its program, as with a shell.
inline constexpr int status_not_started = 127;

struct Child {
  std::uint32_t ticket{0};
  bool is_notification{false};
  pid_t process{0};                 ///< also its session and process group
  std::optional<Instant> deadline;  ///< of the monotonic clock
  bool timed_out{false};
  Descriptor failure;  ///< the child writes to the other end why it could not be started, and closes it by starting
};

/// Forks; the new process becomes the program. `deadline` is left to the caller.
std::expected<Child, std::string> start_child(const Program& program, const RunRequest& request);

/// SIGKILL to its process group.
void kill_child(const Child& child);

/// The result of a child that ended with this status of waitpid().
RunResult result_of(const Child& child, int status);

}  // namespace vrrpspec::impl
