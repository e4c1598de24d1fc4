// When scripts are run, and which commands a transition runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "impl/daemon/notifications.hpp"
#include "impl/daemon/script_checks.hpp"

namespace vrrpspec::impl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Instant at(int seconds) {
  return Instant{std::chrono::seconds{seconds}};
}

ScriptConfiguration script() {
  return {
      .name = "chk", .command = {.argv = {"/bin/true"}, .user = {}, .group = {}}, .interval = std::chrono::seconds{2}};
}

struct Runs {
  std::vector<std::uint32_t> tickets;
  bool accepts{true};
  bool operator()(const ScriptConfiguration& /*script*/, std::uint32_t ticket) {
    tickets.push_back(ticket);
    return accepts;
  }
};

TEST(ScriptChecks, run_at_once_and_then_every_interval) {
  ScriptChecks checks;
  Runs runs;
  checks.configure({script()}, at(0));
  checks.advance(at(0), std::ref(runs));
  EXPECT_EQ(runs.tickets.size(), 1U);
  EXPECT_EQ(checks.name_of(runs.tickets.back()), "chk");
  EXPECT_TRUE(checks.on_result(runs.tickets.back(), true));
  EXPECT_EQ(checks.name_of(runs.tickets.back()), "") << "it runs no longer";
  EXPECT_EQ(checks.is_good("chk"), true);
  EXPECT_EQ(checks.next_deadline(), at(2));
  checks.advance(at(1), std::ref(runs));
  EXPECT_EQ(runs.tickets.size(), 1U);
  checks.advance(at(2), std::ref(runs));
  EXPECT_EQ(runs.tickets.size(), 2U);
}

TEST(ScriptChecks, never_run_a_script_twice_at_a_time) {
  ScriptChecks checks;
  Runs runs;
  checks.configure({script()}, at(0));
  checks.advance(at(0), std::ref(runs));
  EXPECT_FALSE(checks.next_deadline());
  checks.advance(at(10), std::ref(runs));
  EXPECT_EQ(runs.tickets.size(), 1U);
}

TEST(ScriptChecks, hold_a_script_that_cannot_be_run_for_failed) {
  ScriptChecks checks;
  Runs runs{.tickets = {}, .accepts = false};
  checks.configure({script()}, at(0));
  checks.advance(at(0), std::ref(runs));
  EXPECT_EQ(checks.is_good("chk"), false);
}

TEST(ScriptChecks, keep_what_is_known_of_a_script_through_a_reload) {
  ScriptChecks checks;
  Runs runs;
  checks.configure({script()}, at(0));
  checks.advance(at(0), std::ref(runs));
  checks.on_result(runs.tickets.back(), true);
  checks.configure({script()}, at(1));
  EXPECT_EQ(checks.is_good("chk"), true);
  ScriptConfiguration other = script();
  other.interval = std::chrono::seconds{7};
  checks.configure({other}, at(1));
  EXPECT_EQ(checks.is_good("chk"), true);
}

TEST(ScriptChecks, hold_what_runs_for_failed_when_nobody_runs_it_any_more) {
  ScriptChecks checks;
  Runs runs;
  checks.configure({script()}, at(0));
  checks.advance(at(0), std::ref(runs));
  EXPECT_TRUE(checks.abandon());
  EXPECT_EQ(checks.is_good("chk"), false);
  EXPECT_EQ(checks.next_deadline(), at(2));
}

TEST(ScriptChecks, ignore_a_result_that_nobody_waits_for) {
  ScriptChecks checks;
  checks.configure({script()}, at(0));
  EXPECT_FALSE(checks.on_result(7, true));
  EXPECT_FALSE(checks.is_good("chk"));
}

InstanceConfiguration notifying() {
  InstanceConfiguration configuration;
  configuration.name = "VI_1";
  configuration.notifications.master = Command{{"/bin/master"}, {}, {}};
  configuration.notifications.fault = Command{{"/bin/fault"}, {}, {}};
  configuration.notifications.stop = Command{{"/bin/stop"}, {}, {}};
  configuration.notifications.any = Command{{"/bin/any"}, {}, {}};
  return configuration;
}

Transition to(State state) {
  return {.at = {}, .from = State::backup, .to = state, .clause = "S-410"_clause, .cause = {}};
}

TEST(Notifications, name_state_and_priority) {
  const auto all = notifications_of(notifying(), {}, to(State::master));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].command.argv.front(), "/bin/master");
  EXPECT_THAT(all[0].arguments, IsEmpty());
  EXPECT_THAT(all[1].arguments, ElementsAre("INSTANCE", "VI_1", "MASTER", "100"));
}

TEST(Notifications, tell_a_fault_from_a_stop) {
  RouterStatus fault;
  fault.fault = "interface eth0 is down";
  EXPECT_EQ(notifications_of(notifying(), fault, to(State::initialize))[0].command.argv.front(), "/bin/fault");
  EXPECT_EQ(notifications_of(notifying(), {}, to(State::initialize))[0].command.argv.front(), "/bin/stop");
}

TEST(Notifications, are_none_where_none_are_configured) {
  EXPECT_THAT(notifications_of(InstanceConfiguration{}, {}, to(State::backup)), IsEmpty());
}

}  // namespace
}  // namespace vrrpspec::impl
