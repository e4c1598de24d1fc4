// The monitor bites: each mutant is caught on some segment. Parameters are swept, since many a fault shows with some of
// them only: preempt mode off, equal priorities, intervals that differ.
#include <gtest/gtest.h>

#include "tests/model/monitor/hunt.hpp"

namespace vrrpspec::monitor {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t segments = 200;

class EachMutant : public testing::TestWithParam<Mutant> {};

TEST_P(EachMutant, is_caught_at_the_default_tolerances) {
  std::uint64_t caught = 0;
  for (std::uint64_t seed = 1; seed <= segments; ++seed) caught += is_found(&GetParam(), Tolerances{}, seed) ? 1U : 0U;
  RecordProperty("caught", static_cast<int>(caught));
  EXPECT_GT(caught, 0U) << GetParam().id;
}
INSTANTIATE_TEST_SUITE_P(Monitor, EachMutant, testing::ValuesIn(mutants().begin(), mutants().end()),
                         [](const auto& instance) {
                           std::string name{instance.param.id};
                           std::ranges::replace_if(name, [](char c) { return std::isalnum(c) == 0; }, '_');
                           return name;
                         });

TEST(NoMutant, is_complained_of_on_the_same_segments) {
  for (std::uint64_t seed = 1; seed <= 10 * segments; ++seed) {
    ASSERT_FALSE(is_found(nullptr, Tolerances{}, seed)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace vrrpspec::monitor
