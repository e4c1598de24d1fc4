#include "harness/text/duration.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

TEST(ParseDuration, takes_a_whole_number_and_a_unit) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("90s"), 90s);
  EXPECT_EQ(parse_duration("5min"), 5min);
  EXPECT_EQ(parse_duration("2h"), 2h);
}

TEST(ParseDuration, refuses_anything_else) {
  for (const char* text : {"", "s", "90", "0s", "-1s", "1.5s", "90 s", "90sec", "1d", "+1s", "9223372036854775807h"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(DurationText, is_read_back) {
  EXPECT_EQ(duration_text(90s), "90s");
  EXPECT_EQ(duration_text(120s), "2min");
  EXPECT_EQ(duration_text(7200s), "2h");
  for (const Duration each : {Duration{1ms}, Duration{1500ms}, Duration{61s}, Duration{61min}}) {
    EXPECT_EQ(parse_duration(duration_text(each)), each) << duration_text(each);
  }
}

}  // namespace
}  // namespace vrrpspec::harness
