#include "harness/lab/timer_slack.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

TEST(TimerSlack, is_a_thousandth_and_two_hundredth_when_niced) {
  EXPECT_EQ(ordinary_slack.of(3600ms), 3600us);
  EXPECT_EQ(niced_slack.of(3600ms), 18ms);
}

TEST(TimerSlack, is_never_below_that_of_the_thread_nor_above_a_tenth_of_a_second) {
  EXPECT_EQ(ordinary_slack.of(10ms), 50us);
  EXPECT_EQ(ordinary_slack.of(200s), 100ms);
  EXPECT_EQ(niced_slack.of(20s), 100ms);
  EXPECT_EQ(niced_slack.of(40s), 100ms);
  const TimerSlack lazy{.fraction = 0.001, .least = 150ms, .most = 100ms};  // the kernel asks for the least last
  EXPECT_EQ(lazy.of(1s), 150ms);
}

TEST(TimerSlack, is_none_without_a_timeout_and_for_real_time) {
  EXPECT_EQ(niced_slack.of(0s), 0s);
  EXPECT_EQ(niced_slack.of(-1s), 0s);
  EXPECT_EQ(TimerSlack{}.of(1s), 0s);
}

TEST(TimerSlack, of_several_threads_is_the_widest) {
  EXPECT_EQ(ordinary_slack.or_more(niced_slack), niced_slack);
  EXPECT_EQ(TimerSlack{}.or_more(ordinary_slack), ordinary_slack);
}

TEST(TimerSlack, says_what_gives_it) {
  EXPECT_EQ(reason(ordinary_slack, 1s), "1/1000, ordinary priority");
  EXPECT_EQ(reason(niced_slack, 1s), "1/200, niced");
  EXPECT_EQ(reason(niced_slack, 1ms), "the slack of its thread");
  EXPECT_EQ(reason(niced_slack, 30s), "never more than that");
}

}  // namespace
}  // namespace vrrpspec::harness
