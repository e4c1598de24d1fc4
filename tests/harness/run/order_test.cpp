#include "harness/run/order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace vrrpspec::harness {
namespace {

std::vector<int> shuffled(int count, std::uint64_t seed) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  shuffle(numbers, seed);
  return numbers;
}

TEST(Order, is_the_same_for_a_seed_on_each_machine) {
  EXPECT_EQ(shuffled(8, 42), (std::vector{7, 0, 5, 1, 2, 4, 3, 6}));
}

TEST(Order, differs_between_seeds_and_keeps_every_element) {
  EXPECT_NE(shuffled(20, 1), shuffled(20, 2));
  std::vector<int> numbers = shuffled(20, 1);
  std::ranges::sort(numbers);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(numbers[static_cast<std::size_t>(i)], i);
}

TEST(Order, of_none_and_of_one_is_what_it_was) {
  EXPECT_EQ(shuffled(0, 1), std::vector<int>{});
  EXPECT_EQ(shuffled(1, 1), std::vector<int>{0});
}

}  // namespace
}  // namespace vrrpspec::harness
