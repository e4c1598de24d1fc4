#include "harness/lab/netns/calibration.hpp"

#include <gtest/gtest.h>

#include "tests/harness/lab/netns/enclosed.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::microseconds;

TEST(Calibration, gives_a_resolution_of_half_a_millisecond_at_least) {
  EXPECT_EQ(resolution({}), microseconds{500});
  EXPECT_EQ(resolution({.link = microseconds{1}, .timer = microseconds{240}, .timeout = microseconds{2}}),
            microseconds{500});
}

TEST(Calibration, gives_twice_the_worst_that_was_measured) {
  EXPECT_EQ(resolution({.link = microseconds{400}}), microseconds{800});
  EXPECT_EQ(resolution({.link = microseconds{400}, .timer = microseconds{410}}), microseconds{820});
  EXPECT_EQ(resolution({.timeout = microseconds{3'000}}), microseconds{6'000});
}

/// In real time: the figures are those of this machine, but no time-out ends early.
TEST(Calibration, measures_a_device_that_is_late_and_never_early) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    const auto calibration = calibrate();
    ASSERT_TRUE(calibration) << calibration.error().message;
    EXPECT_GT(calibration->link, Duration::zero());
    EXPECT_GT(calibration->timer, Duration::zero());
  });
}

}  // namespace
}  // namespace vrrpspec::harness
