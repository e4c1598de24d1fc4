#include "harness/text/last_lines.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace vrrpspec::harness {
namespace {

using Lines = std::vector<std::string>;

TEST(LastLines, are_the_last_ones_in_their_order) {
  const std::filesystem::path file = std::filesystem::path{testing::TempDir()} / "last_lines_test.log";
  std::ofstream{file} << "one\ntwo\nthree\nfour";
  EXPECT_EQ(last_lines(file, 2), (Lines{"three", "four"}));
  EXPECT_EQ(last_lines(file, 9), (Lines{"one", "two", "three", "four"}));
  std::filesystem::remove(file);
}

TEST(LastLines, of_a_file_that_is_missing_are_none) {
  EXPECT_EQ(last_lines("/no/such/log", 5), Lines{});
}

}  // namespace
}  // namespace vrrpspec::harness
