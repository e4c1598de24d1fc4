#include "harness/cli/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <regex>
#include <sstream>

#include "harness/cli/wall_clock.hpp"
#include "harness/lab/program_path.hpp"

namespace vrrpspec::cli {
namespace {

/// Reads until the end of the pipe; false when the time is up before.
bool read_all(int descriptor, Duration within, std::string& text) {
  const Stopwatch watch;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(within - watch.elapsed()).count();
    pollfd ready{descriptor, POLLIN, 0};
    if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) <= 0) return false;
    const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
    if (size <= 0) return size == 0;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

/// The process, with its output on `output`; 0 when it could not be started.
pid_t spawn(const std::string& path, std::vector<std::string>& argv, int output) {
  std::vector<char*> words;
  for (std::string& word : argv) words.push_back(word.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  pid_t process = 0;
  const int error = ::posix_spawn(&process, path.c_str(), &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? process : 0;
}

}  // namespace

std::optional<ProgramOutput> run_program(std::vector<std::string> argv, Duration within) {
  if (argv.empty()) return std::nullopt;
  const auto path = harness::find_program(argv.front());
  std::array<int, 2> ends{};
  if (!path || ::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  const pid_t process = spawn(*path, argv, ends[1]);
  ::close(ends[1]);
  ProgramOutput output;
  const bool ended = process != 0 && read_all(ends[0], within, output.text);
  ::close(ends[0]);
  if (process == 0) return std::nullopt;
  if (!ended) ::kill(process, SIGKILL);
  int status = 0;
  ::waitpid(process, &status, 0);
  if (!ended) return std::nullopt;
  output.exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return output;
}

std::string version_of(const std::vector<std::string>& argv) {
  static const std::regex figures{"[0-9]\\.[0-9]"};
  const auto output = run_program(argv);
  if (!output) return {};
  std::istringstream lines{output->text};
  std::string first;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_search(line, figures)) return line;
    if (first.empty()) first = line;
  }
  return first;
}

}  // namespace vrrpspec::cli
