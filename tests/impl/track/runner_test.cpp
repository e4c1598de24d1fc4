#include "impl/track/runner.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <sstream>

#include "tests/impl/track/folder.hpp"

namespace vrrpspec::impl {

void PrintTo(const RunResult& result, std::ostream* out) {
  *out << "ticket " << result.ticket << ", status " << result.status << (result.timed_out ? ", timed out" : "")
       << ", \"" << result.why << '"';
}

namespace {

using namespace std::chrono_literals;

constexpr int patience_ms = 20'000;

/// As who we are, on machines with a user for scripts too.
Command shell(const std::string& text) {
  const passwd* self = ::getpwuid(::geteuid());
  return {.argv = {"/bin/sh", "-c", text},
          .user = self != nullptr ? std::optional<std::string>{self->pw_name} : std::nullopt,
          .group = {}};
}

Configuration allowing(const std::vector<Command>& commands) {
  Configuration configuration;
  for (const Command& command : commands) configuration.scripts.push_back({.name = "check", .command = command});
  return configuration;
}

ScriptRunner runner_of(const Configuration& configuration, ScriptRunner::Loader load = {}) {
  if (!load) load = [] { return std::nullopt; };
  return std::move(ScriptRunner::start(configuration, std::move(load)).value());
}

/// False when the runner has ended, or nothing comes.
bool wait_for(ScriptRunner& runner, std::vector<RunResult>& results, std::size_t count) {
  while (results.size() < count) {
    pollfd watched{.fd = runner.descriptor(), .events = POLLIN, .revents = 0};
    if (::poll(&watched, 1, patience_ms) <= 0) return false;
    if (!runner.receive([&](const RunResult& result) { results.push_back(result); })) return false;
  }
  return true;
}

RunResult run(ScriptRunner& runner, const RunRequest& request) {
  EXPECT_TRUE(runner.run(request));
  std::vector<RunResult> results;
  EXPECT_TRUE(wait_for(runner, results, 1));
  return results.empty() ? RunResult{.ticket = 0, .status = -1} : results.front();
}

RunResult run_alone(const Command& command, Duration timeout = {}) {
  auto runner = runner_of(allowing({command}));
  return run(runner, {.ticket = 5, .command = command, .timeout = timeout});
}

/// Processes whose parents die become children of this one, so that their end can be waited for.
class Orphanage {
 public:
  Orphanage() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }
  Orphanage(const Orphanage&) = delete;
  Orphanage& operator=(const Orphanage&) = delete;
  ~Orphanage() { ::prctl(PR_SET_CHILD_SUBREAPER, 0); }
};

/// A line that a script writes to a named pipe: it says that the script has come so far.
class Sign {
 public:
  explicit Sign(const std::string& path) {
    ::mkfifo(path.c_str(), 0666);
    ::chmod(path.c_str(), 0666);
    pipe_ = Descriptor{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
  }
  /// The number on the line; 0 when nothing comes.
  [[nodiscard]] pid_t read_process() const {
    pollfd watched{.fd = pipe_.number(), .events = POLLIN, .revents = 0};
    if (::poll(&watched, 1, patience_ms) <= 0) return 0;
    std::string line(64, '\0');
    const auto length = ::read(pipe_.number(), line.data(), line.size());
    return length > 0 ? std::stoi(line) : 0;
  }

 private:
  Descriptor pipe_;
};

/// How a process ended: the signal; 0 when it did not end by one, or never was an orphan. Others that end are buried.
int wait_for_end(pid_t process) {
  int status = 0;
  for (pid_t ended = 0; (ended = ::waitpid(-1, &status, 0)) > 0;) {
    if (ended == process) return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }
  return 0;
}

void bury_all() {
  while (::waitpid(-1, nullptr, 0) > 0) {
  }
}

TEST(ScriptRunner, tells_the_exit_status_with_the_ticket) {
  EXPECT_EQ(run_alone(shell("exit 0")), (RunResult{.ticket = 5, .status = 0}));
  EXPECT_EQ(run_alone(shell("exit 3")), (RunResult{.ticket = 5, .status = 3}));
}

TEST(ScriptRunner, tells_the_signal_that_killed) {
  EXPECT_EQ(run_alone(shell("kill -9 $$")).status, 128 + SIGKILL);
}

TEST(ScriptRunner, starts_no_shell) {
  // A shell would make `test -n ""` of it.
  EXPECT_EQ(run_alone({.argv = {"test", "-n", "$(exit 1)"}, .user = {}, .group = {}}).status, 0);
}

TEST(ScriptRunner, runs_many_at_once) {
  const auto slow = shell("exec sleep 30");
  const auto quick = shell("exit 4");
  auto runner = runner_of(allowing({slow, quick}));
  ASSERT_TRUE(runner.run({.ticket = 1, .command = slow}));
  EXPECT_EQ(run(runner, {.ticket = 2, .command = quick}), (RunResult{.ticket = 2, .status = 4}));
}

TEST(ScriptRunner, appends_the_arguments_of_a_notify) {
  Configuration configuration;
  const Command notify{
      .argv = {"/bin/sh", "-c", "test \"$*\" = 'INSTANCE VI 1 MASTER 100'", "sh"}, .user = {}, .group = {}};
  configuration.instances.emplace_back().notifications.any = notify;
  auto runner = runner_of(configuration);
  EXPECT_EQ(run(runner, {.command = notify, .arguments = {"INSTANCE", "VI 1", "MASTER", "100"}}).status, 0);
}

TEST(ScriptRunner, refuses_what_does_not_stand_in_the_configuration) {
  auto runner = runner_of(allowing({shell("exit 0")}));
  const auto result = run(runner, {.ticket = 3, .command = shell("exit 1")});
  EXPECT_EQ(result, (RunResult{.ticket = 3,
                               .status = 127,
                               .why = "it does not stand in the configuration as the script runner read it"}));
}

TEST(ScriptRunner, tells_why_a_program_could_not_be_started) {
  const auto result = run_alone({.argv = {"/etc/passwd"}, .user = {}, .group = {}});
  EXPECT_EQ(result, (RunResult{.ticket = 5, .status = 127, .why = "cannot start /etc/passwd: Permission denied"}));
}

TEST(ScriptRunner, kills_all_that_a_late_program_started) {
  const Orphanage orphanage;
  const Folder folder;
  const Sign sign{folder / "sign"};
  const auto result = run_alone(shell("sleep 30 & echo $! > " + (folder / "sign") + "; wait"), 500ms);
  EXPECT_EQ(result, (RunResult{.ticket = 5, .status = 128 + SIGKILL, .timed_out = true}));
  EXPECT_EQ(wait_for_end(sign.read_process()), SIGKILL);
}

TEST(ScriptRunner, does_not_kill_what_ends_in_time) {
  EXPECT_EQ(run_alone(shell("exit 1"), 1h), (RunResult{.ticket = 5, .status = 1}));
}

TEST(ScriptRunner, gives_a_program_a_session_of_its_own) {
  EXPECT_EQ(run_alone(shell("read pid name state parent group session rest < /proc/$$/stat;"
                            "test $pid = $group && test $pid = $session"))
                .status,
            0);
}

TEST(ScriptRunner, gives_a_program_nothing_but_null_devices) {
  const Descriptor inherited{::open("/dev/zero", O_RDONLY)};
  EXPECT_EQ(run_alone(shell("for n in 0 1 2; do test $(readlink /proc/$$/fd/$n) = /dev/null || exit 1; done;"
                            "n=3; while test $n -lt 256; do test ! -e /proc/$$/fd/$n || exit 2; n=$((n+1)); done"))
                .status,
            0);
}

TEST(ScriptRunner, keeps_no_descriptor_of_the_daemon) {
  constexpr int high = 200;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor read_end{ends[0]};
  Descriptor low_end{ends[1]};
  Descriptor high_end{::dup2(ends[1], high)};
  auto runner = runner_of({});
  low_end = Descriptor{};
  high_end = Descriptor{};
  pollfd watched{.fd = read_end.number(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&watched, 1, patience_ms), 1) << "the end of the pipe is still open somewhere";
}

TEST(ScriptRunner, gives_a_program_a_clean_environment) {
  ::setenv("VRRPSPEC_LEAK", "1", 1);
  const Folder folder;
  ASSERT_EQ(
      run_alone(
          {.argv = {"/bin/sh", "-c", "/usr/bin/env | sort > " + (folder / "environment")}, .user = {}, .group = {}})
          .status,
      0);
  std::istringstream lines{folder.read("environment")};
  std::string names;
  for (std::string line; std::getline(lines, line);) names += line.substr(0, line.find('=')) + ' ';
  // PWD is the shell's own.
  EXPECT_EQ(names, "HOME LOGNAME PATH PWD USER ");
  ::unsetenv("VRRPSPEC_LEAK");
}

TEST(ScriptRunner, gives_a_program_default_signals) {
  for (const auto* line : {"SigBlk:.0000000000000000", "SigIgn:.0000000000000000"}) {
    EXPECT_EQ(run_alone({.argv = {"grep", "-q", line, "/proc/self/status"}, .user = {}, .group = {}}).status, 0);
  }
}

TEST(ScriptRunner, runs_a_program_as_its_user_without_capabilities) {
  if (!is_root_of_others()) GTEST_SKIP() << "only root can become another user";
  Command command = shell(
      "test \"$(id -u)\" = 65534 && test \"$(id -g)\" = 65534 && test \"$(id -G)\" = 65534 &&"
      "grep -q 'CapPrm:.0000000000000000' /proc/$$/status && test $USER = nobody");
  command.user = "nobody";
  EXPECT_EQ(run_alone(command), (RunResult{.ticket = 5, .status = 0}));
}

TEST(ScriptRunner, does_not_end_by_the_signals_that_end_the_daemon) {
  const auto signals = shell("for s in HUP INT TERM QUIT; do kill -$s $PPID || exit 1; done");
  auto runner = runner_of(allowing({signals, shell("exit 0")}));
  EXPECT_EQ(run(runner, {.command = signals}).status, 0);
  EXPECT_EQ(run(runner, {.command = shell("exit 0")}).status, 0);
}

TEST(ScriptRunner, reads_the_configuration_anew_when_told) {
  const auto before = shell("exit 1");
  const auto after = shell("exit 2");
  auto runner = runner_of(allowing({before}), [&] { return allowing({after}); });
  EXPECT_EQ(run(runner, {.command = after}).status, 127);
  ASSERT_TRUE(runner.allow_new_configuration());
  EXPECT_EQ(run(runner, {.command = after}).status, 2);
  EXPECT_EQ(run(runner, {.command = before}).status, 127);
}

TEST(ScriptRunner, keeps_the_old_configuration_when_the_new_one_cannot_be_used) {
  auto runner = runner_of(allowing({shell("exit 1")}));
  ASSERT_TRUE(runner.allow_new_configuration());
  EXPECT_EQ(run(runner, {.command = shell("exit 1")}).status, 1);
}

TEST(ScriptRunner, neither_blocks_nor_loses_results_when_nobody_reads_them) {
  auto runner = runner_of({});
  constexpr std::uint32_t enough = 1'000'000;
  std::uint32_t taken = 0;
  while (taken < enough && runner.run({.ticket = taken, .command = shell("exit 0")})) ++taken;
  ASSERT_LT(taken, enough);
  std::vector<RunResult> results;
  ASSERT_TRUE(wait_for(runner, results, taken));
  std::map<std::uint32_t, int> count;
  for (const RunResult& result : results) ++count[result.ticket];
  EXPECT_EQ(count.size(), taken);
}

constexpr std::size_t places = 64;
constexpr std::size_t waiting_most = 1024;

/// Programs that run until it opens.
class Gate {
 public:
  explicit Gate(const Folder& folder) : path_{folder / "gate"} {
    ::mkfifo(path_.c_str(), 0666);
    ::chmod(path_.c_str(), 0666);
  }
  [[nodiscard]] Command waits() const { return shell(": < " + path_); }
  void open() { pipe_ = Descriptor{::open(path_.c_str(), O_RDWR | O_CLOEXEC)}; }

 private:
  std::string path_;
  Descriptor pipe_;
};

void run_often(ScriptRunner& runner, const RunRequest& request, std::size_t count) {
  for (std::size_t sent = 0; sent < count; ++sent) {
    while (!runner.run(request)) ::poll(nullptr, 0, 1);
  }
}

TEST(ScriptRunner, keeps_places_for_notifications_when_checks_have_taken_theirs) {
  const Folder folder;
  Gate gate{folder};
  auto runner = runner_of(allowing({gate.waits(), shell("exit 4")}));
  run_often(runner, {.ticket = 1, .command = gate.waits()}, places);
  EXPECT_EQ(run(runner, {.ticket = 2, .command = gate.waits()}),
            (RunResult{.ticket = 2, .status = 127, .why = "64 checks are running already"}));
  EXPECT_EQ(run(runner, {.ticket = 3, .command = shell("exit 4"), .is_notification = true}),
            (RunResult{.ticket = 3, .status = 4}));
}

TEST(ScriptRunner, lets_notifications_wait_for_a_place_and_runs_checks_meanwhile) {
  const Folder folder;
  Gate gate{folder};
  auto runner = runner_of(allowing({gate.waits(), shell("exit 4"), shell("exit 5")}));
  run_often(runner, {.ticket = 1, .command = gate.waits(), .is_notification = true}, places);
  run_often(runner, {.ticket = 2, .command = shell("exit 4"), .is_notification = true}, 2 * places);
  EXPECT_EQ(run(runner, {.ticket = 3, .command = shell("exit 5")}), (RunResult{.ticket = 3, .status = 5}));
  gate.open();
  std::vector<RunResult> results;
  ASSERT_TRUE(wait_for(runner, results, 3 * places));
  EXPECT_EQ(std::ranges::count(results, RunResult{.ticket = 1, .status = 0}), places);
  EXPECT_EQ(std::ranges::count(results, RunResult{.ticket = 2, .status = 4}), 2 * places);
}

TEST(ScriptRunner, judges_a_notification_that_waits_by_the_configuration_of_its_time) {
  const Folder folder;
  Gate gate{folder};
  auto runner = runner_of(allowing({gate.waits(), shell("exit 4")}), [] { return Configuration{}; });
  run_often(runner, {.ticket = 1, .command = gate.waits(), .is_notification = true}, places);
  run_often(runner, {.ticket = 2, .command = shell("exit 4"), .is_notification = true}, 1);
  ASSERT_TRUE(runner.allow_new_configuration());
  EXPECT_EQ(run(runner, {.ticket = 3, .command = shell("exit 4")}).status, 127);
  gate.open();
  std::vector<RunResult> results;
  ASSERT_TRUE(wait_for(runner, results, places + 1));
  EXPECT_EQ(std::ranges::count(results, RunResult{.ticket = 2, .status = 4}), 1);
}

TEST(ScriptRunner, refuses_a_notification_when_too_many_wait) {
  const Folder folder;
  const Gate gate{folder};
  auto runner = runner_of(allowing({gate.waits()}));
  run_often(runner, {.ticket = 1, .command = gate.waits(), .is_notification = true}, places + waiting_most);
  run_often(runner, {.ticket = 2, .command = gate.waits(), .is_notification = true}, 1);
  std::vector<RunResult> results;
  ASSERT_TRUE(wait_for(runner, results, 1));
  EXPECT_EQ(results.front(), (RunResult{.ticket = 2, .status = 127, .why = "1024 notifications are waiting already"}));
}

TEST(ScriptRunner, does_not_take_a_request_that_is_too_long) {
  auto runner = runner_of({});
  EXPECT_FALSE(runner.run({.command = shell(std::string(100'000, ':'))}));
}

TEST(ScriptRunner, kills_what_runs_when_its_owner_goes) {
  const Orphanage orphanage;
  const Folder folder;
  const Sign sign{folder / "sign"};
  // The second is not the runner's own child.
  const auto script = shell("sleep 30 & echo $! > " + (folder / "sign") + "; wait");
  pid_t sleeper = 0;
  {
    auto runner = runner_of(allowing({script}));
    ASSERT_TRUE(runner.run({.command = script}));
    sleeper = sign.read_process();
  }
  EXPECT_EQ(wait_for_end(sleeper), SIGKILL);
  EXPECT_EQ(::waitpid(-1, nullptr, 0), -1) << "the runner or a script is left";
}

TEST(ScriptRunner, leaves_nothing_when_the_daemon_is_killed) {
  const Orphanage orphanage;
  const Folder folder;
  const Sign sign{folder / "sign"};
  const auto script = shell("sleep 30 & echo $! > " + (folder / "sign") + "; wait");
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    auto runner = runner_of(allowing({script}));
    runner.run({.command = script});
    while (true) ::pause();
  }
  const pid_t sleeper = sign.read_process();
  ASSERT_GT(sleeper, 0);
  ::kill(daemon, SIGKILL);
  EXPECT_EQ(wait_for_end(daemon), SIGKILL);
  EXPECT_EQ(wait_for_end(sleeper), SIGKILL);
  // Orphans come to this process, the runner too: this does not end before it has.
  bury_all();
}

TEST(ScriptRunner, leaves_nothing_when_another_process_holds_the_socket_of_the_killed_daemon) {
  const Orphanage orphanage;
  const Folder folder;
  const Sign sign{folder / "sign"};
  const auto script = shell("sleep 30 & echo $! > " + (folder / "sign") + "; wait");
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    ::setpgid(0, 0);
    auto runner = runner_of(allowing({script}));
    if (::fork() > 0) runner.run({.command = script});
    ::alarm(2 * patience_ms / 1000);  // for the one that is not killed, should the test fail before it does so
    while (true) ::pause();
  }
  const pid_t sleeper = sign.read_process();
  ASSERT_GT(sleeper, 0);
  ::kill(daemon, SIGKILL);
  EXPECT_EQ(wait_for_end(sleeper), SIGKILL);
  ::kill(-daemon, SIGKILL);
  bury_all();
}

TEST(ScriptRunner, tells_that_it_has_ended_and_takes_its_programs_along) {
  const Orphanage orphanage;
  const Folder folder;
  const Sign sign{folder / "sign"};
  const auto script = shell("echo $$ > " + (folder / "sign") + "; kill -9 $PPID; exec sleep 30");
  auto runner = runner_of(allowing({script}));
  ASSERT_TRUE(runner.run({.command = script}));
  std::vector<RunResult> results;
  EXPECT_FALSE(wait_for(runner, results, 1));
  EXPECT_TRUE(results.empty());
  EXPECT_EQ(wait_for_end(sign.read_process()), SIGKILL);
  EXPECT_FALSE(runner.run({.command = script}));
}

}  // namespace
}  // namespace vrrpspec::impl
