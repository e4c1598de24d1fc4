#include "harness/lab/noise_certificate.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

NoiseCertificate sample(int late, bool is_virtual = false) {
  NoiseCertificate certificate{
      .is_virtual = is_virtual, .lost_frames = 2, .stolen = milliseconds{5}, .throttled = milliseconds{7}};
  certificate.beats.add(milliseconds{late});
  return certificate;
}

TEST(NoiseCertificate, of_two_runs_counts_both) {
  NoiseCertificate both = sample(1);
  both.merge(sample(9));
  EXPECT_EQ(both.beats.count(), 2U);
  EXPECT_EQ(both.beats.max(), milliseconds{9});
  EXPECT_EQ(both.lost_frames, 4U);
  EXPECT_EQ(both.stolen, milliseconds{10});
  EXPECT_EQ(both.throttled, milliseconds{14});
}

TEST(NoiseCertificate, is_of_virtual_time_only_when_all_were) {
  NoiseCertificate guests = sample(0, true);
  guests.merge(sample(0, true));
  EXPECT_TRUE(guests.is_virtual);
  guests.merge(sample(0, false));
  EXPECT_FALSE(guests.is_virtual);
}

}  // namespace
}  // namespace vrrpspec::harness
