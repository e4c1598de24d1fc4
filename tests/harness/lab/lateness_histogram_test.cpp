#include "harness/lab/lateness_histogram.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

LatenessHistogram of_microseconds(int from, int to) {
  LatenessHistogram histogram;
  for (int i = from; i <= to; ++i) histogram.add(Duration{i * 1us});
  return histogram;
}

TEST(LatenessHistogram, of_nothing_says_zero) {
  EXPECT_EQ(LatenessHistogram{}.count(), 0U);
  EXPECT_EQ(LatenessHistogram{}.quantile(0.99), Duration::zero());
  EXPECT_TRUE(LatenessHistogram{}.buckets().empty());
}

TEST(LatenessHistogram, rounds_quantiles_up_by_an_eighth_at_most) {
  const LatenessHistogram histogram = of_microseconds(1, 1000);
  EXPECT_EQ(histogram.count(), 1000U);
  EXPECT_GE(histogram.quantile(0.5), 500us);
  EXPECT_LE(histogram.quantile(0.5), 500us + 500us / 8);
  EXPECT_GE(histogram.quantile(0.99), 990us);
  EXPECT_EQ(histogram.quantile(1), 1ms);
  EXPECT_EQ(histogram.max(), 1ms);
}

TEST(LatenessHistogram, keeps_any_duration_in_a_bucket_that_is_no_smaller) {
  for (Duration lateness : {Duration{-1}, Duration{}, Duration{1023}, Duration{1024}, Duration{16'383},
                            Duration{16'384}, Duration{3h}, Duration::max()}) {
    LatenessHistogram histogram;
    histogram.add(lateness);
    ASSERT_EQ(histogram.buckets().size(), 1U);
    EXPECT_GE(histogram.buckets().front().edge, lateness);
  }
}

TEST(LatenessHistogram, of_two_runs_is_their_sum) {
  LatenessHistogram sum = of_microseconds(1, 500);
  sum.merge(of_microseconds(501, 1000));
  const LatenessHistogram whole = of_microseconds(1, 1000);
  EXPECT_EQ(sum.buckets(), whole.buckets());
  EXPECT_EQ(sum.count(), whole.count());
  EXPECT_EQ(sum.max(), whole.max());
}

}  // namespace
}  // namespace vrrpspec::harness
