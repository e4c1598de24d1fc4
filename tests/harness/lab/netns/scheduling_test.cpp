#include "harness/lab/netns/scheduling.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <string>

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

/// A line as the kernel prints it: fields 3 to 52, of which 18 is the priority, 19 nice, 40 rt_priority, 41 policy.
std::string stat(const std::string& command, int nice, int policy) {
  return "4711 (" + command + ") S 1 4711 4711 0 -1 4194560 123 0 0 0 1 2 0 0 20 " + std::to_string(nice) +
         " 1 0 12345 5345280 801 18446744073709551615 1 1 0 0 0 0 0 16781312 0 0 0 0 17 1 " +
         (policy == SCHED_FIFO ? "10 " : "0 ") + std::to_string(policy) + " 0 0 0 0 0 0 0 0 0 0 0\n";
}

TEST(Scheduling, is_read_from_stat_whatever_the_command_is_called) {
  for (const char* command : {"keepalived", "a b", "x) R 1 (", ")"}) {
    const auto scheduling = scheduling_of(stat(command, 5, SCHED_BATCH));
    ASSERT_TRUE(scheduling) << command;
    EXPECT_EQ(scheduling->nice, 5);
    EXPECT_EQ(scheduling->policy, SCHED_BATCH);
  }
  EXPECT_EQ(scheduling_of(stat("sh", -20, SCHED_FIFO))->nice, -20);
}

TEST(Scheduling, is_not_read_from_half_a_line) {
  const std::string line = stat("sh", 0, 0);
  for (const std::size_t size : {0UL, 5UL, 9UL, 12UL, 60UL, line.size() - 25}) {
    EXPECT_FALSE(scheduling_of(line.substr(0, size))) << size;
  }
}

TEST(Scheduling, decides_the_slack_of_timeouts) {
  EXPECT_EQ(slack_of({.nice = 0, .policy = SCHED_OTHER}, "50000\n"), ordinary_slack);
  EXPECT_EQ(slack_of({.nice = -5, .policy = SCHED_OTHER}, ""), ordinary_slack);
  EXPECT_EQ(slack_of({.nice = 1, .policy = SCHED_OTHER}, "50000\n"), niced_slack);
  EXPECT_EQ(slack_of({.nice = 0, .policy = SCHED_OTHER}, "2000000\n").least, 2ms);
  for (const int policy : {SCHED_FIFO, SCHED_RR, 6})
    EXPECT_EQ(slack_of({.nice = 0, .policy = policy}, ""), TimerSlack{});
}

}  // namespace
}  // namespace vrrpspec::harness
