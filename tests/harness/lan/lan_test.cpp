// Elections, failovers and preemptions on LANs of routers of different make, judged by the wire: who may be Master when
// is what RFC 5798 says of the priorities, the intervals and the addresses, whoever made the routers.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/harness/lan/lans.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::seconds;

constexpr PortId highest = 0;
constexpr PortId second = 1;
/// After an advert, so that nothing that is done meets the next one.
constexpr Duration some_phase = std::chrono::milliseconds{300};

class MixedLan : public testing::TestWithParam<LanPlan> {};

/// When it resigned with priority 0, as a Master does that is stopped.
Instant resignation(const Lan& lan, PortId router, Instant stopped) {
  const auto reign = lan.chronicle().latest_of(router);
  EXPECT_TRUE(reign && reign->resigned) << "port " << router << " sent no priority 0";
  if (!reign) return stopped;
  EXPECT_GE(lan.seconds(reign->last), lan.seconds(stopped));
  EXPECT_LE(lan.seconds(reign->last), lan.seconds(stopped + lateness));
  return reign->last;
}

/// Masters that had not heard of one another do so since `healed`: within one advert of the one who wins all others
/// yield.
void expect_returned(const Lan& lan, PortId winner, Instant healed, const std::vector<PortId>& yielding) {
  const Instant latest = healed + lan_interval.duration();
  const auto reign = lan.chronicle().reign_of(winner, healed);
  ASSERT_TRUE(reign) << "port " << winner << " was not heard any more";
  EXPECT_LE(lan.seconds(reign->first), lan.seconds(latest + lateness));
  expect_master_since(lan, winner, healed);
  for (PortId port = 0; port < lan.count(); ++port) {
    if (port == winner) continue;
    const bool yields = std::ranges::find(yielding, port) != yielding.end();
    expect_silence(lan, port, yields ? reign->first + lateness : healed);
  }
  expect_rivals_only_within(lan, healed, latest + lateness);
}

/// A router that is cut off is Master for itself.
void expect_master_apart(const Lan& lan, PortId router) {
  const auto spoke = lan.spoke(router);
  EXPECT_TRUE(spoke && lan.now() - *spoke <= lan_interval.duration() + lateness)
      << "port " << router << " is not Master where it is alone";
}

TEST_P(MixedLan, elects_the_highest_priority) {
  on_lan(GetParam(), [](Lan& lan) {
    const Instant begin = lan.start_all();
    lan.run_for(seconds{20});
    const Duration down = lan.router(highest).master_down();
    const Duration until_next = lan.router(second).master_down() - down;
    for (PortId port = 0; port < lan.count(); ++port) {
      ASSERT_TRUE(lan.ready(port)) << "port " << port;
      ASSERT_LT(*lan.ready(port) - begin, until_next) << "too slow to say that all started at once";
    }
    expect_takeover(lan, highest, begin, begin + down, *lan.ready(highest) + down);
    expect_master_since(lan, highest, begin);
    expect_no_other_since(lan, begin, highest);
    expect_no_rivals(lan);
  });
}

TEST_P(MixedLan, fails_over_when_the_master_is_stopped_and_back_when_it_is_started) {
  on_lan(GetParam(), [](Lan& lan) {
    elect(lan);
    lan.run_for(some_phase);
    const Instant stop = lan.stop(highest);
    lan.run_for(seconds{10});
    const Instant due = resignation(lan, highest, stop) + lan.router(second).skew();
    expect_takeover(lan, second, stop, due, due);
    expect_master_since(lan, second, stop);
    expect_no_other_since(lan, stop, second, highest);

    const Instant start = lan.start(highest);
    lan.run_for(seconds{10});
    ASSERT_TRUE(lan.ready(highest));
    const Duration down = lan.router(highest).master_down();
    expect_takeover(lan, highest, start, start + down, *lan.ready(highest) + down);
    expect_master_since(lan, highest, start);
    expect_no_other_since(lan, start, highest, second);
    expect_no_rivals(lan);
  });
}

TEST_P(MixedLan, fails_over_when_the_master_is_cut_off_and_back_when_it_is_not) {
  on_lan(GetParam(), [](Lan& lan) {
    elect(lan);
    lan.run_for(some_phase);
    const auto before = lan.chronicle().latest_of(highest);
    ASSERT_TRUE(before);
    const Instant cut = lan.cut_off(highest);
    lan.run_for(seconds{10});
    const Instant due = before->last + lan.router(second).master_down();
    expect_takeover(lan, second, cut, due, due);
    expect_master_since(lan, second, cut);
    expect_no_other_since(lan, cut, second);
    expect_no_rivals(lan);
    expect_master_apart(lan, highest);

    const Instant healed = lan.heal();
    lan.run_for(seconds{10});
    expect_returned(lan, highest, healed, {second});
  });
}

TEST_P(MixedLan, keeps_its_master_when_a_higher_priority_must_not_preempt) {
  LanPlan plan = GetParam();
  plan.routers[highest].preempt = false;
  on_lan(plan, [](Lan& lan) {
    elect(lan);
    const Instant first_stop = lan.stop(highest);
    lan.run_for(seconds{10});
    const Instant start = lan.start(highest);
    lan.run_for(seconds{20});
    ASSERT_TRUE(lan.ready(highest));
    expect_silence(lan, highest, start);
    expect_master_since(lan, second, first_stop);
    expect_no_other_since(lan, first_stop, second, highest);

    const Instant stop = lan.stop(second);
    lan.run_for(seconds{10});
    const Instant due = resignation(lan, second, stop) + lan.router(highest).skew();
    expect_takeover(lan, highest, stop, due, due);
    expect_master_since(lan, highest, stop);
    expect_no_other_since(lan, stop, highest, second);
    expect_no_rivals(lan);
  });
}

TEST_P(MixedLan, of_equal_priorities_keeps_the_master_with_the_highest_address) {
  LanPlan plan = GetParam();
  for (LanRouter& router : plan.routers) router.priority = 128;
  on_lan(plan, [](Lan& lan) {
    const auto winner = static_cast<PortId>(lan.count() - 1);
    std::vector<PortId> others;
    for (PortId port = 0; port < winner; ++port) others.push_back(port);
    lan.cut_all();
    lan.start_all();
    lan.run_for(seconds{10});
    for (PortId port = 0; port < lan.count(); ++port) expect_master_apart(lan, port);
    const Instant healed = lan.heal();
    lan.run_for(seconds{20});
    expect_returned(lan, winner, healed, others);
  });
}

INSTANTIATE_TEST_SUITE_P(Of, MixedLan, testing::ValuesIn(mixed_lans()),
                         [](const auto& lan) { return name_of(lan.param); });

}  // namespace
}  // namespace vrrpspec::harness
