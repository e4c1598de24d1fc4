#include "harness/lab/uml/guest.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <utility>

#include "harness/text/last_lines.hpp"

namespace vrrpspec::harness {
namespace {

std::filesystem::path with_ending(std::filesystem::path files, const char* ending) {
  return files += ending;
}

/// 2026-01-01 00:00:00 UTC, so that captures of two runs can be compared. (Long after the files of the host were
/// written some programs would say that clocks are wrong.)
constexpr std::chrono::nanoseconds wall_clock_at_boot = std::chrono::seconds{1'767'225'600};

std::vector<std::string> command_line(const GuestRequest& request) {
  std::vector<std::string> words{request.kernel,
                                 "mem=512M",
                                 "root=/dev/root",
                                 "rootfstype=hostfs",
                                 "rootflags=/",
                                 "ro",
                                 "init=" + request.init.front(),
                                 "time-travel=inf-cpu",
                                 fmt::format("time-travel-start={}", wall_clock_at_boot.count()),
                                 "con=null",
                                 "con0=null,fd:1",
                                 "quiet",
                                 "--"};
  words.insert(words.end(), request.init.begin() + 1, request.init.end());
  return words;
}

/// A kernel and the processes that it traces take turns with every system call: on one processor, that is twice as
/// fast. Empty when nobody says which processors there are.
cpu_set_t processor_of(unsigned place) {
  cpu_set_t allowed, one;
  CPU_ZERO(&allowed);
  CPU_ZERO(&one);
  sched_getaffinity(0, sizeof allowed, &allowed);
  const auto count = static_cast<unsigned>(CPU_COUNT(&allowed));
  if (count == 0) return one;
  unsigned skipped = place % count;
  for (std::size_t each = 0; each < CPU_SETSIZE; ++each) {
    if (CPU_ISSET(each, &allowed) && skipped-- == 0) CPU_SET(each, &one);
  }
  return one;
}

/// In the child, after fork: async-signal-safe calls only.
[[noreturn]] void become_kernel(const std::vector<char*>& argv, const cpu_set_t& processor, int console, pid_t parent) {
  sched_setaffinity(0, sizeof processor, &processor);  // fails for an empty set, and nothing is lost
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(console, STDOUT_FILENO);
  dup2(console, STDERR_FILENO);
  execv(argv.front(), argv.data());
  _exit(127);
}

}  // namespace

std::expected<Guest, Error> Guest::boot(const GuestRequest& request) {
  const std::filesystem::path files = request.directory / request.name;
  std::error_code none_there;
  std::filesystem::remove(with_ending(files, ".exit"), none_there);
  const std::filesystem::path log = with_ending(files, ".console");
  const int console = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (console < 0) {
    return std::unexpected{Error{fmt::format("cannot write {}: {}", log.string(), std::strerror(errno))}};
  }
  std::vector<std::string> words = command_line(request);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const cpu_set_t processor = processor_of(request.place);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) become_kernel(argv, processor, console, parent);
  const int failure = errno;
  close(console);
  if (child < 0) return std::unexpected{Error{fmt::format("cannot start a guest: {}", std::strerror(failure))}};
  setpgid(child, child);
  return Guest{child, files};
}

Guest::Guest(Guest&& other) noexcept : process_{std::exchange(other.process_, 0)}, files_{std::move(other.files_)} {}

Guest& Guest::operator=(Guest&& other) noexcept {
  std::swap(process_, other.process_);
  std::swap(files_, other.files_);
  return *this;
}

Guest::~Guest() {
  end();
}

void Guest::end() {
  if (process_ == 0) return;
  kill(-process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

std::optional<std::expected<int, Error>> Guest::ended() {
  if (process_ == 0) return std::unexpected{Error{"the guest was ended"}};
  int status = 0;
  const pid_t waited = waitpid(process_, &status, WNOHANG);
  if (waited == 0) return std::nullopt;
  kill(-process_, SIGKILL);  // what its processes ran on
  process_ = 0;
  int exit_code = 0;
  if (std::ifstream file{with_ending(files_, ".exit")}; file >> exit_code) return exit_code;
  const std::string how = WIFSIGNALED(status) ? fmt::format("by signal {}", WTERMSIG(status))
                                              : fmt::format("with status {}", WEXITSTATUS(status));
  return std::unexpected{Error{
      fmt::format("the guest ended {} before its work was done; its console's last lines:\n{}", how, console_end())}};
}

std::string Guest::console_end() const {
  std::string text;
  for (const std::string& line : last_lines(with_ending(files_, ".console"), 8)) text += line + "\n";
  return text.empty() ? "(none)" : text;
}

}  // namespace vrrpspec::harness
