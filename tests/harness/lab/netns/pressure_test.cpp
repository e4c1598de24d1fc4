#include "harness/lab/netns/pressure.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

TEST(TotalPressure, is_that_of_some_tasks) {
  EXPECT_EQ(total_pressure("some avg10=95.92 avg60=90.99 avg300=50.34 total=224121563\n"
                           "full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n"),
            224'121'563us);
}

TEST(TotalPressure, of_anything_else_is_unknown) {
  for (const char* text : {"", "some", "some avg10=0.00 total=", "some total=x", "full avg10=0.00 total=7"}) {
    EXPECT_FALSE(total_pressure(text)) << text;
  }
}

TEST(CpuPressure, that_was_never_read_is_none) {
  EXPECT_EQ(CpuPressure{}.share(Instant{5s}), 0.0);
}

}  // namespace
}  // namespace vrrpspec::harness
