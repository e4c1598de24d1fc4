#include "harness/lab/nic/pace.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

TEST(Pace, lets_so_many_frames_go_within_a_second_and_no_more) {
  Pace pace;
  for (std::size_t i = 0; i < most_frames_a_second; ++i) EXPECT_TRUE(pace.take(Instant{milliseconds{i}}));
  EXPECT_FALSE(pace.take(Instant{milliseconds{999}}));
  EXPECT_TRUE(pace.take(Instant{milliseconds{1000}})) << "the first one is a second old";
  EXPECT_FALSE(pace.take(Instant{milliseconds{1000}}));
}

TEST(Pace, never_ends_a_case_that_sends_evenly) {
  Pace pace;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(pace.take(Instant{milliseconds{20} * i})) << i;
}

}  // namespace
}  // namespace vrrpspec::harness
