// Suggestions for words nobody knows.
#include "harness/text/nearest.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

const std::vector<std::string> devices{"keepalived", "keepalived-no-vmac", "keepalived-strict", "frr"};

TEST(EditDistance, counts_each_kind_of_slip_once) {
  EXPECT_EQ(edit_distance("signal", "signal"), 0U);
  EXPECT_EQ(edit_distance("signl", "signal"), 1U) << "a letter left out";
  EXPECT_EQ(edit_distance("signnal", "signal"), 1U) << "a letter too many";
  EXPECT_EQ(edit_distance("sigmal", "signal"), 1U) << "a wrong letter";
  EXPECT_EQ(edit_distance("singal", "signal"), 1U) << "two letters swapped";
  EXPECT_EQ(edit_distance("SIGNAL", "signal"), 0U) << "case";
  EXPECT_EQ(edit_distance("", "signal"), 6U);
  EXPECT_EQ(edit_distance("signal", ""), 6U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Nearest, puts_the_smallest_distance_first) {
  EXPECT_EQ(nearest("keepalved", devices),
            (std::vector<std::string>{"keepalived", "keepalived-strict", "keepalived-no-vmac"}));
}

TEST(Nearest, prefers_what_contains_the_word) {
  const std::vector<std::string> ids{"S-431", "6.4.2/S-430/priority-zero-leaves-skew-time", "S-432"};
  EXPECT_EQ(nearest("S-430", ids, 1), (std::vector<std::string>{"6.4.2/S-430/priority-zero-leaves-skew-time"}));
}

TEST(Nearest, gives_no_more_than_there_are) {
  EXPECT_EQ(nearest("x", devices, 9).size(), devices.size());
  EXPECT_TRUE(nearest("x", {}, 3).empty());
  EXPECT_TRUE(nearest("x", devices, 0).empty());
}

TEST(DidYouMean, names_a_close_word_only) {
  EXPECT_EQ(did_you_mean("keepalive", devices), "keepalived");
  EXPECT_EQ(did_you_mean("ffr", devices), "frr");
  EXPECT_EQ(did_you_mean("quagga", devices), std::nullopt);
  EXPECT_EQ(did_you_mean("", devices), std::nullopt);
  EXPECT_EQ(did_you_mean("x", {}), std::nullopt);
}

}  // namespace
}  // namespace vrrpspec::harness
