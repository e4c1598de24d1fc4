#include "harness/lab/wire_rules.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

TEST(WireRules, let_everything_pass_once_and_at_once_by_default) {
  const WireRules rules;
  EXPECT_EQ(rules.passage(0, 1).copies, 1U);
  EXPECT_EQ(rules.passage(tester_port, 0).delay, Duration::zero());
}

TEST(WireRules, drop_only_the_direction_they_name) {
  WireRules rules;
  rules.add({.from = PortId{0}, .to = PortId{1}, .drop = true});
  EXPECT_EQ(rules.passage(0, 1).copies, 0U);
  EXPECT_EQ(rules.passage(1, 0).copies, 1U);
  EXPECT_EQ(rules.passage(0, 2).copies, 1U);
}

TEST(WireRules, an_empty_side_means_any_port) {
  WireRules rules;
  rules.add({.from = tester_port, .delay = milliseconds{3}});
  rules.add({.to = PortId{2}, .copies = 2});
  EXPECT_EQ(rules.passage(tester_port, 0).delay, milliseconds{3});
  EXPECT_EQ(rules.passage(0, 2).copies, 2U);
  EXPECT_EQ(rules.passage(0, 1).copies, 1U);
}

TEST(WireRules, the_first_matching_rule_decides) {
  WireRules rules;
  rules.add({.from = PortId{0}, .copies = 3});
  rules.add({.from = PortId{0}, .drop = true});
  EXPECT_EQ(rules.passage(0, 1).copies, 3U);
}

TEST(WireRules, a_partition_cuts_both_ways_between_the_groups_and_nothing_within) {
  WireRules rules;
  rules.partition({0, 1}, {2, tester_port});
  for (const PortId left : {PortId{0}, PortId{1}}) {
    for (const PortId right : {PortId{2}, tester_port}) {
      EXPECT_EQ(rules.passage(left, right).copies, 0U);
      EXPECT_EQ(rules.passage(right, left).copies, 0U);
    }
  }
  EXPECT_EQ(rules.passage(0, 1).copies, 1U);
  EXPECT_EQ(rules.passage(tester_port, 2).copies, 1U);
}

TEST(WireRules, clearing_heals) {
  WireRules rules;
  rules.partition({0}, {1});
  rules.clear();
  EXPECT_EQ(rules.passage(0, 1).copies, 1U);
}

}  // namespace
}  // namespace vrrpspec::harness
