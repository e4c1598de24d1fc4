// The arithmetic of section 6.1 for every priority and every interval, against fractions worked out by hand: a
// centisecond is 10 000 000 ns, 10 000 000 / 256 = 78 125 / 2, and 1 000 000 000 / 256 = 3 906 250.
#include "model/timers.hpp"

#include <gtest/gtest.h>

namespace vrrpspec {
namespace {

using namespace std::chrono_literals;

Priority priority_of(int value) {
  return Priority{static_cast<std::uint8_t>(value)};
}
Centiseconds interval_of(int count) {
  return Centiseconds{static_cast<std::uint16_t>(count)};
}

TEST(SkewTime, is_a_256th_of_the_interval_for_each_missing_priority_to_half_a_nanosecond) {
  for (const Profile* profile : {&rfc5798, &rfc9568})
    for (int priority = 1; priority <= 255; ++priority)
      for (int interval = 1; interval <= 4095; ++interval) {
        const std::int64_t doubled = std::int64_t{256 - priority} * interval * 78'125;
        const Duration skew = skew_time(priority_of(priority), interval_of(interval), *profile);
        const std::int64_t lost = doubled - 2 * skew.count();
        ASSERT_TRUE(lost == 0 || lost == 1) << priority << " " << interval << " " << skew.count();
      }
}

TEST(SkewTime, is_a_256th_of_a_second_for_each_missing_priority_in_rfc3768) {
  for (int priority = 1; priority <= 255; ++priority)
    for (int seconds = 1; seconds <= 255; ++seconds) {
      const Duration skew = skew_time(priority_of(priority), interval_of(100 * seconds), rfc3768);
      ASSERT_EQ(skew.count(), std::int64_t{256 - priority} * 3'906'250) << priority << " " << seconds;
    }
}

TEST(MasterDownInterval, is_three_intervals_and_the_skew) {
  for (const Profile* profile : all_profiles())
    for (int priority = 1; priority <= 255; ++priority)
      for (int interval = 1; interval <= 4095; ++interval) {
        const std::int64_t missing = 256 - priority;
        const std::int64_t thirds = std::int64_t{interval} * 30'000'000;
        const std::int64_t skew = profile == &rfc3768 ? missing * 3'906'250 : missing * interval * 78'125 / 2;
        const Duration down = master_down_interval(priority_of(priority), interval_of(interval), *profile);
        ASSERT_EQ(down.count(), thirds + skew) << profile->name << " " << priority << " " << interval;
      }
}

TEST(MasterDownInterval, has_the_values_that_are_quoted_everywhere) {
  EXPECT_EQ(skew_time(priority_of(100), interval_of(100), rfc5798), 609'375us);
  EXPECT_EQ(master_down_interval(priority_of(100), interval_of(100), rfc5798), 3'609'375us);
  EXPECT_EQ(master_down_interval(priority_of(100), interval_of(200), rfc3768), 6'609'375us);
  EXPECT_EQ(skew_time(priority_of(254), interval_of(1), rfc5798), 78'125ns);
  EXPECT_EQ(master_down_interval(priority_of(100), interval_of(0), rfc5798), 0ns);
}

TEST(MasterDownInterval, is_shorter_for_the_higher_priority_at_every_interval) {
  for (int interval = 1; interval <= 4095; ++interval)
    for (int priority = 1; priority < 255; ++priority) {
      ASSERT_GT(master_down_interval(priority_of(priority), interval_of(interval), rfc5798),
                master_down_interval(priority_of(priority + 1), interval_of(interval), rfc5798));
    }
}

}  // namespace
}  // namespace vrrpspec
