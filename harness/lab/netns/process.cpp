#include "harness/lab/netns/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "harness/lab/netns/name_space.hpp"

#include "harness/lab/real_time/priority.hpp"

namespace vrrpspec::harness {
namespace {

struct SpawnSettings {
  SpawnSettings() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

/// A session of its own, so that neither the terminal nor its ^C reaches it; nothing open but output.
void prepare(SpawnSettings& settings, int output, int real_time_priority) {
  posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&settings.actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&settings.actions, output, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&settings.actions, STDERR_FILENO + 1);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&settings.attributes, &none);
  posix_spawnattr_setsigdefault(&settings.attributes, &all);
  const sched_param priority{.sched_priority = real_time_priority};
  posix_spawnattr_setschedpolicy(&settings.attributes, real_time_priority > 0 ? SCHED_RR : SCHED_OTHER);
  posix_spawnattr_setschedparam(&settings.attributes, &priority);
  const int scheduler = has_real_time_priority() ? POSIX_SPAWN_SETSCHEDULER : 0;
  posix_spawnattr_setflags(&settings.attributes, static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
                                                                    POSIX_SPAWN_SETSIGDEF | scheduler));
}

/// In a thread of its own, which moves where the process is to live. Returns what went wrong as an errno.
int spawn(const std::string& name_space, std::vector<std::string>& argv, const SpawnSettings& settings, pid_t& pid) {
  std::vector<char*> arguments;
  for (std::string& argument : argv) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  int error = 0;
  std::thread{[&] {
    error = move_into(name_space) ? posix_spawnp(&pid, arguments.front(), &settings.actions, &settings.attributes,
                                                 arguments.data(), environ)
                                  : errno;
  }}.join();
  return error;
}

FileDescriptor open_pidfd(pid_t pid) {
  return FileDescriptor{static_cast<int>(syscall(SYS_pidfd_open, pid, 0))};
}

}  // namespace

std::expected<std::unique_ptr<Process>, Error> Process::start(Loop& loop, const std::string& name_space,
                                                              std::vector<std::string> argv, Listener listener,
                                                              int real_time_priority) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::unexpected{Error{fmt::format("cannot make a pipe: {}", std::strerror(errno))}};
  }
  FileDescriptor output{ends[0]};
  const FileDescriptor input{ends[1]};
  fcntl(output.get(), F_SETFL, O_NONBLOCK);
  SpawnSettings settings;
  prepare(settings, input.get(), real_time_priority);
  pid_t pid = 0;
  const int error = spawn(name_space, argv, settings, pid);
  if (error != 0) {
    return std::unexpected{Error{fmt::format("cannot run {}: {}", argv.front(), std::strerror(error))}};
  }
  FileDescriptor exit = open_pidfd(pid);
  if (!exit) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return std::unexpected{Error{"this kernel has no pidfd_open (Linux 5.3)"}};
  }
  std::unique_ptr<Process> process{new Process{pid, std::move(exit), std::move(output), std::move(listener)}};
  process->loop_ = &loop;
  process->exit_watch_ = loop.watch(process->exit_.get(), [self = process.get()] { self->finish(); });
  process->output_watch_ = loop.watch(process->output_.get(), [self = process.get()] { self->drain(); });
  return process;
}

Process::Process(pid_t pid, FileDescriptor exit, FileDescriptor output, Listener listener)
    : pid_{pid}, exit_{std::move(exit)}, output_{std::move(output)}, listener_{std::move(listener)} {}

Process::~Process() {
  if (!running_) return;
  signal(SIGKILL);
  exit_watch_.reset();
  loop_->bury(std::move(exit_));
}

void Process::signal(int number) const {
  if (running_) kill(pid_, number);
}

void Process::drain() {
  constexpr int most_reads = 16;  // one full pipe: a device that never stops talking must not stop everything else
  std::array<char, 4096> buffer{};
  for (int reads = 0; reads < most_reads; ++reads) {
    const ssize_t count = read(output_.get(), buffer.data(), buffer.size());
    if (count > 0) {
      listener_.on_output({buffer.data(), static_cast<std::size_t>(count)});
    } else if (count == 0) {
      output_watch_.reset();  // a closed pipe stays readable for ever
      return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

void Process::finish() {
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return;
  running_ = false;
  drain();
  exit_watch_.reset();
  output_watch_.reset();
  const auto on_exit = std::move(listener_.on_exit);
  on_exit(status);
}

std::string describe_wait_status(int status) {
  if (!WIFSIGNALED(status)) return fmt::format("exit status {}", WEXITSTATUS(status));
  const char* name = sigabbrev_np(WTERMSIG(status));
  return fmt::format("killed by SIG{}", name ? name : std::to_string(WTERMSIG(status)));
}

}  // namespace vrrpspec::harness
