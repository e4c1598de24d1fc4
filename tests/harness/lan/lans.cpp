#include "tests/harness/lan/lans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "tests/harness/lan/in_guest.hpp"

namespace vrrpspec::harness {
namespace {

/// Skew_Times of 0.25, 0.5 and 0.75 s.
constexpr std::array<std::uint8_t, 3> priorities{192, 128, 64};

/// A guest works through a day of these in minutes; its Skew_Times are whole seconds.
constexpr Centiseconds day_interval{400};

LanPlan plan_of(Family family, std::initializer_list<Make> makes) {
  LanPlan plan{.family = family, .routers = {}};
  for (const Make make : makes) plan.routers.push_back({.make = make, .priority = priorities[plan.routers.size()]});
  return plan;
}

}  // namespace

std::vector<LanPlan> mixed_lans() {
  using enum Make;
  std::vector<LanPlan> plans;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (const auto& makes : {std::pair{vrrpspecd, keepalived}, {vrrpspecd, frr}, {keepalived, frr}}) {
      plans.push_back(plan_of(family, {makes.first, makes.second}));
      plans.push_back(plan_of(family, {makes.second, makes.first}));
    }
    plans.push_back(plan_of(family, {vrrpspecd, keepalived, frr}));
    plans.push_back(plan_of(family, {keepalived, frr, vrrpspecd}));
    plans.push_back(plan_of(family, {frr, vrrpspecd, keepalived}));
  }
  return plans;
}

std::vector<LanPlan> quiet_lans() {
  using enum Make;
  std::vector<LanPlan> plans;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    plans.push_back(plan_of(family, {vrrpspecd, keepalived, frr}));
    plans.back().interval = day_interval;
    plans.back().is_quiet = true;
  }
  return plans;
}

std::string name_of(const LanPlan& plan) {
  std::string name;
  for (const LanRouter& router : plan.routers) name += fmt::format("{}_", to_string(router.make));
  return name + (plan.family == Family::ipv4 ? "ipv4" : "ipv6");
}

std::ostream& operator<<(std::ostream& out, const LanPlan& plan) {
  return out << name_of(plan);
}

void on_lan(const LanPlan& plan, const std::function<void(Lan&)>& body) {
  if (const std::string missing = missing_router(plan); !missing.empty()) GTEST_SKIP() << missing;
  in_guest([&](const std::filesystem::path& folder) {
    Lan lan{plan, folder};
    ASSERT_EQ(lan.why_not(), "");
    body(lan);
    EXPECT_EQ(lan.complaints(), "");
    if (testing::Test::HasFailure()) fmt::print("What was seen on the wire:\n{}", lan.text());
  });
}

void elect(Lan& lan) {
  lan.start_all();
  const bool elected = lan.run_until(
      [&] {
        return std::ranges::any_of(lan.chronicle().reigns(), [](const Reign& reign) {
          return reign.last - reign.first >= std::chrono::seconds{2};
        });
      },
      std::chrono::seconds{30});
  ASSERT_TRUE(elected) << "nobody became Master";
}

Duration known_delay(const Lan& lan, PortId router) {
  const bool late = lan.family() == Family::ipv6 && lan.router(router).make == Make::frr;
  return late ? lan.interval().duration() : Duration::zero();
}

void expect_takeover(const Lan& lan, PortId router, Instant since, Instant earliest, Instant latest) {
  const auto reign = lan.chronicle().reign_of(router, since);
  ASSERT_TRUE(reign) << "port " << router << " did not take over";
  EXPECT_GE(lan.seconds(reign->first), lan.seconds(earliest)) << "port " << router << " took over early";
  EXPECT_LE(lan.seconds(reign->first), lan.seconds(latest + lateness + known_delay(lan, router)))
      << "port " << router << " took over late";
}

void expect_master_since(const Lan& lan, PortId router, Instant since) {
  const auto reign = lan.chronicle().reign_of(router, since);
  ASSERT_TRUE(reign) << "port " << router << " did not take over";
  EXPECT_FALSE(reign->resigned);
  EXPECT_FALSE(lan.chronicle().reign_of(router, reign->first + Duration{1})) << "port " << router << " left a gap";
  EXPECT_GE(lan.seconds(reign->last + lan.interval().duration() + lateness), lan.seconds(lan.now()))
      << "port " << router << " is silent";
}

void expect_silence(const Lan& lan, PortId router, Instant since) {
  const auto latest = lan.chronicle().latest_of(router);
  if (!latest) return;
  EXPECT_LT(lan.seconds(latest->last), lan.seconds(since)) << "port " << router << " sent an advert";
}

void expect_no_other_since(const Lan& lan, Instant since, PortId router, std::optional<PortId> before) {
  const auto takeover = lan.chronicle().reign_of(router, since);
  ASSERT_TRUE(takeover) << "port " << router << " did not take over";
  for (const Reign& reign : lan.chronicle().reigns()) {
    if (reign.last < since || reign.master == router || reign.master == before) continue;
    const bool stood_in = reign.first >= takeover->first - known_delay(lan, router) && reign.last <= takeover->first;
    EXPECT_TRUE(stood_in) << "port " << reign.master << " sent adverts from " << lan.seconds(reign.first) << " s to "
                          << lan.seconds(reign.last) << " s";
  }
}

void expect_rivals_only_within(const Lan& lan, Instant from, Instant to) {
  for (const Chronicle::Rivalry& rivalry : lan.chronicle().rivalries()) {
    const bool within = rivalry.from >= from && rivalry.to <= to;
    EXPECT_TRUE(within) << "ports " << rivalry.incumbent << " and " << rivalry.rival << " were both Master from "
                        << lan.seconds(rivalry.from) << " s to " << lan.seconds(rivalry.to) << " s";
  }
}

void expect_no_rivals(const Lan& lan) {
  expect_rivals_only_within(lan, lan.now(), lan.now());
}

}  // namespace vrrpspec::harness
