#include "impl/track/runner_loop.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "impl/clock.hpp"
#include "impl/track/child.hpp"
#include "impl/track/message.hpp"
#include "impl/track/program.hpp"

namespace vrrpspec::impl {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t checks_most = 64;
constexpr std::size_t notifications_most = 64;
constexpr std::size_t waiting_most = 1024;  ///< as many as the most instances send when all of them become Master
constexpr std::size_t results_most = 128;   ///< untold ones, before no more requests are taken
constexpr Duration patience_at_end = 1s;
constexpr int signal_daemon_died = SIGUSR2;

/// Standard output and error stay, so that a crash can be read in the log; everything else but the socket goes.
void close_inherited(int socket) {
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (standard != STDIN_FILENO && ::fcntl(standard, F_GETFD) >= 0) continue;
    const Descriptor null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    ::dup2(null.number(), standard);
  }
  if (socket > STDERR_FILENO + 1) ::close_range(STDERR_FILENO + 1, static_cast<unsigned>(socket) - 1, 0);
  ::close_range(static_cast<unsigned>(socket) + 1, ~0U, 0);
}

/// What ends the daemon must not end the runner first: the daemon may want scripts to be run in its last moments.
Descriptor arrange_signals() {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGPIPE}) ::signal(signal, SIG_IGN);
  sigset_t watched;
  ::sigemptyset(&watched);
  for (const int signal : {SIGCHLD, signal_daemon_died}) {
    ::signal(signal, SIG_DFL);
    ::sigaddset(&watched, signal);
  }
  ::sigprocmask(SIG_SETMASK, &watched, nullptr);
  return Descriptor{::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK)};
}

class Loop {
 public:
  Loop(Descriptor socket, Descriptor signals, const Configuration& configuration, const ScriptRunner::Loader& load)
      : socket_{std::move(socket)}, signals_{std::move(signals)}, programs_{programs_of(configuration)}, load_{load} {}

  void run() {
    while (!ended_) {
      wait(next_deadline());
      read_signals();
      reap();
      start_waiting_ones();
      kill_late_ones();
      tell_results();
      if (!ended_ && takes_requests()) read_request();
    }
  }

  void kill_all() {
    for (const Child& child : children_) kill_child(child);
    const Instant last = monotonic_now() + patience_at_end;
    while (!children_.empty() && monotonic_now() < last) {
      wait(last);
      read_signals();
      reap();
    }
  }

 private:
  /// A notification that has no place yet. What it runs was decided when it was asked for.
  struct Waiting {
    Program program;
    RunRequest request;
  };

  [[nodiscard]] bool takes_requests() const { return results_.size() < results_most; }

  [[nodiscard]] std::optional<Instant> next_deadline() const {
    std::optional<Instant> next;
    for (const Child& child : children_) {
      if (child.deadline && !child.timed_out && (!next || *child.deadline < *next)) next = child.deadline;
    }
    return next;
  }

  /// Until a request, a signal or the deadline.
  void wait(std::optional<Instant> until) {
    timespec rest{};
    if (until) {
      const Duration left = std::max(*until - monotonic_now(), Duration{});
      rest.tv_sec = static_cast<time_t>(left / 1s);
      rest.tv_nsec = static_cast<long>((left % 1s).count());
    }
    // Once the daemon is gone its end is always "readable".
    const int interest = (takes_requests() ? POLLIN : 0) | (results_.empty() ? 0 : POLLOUT);
    std::array<pollfd, 2> watched{
        pollfd{.fd = signals_.number(), .events = POLLIN, .revents = 0},
        pollfd{.fd = ended_ ? -1 : socket_.number(), .events = static_cast<short>(interest), .revents = 0}};
    ::ppoll(watched.data(), watched.size(), until ? &rest : nullptr, nullptr);
    if ((watched[1].revents & (POLLHUP | POLLERR)) != 0) ended_ = true;
  }

  void read_signals() {
    signalfd_siginfo signal{};
    while (::read(signals_.number(), &signal, sizeof signal) == sizeof signal) {
      if (signal.ssi_signo == static_cast<unsigned>(signal_daemon_died)) ended_ = true;
    }
  }

  void reap() {
    int status = 0;
    for (pid_t process = 0; (process = ::waitpid(-1, &status, WNOHANG)) > 0;) {
      const auto child = std::ranges::find(children_, process, &Child::process);
      if (child == children_.end()) continue;
      results_.push_back(result_of(*child, status));
      children_.erase(child);
    }
  }

  void kill_late_ones() {
    const Instant now = monotonic_now();
    for (Child& child : children_) {
      if (child.timed_out || !child.deadline || now < *child.deadline) continue;
      child.timed_out = true;
      kill_child(child);
    }
  }

  void tell_results() {
    while (!results_.empty()) {
      const Message message = encode(results_.front());
      if (::send(socket_.number(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
        // A full queue empties when the daemon reads; anything else means that nobody will.
        ended_ = ended_ || (errno != EAGAIN && errno != EINTR);
        return;
      }
      results_.pop_front();
    }
  }

  /// One at a time, so that programs that ended are told in between.
  void read_request() {
    std::array<std::uint8_t, message_longest> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    const auto length = ::recv(socket_.number(), buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC);
    if (length == 0) ended_ = true;
    if (length <= 0 || static_cast<std::size_t>(length) > buffer.size()) return;
    const auto message = decode_request(std::span{buffer}.first(static_cast<std::size_t>(length)));
    if (!message) return;
    if (const auto* request = std::get_if<RunRequest>(&*message)) {
      take(*request);
    } else if (const auto configuration = load_()) {
      programs_ = programs_of(*configuration);
    }
  }

  void refuse(const RunRequest& request, std::string why) {
    results_.push_back(
        {.ticket = request.ticket, .status = status_not_started, .timed_out = false, .why = std::move(why)});
  }

  [[nodiscard]] bool has_place(bool for_notification) const {
    const auto running = std::ranges::count(children_, for_notification, &Child::is_notification);
    return static_cast<std::size_t>(running) < (for_notification ? notifications_most : checks_most);
  }

  void take(const RunRequest& request) {
    const auto program = find_program(programs_, request);
    if (!program) return refuse(request, program.error());
    if (has_place(request.is_notification)) return start(**program, request);
    if (!request.is_notification) return refuse(request, fmt::format("{} checks are running already", checks_most));
    if (waiting_.size() >= waiting_most) {
      return refuse(request, fmt::format("{} notifications are waiting already", waiting_most));
    }
    waiting_.push_back({**program, request});
  }

  void start_waiting_ones() {
    while (!waiting_.empty() && has_place(true)) {
      start(waiting_.front().program, waiting_.front().request);
      waiting_.pop_front();
    }
  }

  void start(const Program& program, const RunRequest& request) {
    auto child = start_child(program, request);
    if (!child) return refuse(request, child.error());
    if (request.timeout > Duration{}) child->deadline = monotonic_now() + request.timeout;
    children_.push_back(std::move(*child));
  }

  Descriptor socket_;
  Descriptor signals_;
  std::vector<Program> programs_;
  const ScriptRunner::Loader& load_;
  std::vector<Child> children_;
  std::deque<Waiting> waiting_;
  std::deque<RunResult> results_;
  bool ended_{false};
};

}  // namespace

void be_script_runner(Descriptor socket, int daemon, const Configuration& configuration,
                      const ScriptRunner::Loader& load) {
  close_inherited(socket.number());
  Descriptor signals = arrange_signals();
  ::prctl(PR_SET_PDEATHSIG, signal_daemon_died);
  ::prctl(PR_SET_NAME, "vrrpspecd-run");
  if (::getppid() == daemon) {
    Loop loop{std::move(socket), std::move(signals), configuration, load};
    loop.run();
    loop.kill_all();
  }
  ::_exit(0);
}

}  // namespace vrrpspec::impl
