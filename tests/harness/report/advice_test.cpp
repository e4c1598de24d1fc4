// What `check` says besides its verdicts.
#include "harness/report/check_report.hpp"
#include "tests/model/monitor/sightings.hpp"

namespace vrrpspec::monitor {
namespace {

TEST_F(AGroup, is_warned_of_priorities_that_skew_time_hardly_tells_apart) {
  see(0s, low, 100);
  see(1s, high, 101);
  const std::vector<std::string> notes = harness::advice(group_, end_);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NE(notes[0].find("100 and 101"), std::string::npos) << notes[0];
  EXPECT_NE(notes[0].find("3.9 ms"), std::string::npos) << notes[0];
}

TEST_F(AGroup, is_not_warned_of_priorities_far_apart_or_of_equal_ones) {
  see(0s, low, 100);
  see(1s, high, 150);
  EXPECT_TRUE(harness::advice(group_, end_).empty());
  see(2s, high, 100);
  EXPECT_TRUE(harness::advice(group_, end_).empty()) << "the greater address wins";
}

TEST_F(AGroup, is_not_warned_of_an_owner_who_waits_for_nobody) {
  see(0s, low, 254);
  see(1s, high, 255);
  EXPECT_TRUE(harness::advice(group_, end_).empty());
}

TEST_F(AGroup, without_a_master_is_told_of_in_words) {
  see(0s, low, 150);
  see(12s, high, 100);
  const auto none = without_master(group_, Instant{12s});
  ASSERT_EQ(none.size(), 1U);
  EXPECT_EQ(harness::no_master_words(group_, none[0], Instant{}),
            "for 12.000 s, from 0.000000 s (packet 1, the last advert of 192.0.2.11) to 12.000000 s; or the adverts of "
            "a Master are missing in the capture");
}

}  // namespace
}  // namespace vrrpspec::monitor
