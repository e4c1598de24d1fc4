#include "tests/harness/lan/chronicle.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

Instant at(int ms) {
  return Instant{milliseconds{ms}};
}

class ChronicleTest : public testing::Test {
 protected:
  Chronicle chronicle{milliseconds{1010}};
};

TEST_F(ChronicleTest, takes_adverts_without_a_gap_for_one_reign) {
  for (const int ms : {0, 1000, 2010, 2500}) chronicle.hear(at(ms), 1, 100);
  ASSERT_EQ(chronicle.reigns().size(), 1U);
  EXPECT_EQ(chronicle.reigns()[0].master, 1);
  EXPECT_EQ(chronicle.reigns()[0].first, at(0));
  EXPECT_EQ(chronicle.reigns()[0].last, at(2500));
  EXPECT_FALSE(chronicle.reigns()[0].resigned);
}

TEST_F(ChronicleTest, tells_of_a_gap_as_of_two_reigns) {
  for (const int ms : {0, 1000, 2011}) chronicle.hear(at(ms), 1, 100);
  ASSERT_EQ(chronicle.reigns().size(), 2U);
  EXPECT_EQ(chronicle.reigns()[0].last, at(1000));
  EXPECT_EQ(chronicle.reigns()[1].first, at(2011));
}

TEST_F(ChronicleTest, ends_a_reign_with_priority_0) {
  chronicle.hear(at(0), 1, 100);
  chronicle.hear(at(300), 1, 0);
  chronicle.hear(at(600), 1, 100);
  ASSERT_EQ(chronicle.reigns().size(), 2U);
  EXPECT_TRUE(chronicle.reigns()[0].resigned);
  EXPECT_EQ(chronicle.reigns()[0].last, at(300));
  EXPECT_EQ(chronicle.reigns()[1].first, at(600));
}

TEST_F(ChronicleTest, takes_priority_0_of_who_was_not_master_for_no_reign) {
  chronicle.hear(at(0), 1, 0);
  EXPECT_TRUE(chronicle.reigns().empty());
}

TEST_F(ChronicleTest, finds_a_reign_by_router_and_time) {
  chronicle.hear(at(0), 1, 100);
  chronicle.hear(at(500), 2, 90);
  chronicle.hear(at(5000), 1, 100);
  EXPECT_EQ(chronicle.reign_of(1, at(1))->first, at(5000));
  EXPECT_EQ(chronicle.latest_of(1)->first, at(5000));
  EXPECT_EQ(chronicle.reign_of(2, at(0))->first, at(500));
  EXPECT_FALSE(chronicle.reign_of(2, at(501)));
  EXPECT_FALSE(chronicle.latest_of(3));
}

TEST_F(ChronicleTest, knows_no_rivalry_when_reigns_follow_one_another) {
  chronicle.hear(at(0), 1, 100);
  chronicle.hear(at(1000), 1, 0);
  chronicle.hear(at(1500), 2, 90);
  EXPECT_TRUE(chronicle.rivalries().empty());
}

TEST_F(ChronicleTest, measures_a_rivalry_up_to_the_last_advert_of_the_one_who_yields) {
  chronicle.hear(at(0), 1, 90);
  chronicle.hear(at(400), 2, 100);
  chronicle.hear(at(1000), 1, 90);
  chronicle.hear(at(1400), 2, 100);
  const auto rivalries = chronicle.rivalries();
  ASSERT_EQ(rivalries.size(), 1U);
  EXPECT_EQ(rivalries[0].incumbent, 1);
  EXPECT_EQ(rivalries[0].rival, 2);
  EXPECT_EQ(rivalries[0].from, at(400));
  EXPECT_EQ(rivalries[0].to, at(1000));
}

TEST_F(ChronicleTest, is_told_in_lines) {
  EXPECT_EQ(chronicle.text(at(0), [](PortId) { return "?"; }), "  nobody was Master\n");
  chronicle.hear(at(1250), 0, 100);
  chronicle.hear(at(2250), 0, 0);
  EXPECT_EQ(chronicle.text(at(250), [](PortId port) { return "router " + std::to_string(port); }),
            "  router 0: Master from 1.000000 s to 2.000000 s, then priority 0\n");
}

}  // namespace
}  // namespace vrrpspec::harness
