#include "harness/lab/real_time/series.hpp"

#include <gtest/gtest.h>

#include "harness/lab/real_time/machine_noise.hpp"
#include "tests/harness/lab/real_time/at.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

Series three_samples() {
  Series series;
  series.add(at(0), milliseconds{1});
  series.add(at(50), milliseconds{4});
  series.add(at(100), milliseconds{4});
  return series;
}

TEST(Series, without_samples_has_no_growth) {
  EXPECT_EQ(Series{}.growth(at(0), at(9)), Duration::zero());
}

TEST(Series, widens_the_window_to_its_samples) {
  EXPECT_EQ(three_samples().growth(at(20), at(30)), milliseconds{3});
  EXPECT_EQ(three_samples().growth(at(0), at(50)), milliseconds{3});
}

TEST(Series, is_still_where_nothing_grew) {
  EXPECT_EQ(three_samples().growth(at(50), at(100)), Duration::zero());
  EXPECT_EQ(three_samples().growth(at(60), at(70)), Duration::zero());
}

TEST(Series, takes_windows_beyond_its_ends) {
  EXPECT_EQ(three_samples().growth(at(-50), at(500)), milliseconds{3});
  EXPECT_EQ(three_samples().growth(at(200), at(500)), Duration::zero());
}

TEST(MachineNoise, blames_a_late_tick_on_every_window_it_touches) {
  MachineNoise noise;
  noise.tick(at(50), at(50));
  noise.tick(at(100), at(130));
  noise.tick(at(180), at(181));
  EXPECT_EQ(noise.greatest_lateness(at(110), at(120)), milliseconds{30});
  EXPECT_EQ(noise.greatest_lateness(at(0), at(100)), milliseconds{30});
  EXPECT_EQ(noise.greatest_lateness(at(140), at(150)), Duration::zero());
  EXPECT_EQ(noise.greatest_lateness(at(131), at(500)), milliseconds{1});
}

}  // namespace
}  // namespace vrrpspec::harness
