#include "impl/operation/rate_limit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vrrpspec::impl {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1000s};

TEST(RateLimit, lets_a_burst_pass_and_holds_back_the_rest) {
  RateLimit limit{2, 10s};
  EXPECT_EQ(limit.admit(start), 0U);
  EXPECT_EQ(limit.admit(start + 1s), 0U);
  EXPECT_EQ(limit.admit(start + 2s), std::nullopt);
  EXPECT_EQ(limit.admit(start + 9'999ms), std::nullopt);
}

TEST(RateLimit, tells_how_many_were_held_back) {
  RateLimit limit{1, 10s};
  EXPECT_EQ(limit.admit(start), 0U);
  EXPECT_EQ(limit.admit(start + 1s), std::nullopt);
  EXPECT_EQ(limit.admit(start + 2s), std::nullopt);
  EXPECT_EQ(limit.admit(start + 10s), 2U);
  EXPECT_EQ(limit.admit(start + 20s), 0U);
}

TEST(RateLimits, one_key_does_not_silence_another) {
  RateLimits limits{1, 10s};
  EXPECT_EQ(limits.admit("VI_1 S-735", start), 0U);
  EXPECT_EQ(limits.admit("VI_1 S-735", start), std::nullopt);
  EXPECT_EQ(limits.admit("VI_2 S-735", start), 0U);
}

TEST(RateLimits, keys_without_end_share_one_limit) {
  RateLimits limits{1, 10s, 2};
  EXPECT_EQ(limits.admit("a", start), 0U);
  EXPECT_EQ(limits.admit("b", start), 0U);
  EXPECT_EQ(limits.admit("c", start), 0U);
  EXPECT_EQ(limits.admit("d", start), std::nullopt);
}

RC_GTEST_PROP(RateLimit, passes_a_burst_for_each_window_that_was_begun_and_forgets_none,
              (const std::vector<std::uint16_t>& gaps_ms)) {
  RateLimit limit{3, 1s};
  Instant now = start;
  std::uint64_t passed = 0;
  std::uint64_t told = 0;
  std::uint64_t untold = 0;
  for (const std::uint16_t gap : gaps_ms) {
    now += std::chrono::milliseconds{gap};
    if (const auto held_back = limit.admit(now)) {
      ++passed;
      told += *held_back;
      untold = 0;
    } else {
      ++untold;
    }
  }
  RC_ASSERT(passed + told + untold == gaps_ms.size());
  RC_ASSERT(passed <= 3 * (static_cast<std::uint64_t>((now - start) / 1s) + 1));
}

}  // namespace
}  // namespace vrrpspec::impl
