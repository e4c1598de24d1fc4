#include "impl/track/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

namespace vrrpspec::impl {
namespace {

constexpr int status_signal_base = 128;
constexpr std::size_t failure_longest = 512;

/// Ends the new process; the runner reads why.
[[noreturn]] void give_up(int failure, std::string_view what) {
  const std::string why = fmt::format("cannot {}: {}", what, std::strerror(errno)).substr(0, failure_longest);
  // Nothing can be done about a pipe that is full or gone.
  [[maybe_unused]] const auto written = ::write(failure, why.data(), why.size());
  ::_exit(status_not_started);
}

void forget_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_to_the_world(int failure) {
  const int null = ::open("/dev/null", O_RDWR);
  if (null < 0) give_up(failure, "open /dev/null");
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::dup2(null, standard) < 0) give_up(failure, "redirect input and output");
  }
  // `failure` must stay until the program is started.
  if (::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) != 0) give_up(failure, "close descriptors");
  if (::chdir("/") != 0) give_up(failure, "change to the folder /");
  ::umask(S_IWGRP | S_IWOTH);
}

void become(const Identity& identity, int failure) {
  const bool is_already = identity.user == ::getuid() && identity.user == ::geteuid() && identity.group == ::getgid() &&
                          identity.group == ::getegid();
  if (!is_already) {
    const bool changed = ::setgroups(identity.groups.size(), identity.groups.data()) == 0 &&
                         ::setresgid(identity.group, identity.group, identity.group) == 0 &&
                         ::setresuid(identity.user, identity.user, identity.user) == 0;
    if (!changed) give_up(failure, fmt::format("become the user {}", identity.name));
  }
  // Ambient capabilities would outlive the start of the program.
  if (identity.user != 0) ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void become_program(const Program& program, const RunRequest& request, pid_t runner, int failure) {
  ::setsid();
  forget_signals();
  close_to_the_world(failure);
  become(program.identity, failure);
  // After the change of user, which undoes it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != runner) ::_exit(status_not_started);

  std::vector<std::string> arguments = program.command.argv;
  arguments.insert(arguments.end(), request.arguments.begin(), request.arguments.end());
  std::vector<std::string> environment{
      fmt::format("PATH={}", script_path), fmt::format("HOME={}", program.identity.home),
      fmt::format("USER={}", program.identity.name), fmt::format("LOGNAME={}", program.identity.name)};
  ::execve(program.path.c_str(), pointers_to(arguments).data(), pointers_to(environment).data());
  give_up(failure, fmt::format("start {}", program.path.string()));
}

std::string read_all(int descriptor) {
  std::array<char, failure_longest> text{};
  const auto length = ::read(descriptor, text.data(), text.size());
  return length > 0 ? std::string{text.data(), static_cast<std::size_t>(length)} : std::string{};
}

}  // namespace

std::expected<Child, std::string> start_child(const Program& program, const RunRequest& request) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return std::unexpected{fmt::format("cannot make a pipe: {}", std::strerror(errno))};
  }
  Descriptor read_end{ends[0]};
  const Descriptor write_end{ends[1]};
  const pid_t runner = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) return std::unexpected{fmt::format("cannot make a process: {}", std::strerror(errno))};
  if (process == 0) become_program(program, request, runner, write_end.number());
  return Child{.ticket = request.ticket,
               .is_notification = request.is_notification,
               .process = process,
               .deadline = {},
               .timed_out = false,
               .failure = std::move(read_end)};
}

void kill_child(const Child& child) {
  // It may not have come as far as its own group.
  ::kill(child.process, SIGKILL);
  ::kill(-child.process, SIGKILL);
}

RunResult result_of(const Child& child, int status) {
  const int code = WIFSIGNALED(status) ? status_signal_base + WTERMSIG(status) : WEXITSTATUS(status);
  return {
      .ticket = child.ticket, .status = code, .timed_out = child.timed_out, .why = read_all(child.failure.number())};
}

}  // namespace vrrpspec::impl
