// run_enclosed(): outer process -> first process of the namespaces (a small init) -> body. Each link dies with the one
// above it (parent-death signal), and the kernel ends everything in a PID namespace with its first process.
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sched.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/program_path.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"

namespace vrrpspec::harness {
namespace {

constexpr int signal_exit_base = 128;
constexpr std::uint64_t namespaces = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;

std::string read_line(const char* path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  return line;
}

/// What an administrator can change when the kernel says no.
std::string remedy() {
  if (read_line("/proc/sys/user/max_user_namespaces") == "0") {
    return "user namespaces are switched off: run as root, or `sysctl -w user.max_user_namespaces=10000`";
  }
  if (read_line("/proc/sys/kernel/unprivileged_userns_clone") == "0") {
    return "ordinary users may not make namespaces: run as root, or `sysctl -w kernel.unprivileged_userns_clone=1`";
  }
  if (read_line("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1") {
    return "AppArmor takes the capabilities of a user namespace away: run as root, or "
           "`sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`";
  }
  return "CAP_SYS_ADMIN is missing: in a container, allow it (--cap-add SYS_ADMIN --cap-add NET_ADMIN, no seccomp "
         "filter on unshare and clone, /proc not masked), or run outside";
}

Error refusal(std::string_view what, int error) {
  return {fmt::format("cannot {}: {}; {}", what, std::strerror(error), remedy())};
}

pid_t clone_process(std::uint64_t flags) {
  clone_args arguments{};
  arguments.flags = flags;
  arguments.exit_signal = SIGCHLD;
  return static_cast<pid_t>(syscall(SYS_clone3, &arguments, sizeof arguments));
}

bool write_proc(const std::string& path, std::string_view text) {
  const FileDescriptor file{open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  return file && write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// The identity for all ids that exist here, so that devices keep users of their own; it takes a privileged parent.
std::string identity_map(const char* current) {
  std::ifstream file{current};
  std::string map;
  std::uint64_t inside = 0, outside = 0, count = 0;
  while (file >> inside >> outside >> count) map += fmt::format("{} {} {}\n", inside, inside, count);
  return map;
}

std::expected<void, Error> map_users(pid_t child) {
  const std::string directory = fmt::format("/proc/{}/", child);
  if (geteuid() == 0 && write_proc(directory + "uid_map", identity_map("/proc/self/uid_map")) &&
      write_proc(directory + "gid_map", identity_map("/proc/self/gid_map"))) {
    return {};
  }
  if (!write_proc(directory + "setgroups", "deny") ||
      !write_proc(directory + "uid_map", fmt::format("0 {} 1\n", geteuid())) ||
      !write_proc(directory + "gid_map", fmt::format("0 {} 1\n", getegid()))) {
    return std::unexpected{refusal("map this user to root of a user namespace", errno)};
  }
  return {};
}

// ---- the first process of the namespaces ----------------------------------------------------------------------------

/// What both sides keep of a pipe: the other end's death is the end of file.
struct Lifeline {
  FileDescriptor down_read, down_write;  ///< outer -> inner: "mapped"; then open for as long as the outer lives
  FileDescriptor up_read, up_write;      ///< inner -> outer: an error message, or the end of file when all is well
};

std::expected<Lifeline, Error> make_lifeline() {
  std::array<int, 2> down{}, up{};
  if (pipe2(down.data(), O_CLOEXEC) != 0) return std::unexpected{Error{"cannot make a pipe"}};
  Lifeline line{
      .down_read = FileDescriptor{down[0]}, .down_write = FileDescriptor{down[1]}, .up_read = {}, .up_write = {}};
  if (pipe2(up.data(), O_CLOEXEC) != 0) return std::unexpected{Error{"cannot make a pipe"}};
  line.up_read = FileDescriptor{up[0]};
  line.up_write = FileDescriptor{up[1]};
  return line;
}

bool bring_loopback_up() {
  const FileDescriptor any_socket{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return ioctl(any_socket.get(), SIOCSIFFLAGS, &request) == 0;
}

std::expected<void, Error> furnish() {
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return std::unexpected{refusal("make mounts private", errno)};
  }
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) {
    return std::unexpected{refusal("mount a fresh /proc", errno)};
  }
  if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") != 0) {
    return std::unexpected{refusal("mount a fresh /run", errno)};
  }
  if (!bring_loopback_up()) return std::unexpected{refusal("bring the loopback interface up", errno)};
  // Programs of administrators are not on the path of ordinary users, who are root here.
  setenv("PATH", program_path().c_str(), 1);
  return {};
}

/// Signals of the terminal reach the body without help; those sent to this process alone are passed on.
void pass_on(const siginfo_t& signal, pid_t to) {
  if (signal.si_code <= 0) kill(to, signal.si_signo);
}

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGCHLD, SIGINT, SIGTERM}) sigaddset(&signals, number);
  return signals;
}

int exit_code_of(int status) {
  return WIFSIGNALED(status) ? signal_exit_base + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Reaps orphans until the body ends.
int reap_until_end_of(pid_t body) {
  const sigset_t signals = watched_signals();
  while (true) {
    siginfo_t signal{};
    if (sigwaitinfo(&signals, &signal) < 0) continue;
    if (signal.si_signo != SIGCHLD) pass_on(signal, body);
    int status = 0;
    while (const pid_t child = waitpid(-1, &status, WNOHANG)) {
      if (child < 0) break;
      if (child == body) return exit_code_of(status);
    }
  }
}

[[noreturn]] void be_first_process(Lifeline line, const sigset_t& original_mask, const std::function<int()>& body) {
  line.down_write.reset();
  line.up_read.reset();
  const auto give_up = [&line](const Error& error) {
    [[maybe_unused]] const auto written = write(line.up_write.get(), error.message.data(), error.message.size());
    _exit(EXIT_FAILURE);
  };
  char mapped = 0;
  if (read(line.down_read.get(), &mapped, 1) != 1) _exit(EXIT_FAILURE);
  // After the mapping, because a change of credentials forgets the signal. A parent that died before is seen as the end
  // of the pipe.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd parent{.fd = line.down_read.get(), .events = POLLIN, .revents = 0};
  if (poll(&parent, 1, 0) > 0 && (parent.revents & POLLHUP) != 0) _exit(EXIT_FAILURE);
  if (const auto furnished = furnish(); !furnished) give_up(furnished.error());

  const pid_t child = fork();
  if (child < 0) give_up({fmt::format("cannot fork: {}", std::strerror(errno))});
  if (child == 0) {
    line = {};
    sigprocmask(SIG_SETMASK, &original_mask, nullptr);
    std::exit(body());
  }
  line.up_write.reset();
  _exit(reap_until_end_of(child));
}

// ---- the outer process ----------------------------------------------------------------------------------------------

struct Enclosed {
  pid_t pid{-1};
  bool own_users{true};
};

std::expected<Enclosed, Error> clone_enclosed() {
  const pid_t with_users = clone_process(namespaces | CLONE_NEWUSER);
  if (with_users >= 0) return Enclosed{.pid = with_users};
  const int error = errno;
  const pid_t without = clone_process(namespaces);
  if (without >= 0) return Enclosed{.pid = without, .own_users = false};
  return std::unexpected{refusal("make namespaces", error)};
}

std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 512> buffer{};
  while (true) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

int wait_for(pid_t inner) {
  const sigset_t signals = watched_signals();
  while (true) {
    int status = 0;
    if (waitpid(inner, &status, WNOHANG) == inner) return exit_code_of(status);
    siginfo_t signal{};
    if (sigwaitinfo(&signals, &signal) > 0 && signal.si_signo != SIGCHLD) pass_on(signal, inner);
  }
}

std::expected<int, Error> supervise(const Enclosed& enclosed, Lifeline& line) {
  line.down_read.reset();
  line.up_write.reset();
  const auto abandon = [&](const Error& error) {
    kill(enclosed.pid, SIGKILL);
    waitpid(enclosed.pid, nullptr, 0);
    return std::unexpected{error};
  };
  if (enclosed.own_users) {
    if (const auto mapped = map_users(enclosed.pid); !mapped) return abandon(mapped.error());
  }
  if (write(line.down_write.get(), "m", 1) != 1) return abandon({"the enclosed process died at once"});
  if (const std::string error = read_to_end(line.up_read.get()); !error.empty()) return abandon({error});
  return wait_for(enclosed.pid);
}

}  // namespace

std::expected<int, Error> run_enclosed(const std::function<int()>& body) {
  auto line = make_lifeline();
  if (!line) return std::unexpected{line.error()};
  std::fflush(nullptr);  // what is buffered now would be written twice
  const sigset_t signals = watched_signals();
  sigset_t original;
  sigprocmask(SIG_BLOCK, &signals, &original);
  const auto enclosed = clone_enclosed();
  if (enclosed && enclosed->pid == 0) be_first_process(std::move(*line), original, body);
  std::expected<int, Error> code = std::unexpected{Error{}};
  if (enclosed) {
    code = supervise(*enclosed, *line);
  } else {
    code = std::unexpected{enclosed.error()};
  }
  sigprocmask(SIG_SETMASK, &original, nullptr);
  return code;
}

}  // namespace vrrpspec::harness
