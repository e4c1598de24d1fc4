// A day in the life of a LAN of three routers of different make: nothing happens, and nothing may.
#include <gtest/gtest.h>

#include "tests/harness/lan/capture.hpp"
#include "tests/harness/lan/lans.hpp"

namespace vrrpspec::harness {
namespace {

constexpr PortId highest = 0;
constexpr std::chrono::hours day{24};

class DayOfALan : public testing::TestWithParam<LanPlan> {};

TEST_P(DayOfALan, passes_without_a_transition) {
  on_lan(GetParam(), [](Lan& lan) {
    elect(lan);
    lan.run_for(day);
    EXPECT_EQ(lan.chronicle().reigns().size(), 1U);
    expect_master_since(lan, highest, Instant{});
    expect_conforming_capture(lan, static_cast<std::uint64_t>(day / lan.interval().duration()));
  });
}

INSTANTIATE_TEST_SUITE_P(Of, DayOfALan, testing::ValuesIn(quiet_lans()),
                         [](const auto& lan) { return name_of(lan.param); });

}  // namespace
}  // namespace vrrpspec::harness
