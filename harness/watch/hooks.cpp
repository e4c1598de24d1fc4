#include "harness/watch/hooks.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "harness/lab/real_time/file_descriptor.hpp"

namespace vrrpspec::harness {
namespace {

/// Standard input that holds `text` and ends there. Nothing when it does not fit.
FileDescriptor input_of(std::string_view text) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return {};
  FileDescriptor read_end{ends[0]};
  const FileDescriptor write_end{ends[1]};
  if (write(write_end.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) return {};
  fcntl(read_end.get(), F_SETFL, 0);  // programs expect to wait for their input
  return read_end;
}

/// Its output goes to standard error, so that ours holds events alone; signals of the terminal do not reach it. Returns
/// an errno.
int start(const std::vector<std::string>& command, int input, pid_t& child) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  sigset_t none{};
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  const int error = posix_spawnp(&child, argv.front(), &files, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

}  // namespace

void Hooks::add(std::string event, std::vector<std::string> command) {
  hooks_.push_back({.event = std::move(event), .command = std::move(command)});
}

std::vector<std::string> Hooks::run(std::string_view event, std::string_view input) {
  std::vector<std::string> complaints;
  reap();
  for (const Hook& hook : hooks_) {
    if (hook.event != event && hook.event != "all") continue;
    if (children_.size() >= most_children) {
      complaints.push_back(
          fmt::format("{} is not started: {} commands are still running", hook.command.front(), children_.size()));
      continue;
    }
    const FileDescriptor text = input_of(input);
    pid_t child = -1;
    const int error = text ? start(hook.command, text.get(), child) : EMSGSIZE;
    if (error == 0) {
      children_.push_back(child);
    } else {
      complaints.push_back(fmt::format("{} cannot be started: {}", hook.command.front(), std::strerror(error)));
    }
  }
  return complaints;
}

void Hooks::reap() {
  std::erase_if(children_, [](pid_t child) { return waitpid(child, nullptr, WNOHANG) != 0; });
}

}  // namespace vrrpspec::harness
