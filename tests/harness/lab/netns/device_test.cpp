#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>

#include <csignal>
#include <ctime>
#include <fstream>
#include <sstream>

#include "harness/lab/real_time/priority.hpp"
#include "tests/harness/lab/netns/scenario.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A device that is one line of shell.
Device shell(const std::string& line, std::optional<std::string> ready = std::nullopt,
             Duration stop_within = milliseconds{200}) {
  return {
      .name = "shell", .capabilities = {}, .version_command = {}, .launch = [=](const auto&, const LaunchPlace& place) {
        return Launch{.argv = {"sh", "-c", line},
                      .files = {{.path = place.directory / "shell.conf", .content = "of " + place.interface}},
                      .ready_output = ready,
                      .ready_within = milliseconds{300},
                      .stop_within = stop_within};
      }};
}

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

/// A killed process takes a moment to go.
bool succeeds_soon(const std::string& command) {
  const std::string loop = "for i in $(seq 40); do " + command + " && exit 0; sleep 0.05; done; exit 1";
  return std::system(loop.c_str()) == 0;
}

void expect_scenario(const Device& device, const std::function<void(Scenario&)>& body) {
  expect_enclosed([&] {
    Scenario scenario{device, 1};
    ASSERT_TRUE(scenario.is_open()) << scenario.why();
    body(scenario);
  });
}

TEST(NetnsDevice, is_ready_when_its_output_says_so) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("sleep 0.1; echo now serving; sleep 60", "serv(ing|ed)"), [](Scenario& scenario) {
    const auto start = scenario.segment().start_device(0, settings_of(100));
    ASSERT_TRUE(start) << start.error().message;
    EXPECT_LE(*start, scenario.segment().now());
    EXPECT_TRUE(scenario.run_until([&] { return scenario.ready == 1; }));
    EXPECT_GE(scenario.segment().now() - *start, milliseconds{100});
    EXPECT_TRUE(content(scenario.results() / "target.log").contains("now serving"));
    EXPECT_EQ(content(scenario.results() / "target.conf"), "of dut0");
  });
}

TEST(NetnsDevice, is_ready_at_once_when_nothing_is_awaited) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("sleep 60"), [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    EXPECT_EQ(scenario.ready, 0U) << "not from within start_device()";
    EXPECT_TRUE(scenario.run_until([&] { return scenario.ready == 1; }, milliseconds{100}));
  });
}

TEST(NetnsDevice, that_says_nothing_is_ready_so_long_after_its_start) {
  SKIP_UNLESS_ENCLOSED();
  Device mute = shell("");
  mute.launch = [](const auto&, const auto&) {
    return Launch{.argv = {"sleep", "60"}, .files = {}, .ready_output = {}, .ready_after = milliseconds{250}};
  };
  expect_scenario(mute, [](Scenario& scenario) {
    const auto start = scenario.segment().start_device(0, settings_of(100));
    ASSERT_TRUE(start) << start.error().message;
    EXPECT_TRUE(scenario.run_until([&] { return scenario.ready == 1; }));
    EXPECT_GE(scenario.segment().now() - *start, milliseconds{250});
  });
}

TEST(NetnsDevice, that_ends_before_it_counts_as_ready_is_never_ready) {
  SKIP_UNLESS_ENCLOSED();
  Device short_lived = shell("");
  short_lived.launch = [](const auto&, const auto&) {
    return Launch{.argv = {"true"}, .files = {}, .ready_output = {}, .ready_after = milliseconds{250}};
  };
  expect_scenario(short_lived, [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    scenario.run_for(milliseconds{400});
    EXPECT_EQ(scenario.exits.size(), 1U);
    EXPECT_EQ(scenario.ready, 0U);
  });
}

TEST(NetnsDevice, that_is_never_ready_is_reported_with_its_last_lines) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("echo out of order; sleep 60", "serving"), [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    EXPECT_TRUE(scenario.run_until([&] { return !scenario.why_not_ready.empty(); }));
    EXPECT_EQ(scenario.why_not_ready,
              "no line matched /serving/ within 0.3 s; the last lines of its output:\nout of order");
  });
}

TEST(NetnsDevice, that_exits_at_once_is_reported_with_its_status_and_last_lines) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("echo cannot open socket >&2; exit 3", "serving"), [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    EXPECT_TRUE(scenario.run_until([&] { return !scenario.exits.empty(); }));
    EXPECT_EQ(scenario.exits.at(0).how, "exit status 3");
    EXPECT_FALSE(scenario.exits.at(0).expected);
    EXPECT_EQ(scenario.exits.at(0).last_output, "cannot open socket");
    EXPECT_EQ(scenario.why_not_ready, "");
  });
}

TEST(NetnsDevice, that_crashes_is_named_by_its_signal) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("kill -SEGV $$"), [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    EXPECT_TRUE(scenario.run_until([&] { return !scenario.exits.empty(); }));
    EXPECT_EQ(scenario.exits.at(0).how, "killed by SIGSEGV");
    EXPECT_TRUE(scenario.exits.at(0).forced);
  });
}

/// Stops a device whose answer to SIGTERM is a line of shell.
DeviceExited exit_after_stop(Scenario& scenario) {
  EXPECT_TRUE(scenario.segment().start_device(0, settings_of(100)));
  EXPECT_TRUE(scenario.run_until([&] { return scenario.ready == 1; }));
  scenario.segment().stop_device(0);
  EXPECT_TRUE(scenario.run_until([&] { return !scenario.exits.empty(); }));
  EXPECT_TRUE(scenario.exits.at(0).expected);
  return scenario.exits.at(0);
}

TEST(NetnsDevice, that_exits_when_asked_to_is_orderly_whatever_its_status) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("trap 'exit 7' TERM; echo up; while :; do sleep 0.02; done", "up"), [](Scenario& scenario) {
    const DeviceExited exit = exit_after_stop(scenario);
    EXPECT_EQ(exit.how, "exit status 7");
    EXPECT_FALSE(exit.forced);
  });
}

// It is up when it can be asked to stop.
constexpr const char* wrapped_router = "(trap 'sleep 0.15; exit 0' TERM; echo up; while :; do sleep 0.02; done) & ";

TEST(NetnsDevice, has_stopped_when_all_that_its_wrapper_had_started_has) {
  SKIP_UNLESS_ENCLOSED();
  const std::string wrapper = "while :; do sleep 0.02; done";
  // On a busy machine its 150 ms are more.
  expect_scenario(shell("trap 'kill $!; exit 0' TERM; " + std::string{wrapped_router} + wrapper, "up", seconds{5}),
                  [](Scenario& scenario) {
                    const Instant before = scenario.segment().now();
                    const DeviceExited exit = exit_after_stop(scenario);
                    EXPECT_EQ(exit.how, "exit status 0");
                    EXPECT_FALSE(exit.forced);
                    EXPECT_GE(scenario.segment().now() - before, milliseconds{150});
                  });
}

TEST(NetnsDevice, whose_wrapper_passes_the_stop_signal_on_to_nobody_is_not_orderly) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell(wrapped_router + std::string{"while :; do sleep 0.02; done"}, "up"), [](Scenario& scenario) {
    const DeviceExited exit = exit_after_stop(scenario);
    EXPECT_EQ(exit.how, "killed by SIGTERM, and whether the processes it had started heard of it is not known");
    EXPECT_TRUE(exit.forced);
  });
  expect_scenario(shell("trap 'exit 0' TERM; " + std::string{wrapped_router} + "while :; do sleep 0.02; done", "up"),
                  [](Scenario& scenario) {
                    const DeviceExited exit = exit_after_stop(scenario);
                    EXPECT_EQ(exit.how, "exit status 0; processes that it had started had to be killed");
                    EXPECT_TRUE(exit.forced);
                  });
}

TEST(NetnsDevice, that_crashes_when_asked_to_stop_is_not_orderly) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("trap 'kill -SEGV $$' TERM; echo up; while :; do sleep 0.02; done", "up"),
                  [](Scenario& scenario) {
                    const DeviceExited exit = exit_after_stop(scenario);
                    EXPECT_EQ(exit.how, "killed by SIGSEGV");
                    EXPECT_TRUE(exit.forced);
                  });
}

TEST(NetnsDevice, ended_by_a_stranger_with_its_own_stop_signal_is_not_orderly) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("kill -TERM $$"), [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    EXPECT_TRUE(scenario.run_until([&] { return !scenario.exits.empty(); }));
    EXPECT_EQ(scenario.exits.at(0).how, "killed by SIGTERM");
    EXPECT_TRUE(scenario.exits.at(0).forced);
  });
}

TEST(NetnsDevice, that_does_not_exist_is_named_before_anything_starts) {
  SKIP_UNLESS_ENCLOSED();
  Device missing = shell("");
  missing.launch = [](const auto&, const auto&) {
    return Launch{.argv = {"no-such-router"}, .files = {}, .ready_output = {}};
  };
  expect_scenario(missing, [](Scenario& scenario) {
    const auto start = scenario.segment().start_device(0, settings_of(100));
    ASSERT_FALSE(start);
    EXPECT_TRUE(start.error().message.contains("no-such-router is not installed")) << start.error().message;
  });
}

TEST(NetnsDevice, with_a_broken_ready_pattern_is_refused) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("sleep 60", "(unclosed"),
                  [](Scenario& scenario) { EXPECT_FALSE(scenario.segment().start_device(0, settings_of(100))); });
}

TEST(NetnsDevice, stops_on_its_signal_and_may_start_again) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("exec sleep 60"), [](Scenario& scenario) {
    for (std::size_t round = 1; round <= 2; ++round) {
      ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
      EXPECT_FALSE(scenario.segment().start_device(0, settings_of(100))) << "runs already";
      EXPECT_TRUE(scenario.run_until([&] { return scenario.ready == round; }));
      scenario.run_for(milliseconds{50});
      scenario.segment().stop_device(0);
      EXPECT_TRUE(scenario.run_until([&] { return scenario.exits.size() == round; }));
      EXPECT_TRUE(scenario.exits.back().expected);
      EXPECT_EQ(scenario.exits.back().how, "killed by SIGTERM");
      EXPECT_FALSE(scenario.exits.back().forced);
    }
  });
}

TEST(NetnsDevice, that_ignores_its_signal_is_ended_by_force_with_all_its_processes) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(
      shell("trap '' TERM; (setsid sh -c 'trap \"\" TERM; sleep 61') & echo up; while :; do sleep 0.05; done", "up"),
      [](Scenario& scenario) {
        ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
        ASSERT_TRUE(scenario.run_until([&] { return scenario.ready == 1; }));
        const Instant before = scenario.segment().stop_device(0);
        EXPECT_TRUE(scenario.run_until([&] { return !scenario.exits.empty(); }));
        EXPECT_EQ(scenario.exits.at(0).how, "killed by SIGKILL");
        EXPECT_TRUE(scenario.exits.at(0).forced);
        EXPECT_GE(scenario.segment().now() - before, milliseconds{200});
        EXPECT_TRUE(succeeds_soon("! pgrep -f 'sleep 6[1]' >/dev/null"));
      });
}

TEST(NetnsDevice, that_talks_without_end_stops_nothing_else) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("exec yes"), [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    const Instant before = scenario.segment().now();
    scenario.run_for(milliseconds{200});
    EXPECT_LT(scenario.segment().now() - before, seconds{2});
  });
}

TEST(NetnsDevice, kept_from_the_processor_is_excused_by_the_time_it_waited) {
  SKIP_UNLESS_ENCLOSED();
  // Many spinning threads on few processors: each waits most of the time.
  const std::string spin = "for i in 1 2 3 4 5 6 7 8; do (while :; do :; done) & done; echo up; wait";
  expect_scenario(shell(spin, "up"), [](Scenario& scenario) {
    const Instant before = scenario.segment().now();
    EXPECT_EQ(scenario.segment().noise(before, before).target_waiting, Duration::zero());
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    scenario.run_for(milliseconds{700});
    const Instant after = scenario.segment().now();
    EXPECT_GT(scenario.segment().noise(before, after).target_waiting, milliseconds{300});
    EXPECT_EQ(scenario.segment().noise(after, after).clock_step, Duration::zero());
  });
}

TEST(NetnsDevice, that_sleeps_needs_no_excuse) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell("exec sleep 60"), [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    scenario.run_for(milliseconds{300});
    const Instant start = scenario.segment().now();
    scenario.run_for(milliseconds{500});
    const Noise noise = scenario.segment().noise(start, scenario.segment().now());
    EXPECT_LT(noise.target_waiting, milliseconds{20});
    EXPECT_EQ(noise.target_blocked, Duration::zero());
  });
}

TEST(NetnsDevice, is_granted_the_slack_of_its_most_generous_thread) {
  SKIP_UNLESS_ENCLOSED();
  const auto expect_slack = [](const std::string& line, const TimerSlack& slack) {
    expect_scenario(shell(line), [&](Scenario& scenario) {
      EXPECT_EQ(scenario.segment().tolerance().timer_slack, ordinary_slack) << "nothing was seen yet";
      ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
      scenario.run_for(milliseconds{400});
      EXPECT_EQ(scenario.segment().tolerance().timer_slack, slack) << line;
    });
  };
  expect_slack("exec sleep 60", ordinary_slack);
  expect_slack("exec nice -n 5 sleep 60", niced_slack);
  expect_slack("nice -n 5 sleep 60 & exec sleep 60", niced_slack);
}

TEST(NetnsDevice, inherits_real_time_priority_and_then_has_no_slack) {
  SKIP_UNLESS_ENCLOSED();
  if (const auto taken = take_real_time_priority(); !taken) GTEST_SKIP() << taken.error().message;
  expect_scenario(shell("chrt --pid $$; exec sleep 60", "SCHED_RR"), [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    EXPECT_TRUE(scenario.run_until([&] { return scenario.ready == 1; })) << scenario.why_not_ready;
    scenario.run_for(milliseconds{400});
    EXPECT_EQ(scenario.segment().tolerance().timer_slack, TimerSlack{});
    EXPECT_TRUE(has_real_time_priority());
  });
  take_ordinary_priority();
  EXPECT_FALSE(has_real_time_priority());
}

/// Less than a second; without the state of a library, for a child that was only cloned.
void sleep_for(milliseconds time) {
  const timespec duration{.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds{time}.count()};
  nanosleep(&duration, nullptr);
}

/// A process in the first namespace that is blocked in the kernel for so long: it waits as after vfork().
pid_t start_blocked(milliseconds time) {
  const pid_t child = fork();
  if (child != 0) return child;
  const int name_space = open("/run/netns/vs0p0", O_RDONLY | O_CLOEXEC);
  if (setns(name_space, CLONE_NEWNET) != 0) _exit(1);
  if (syscall(SYS_clone, CLONE_VFORK | SIGCHLD, nullptr, nullptr, nullptr, nullptr) == 0) sleep_for(time);
  _exit(0);
}

TEST(NetnsDevice, blocked_in_the_kernel_is_excused_by_that_time) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(shell(""), [](Scenario& scenario) {
    scenario.run_for(milliseconds{100});
    const Instant before = scenario.segment().now();
    const pid_t blocked = start_blocked(milliseconds{600});
    scenario.segment().noise(before, before);  // finds it
    scenario.run_for(milliseconds{900});
    const Instant after = scenario.segment().now();
    const Duration found = scenario.segment().noise(before, after).target_blocked;
    EXPECT_GT(found, milliseconds{550});
    EXPECT_LT(found, after - before);
    int status = 0;
    waitpid(blocked, &status, 0);
    EXPECT_EQ(status, 0);
  });
}

TEST(NetnsDevice, is_gone_with_its_namespace_when_the_segment_is_destroyed) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    {
      Scenario scenario{shell("(setsid sleep 62 &); exec sleep 62"), 1};
      ASSERT_TRUE(scenario.is_open()) << scenario.why();
      ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
      scenario.run_for(milliseconds{100});
      EXPECT_EQ(std::system("pgrep -f 'sleep 6[2]' >/dev/null"), 0);
    }
    EXPECT_EQ(std::system("test -z \"$(ip netns)\""), 0);
    EXPECT_TRUE(succeeds_soon("! pgrep -f 'sleep 6[2]' >/dev/null"));
    EXPECT_TRUE(succeeds_soon("! ip link | grep -q vs0p0"));
  });
}

}  // namespace
}  // namespace vrrpspec::harness
