// No false alarm: conforming routers on a segment whose every delay lies within the tolerances, with random parameters,
// starts and shutdowns. Whatever the monitor assumes, it finds nothing.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/model/monitor/judged_segment.hpp"

namespace vrrpspec::monitor {
namespace {

using namespace std::chrono_literals;

struct Setting {
  std::vector<Parameters> routers;
  const Profile* profile;
  std::uint64_t seed;
  int unseen;  ///< how many happenings pass before the capture begins
};

Setting any_setting() {
  const auto count = *rc::gen::inRange<std::size_t>(1, 5);
  const bool same_interval = *rc::gen::arbitrary<bool>();
  const auto intervals = rc::gen::elementOf(std::vector<int>{10, 50, 100, 300, 1000, 4095});
  const int common = *intervals;
  Setting setting{.routers = {},
                  .profile = *rc::gen::elementOf(std::vector<const Profile*>{&rfc5798, &rfc9568}),
                  .seed = *rc::gen::arbitrary<std::uint64_t>(),
                  .unseen = *rc::gen::inRange(0, 10)};
  for (std::size_t i = 0; i < count; ++i) {
    const int priority = *rc::gen::elementOf(std::vector<int>{1, 2, 99, 100, 100, 101, 200, 254, 255});
    const int interval = same_interval ? common : *intervals;
    setting.routers.push_back({.vrid = *Vrid::from(7),
                               .priority = Priority{static_cast<std::uint8_t>(priority)},
                               .advertisement_interval = Centiseconds{static_cast<std::uint16_t>(interval)},
                               .preempt_mode = *rc::gen::arbitrary<bool>(),
                               .primary_address = IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(10 + i))});
  }
  return setting;
}

/// Runs for some hundred adverts, while routers come and go.
void live(SegmentSim& segment, JudgedSegment& judged, const Setting& setting, int happenings) {
  int unseen = setting.unseen;
  const auto see = [&](const SimulatedAdvert& advert) {
    if (unseen <= 0) judged.see(advert);
  };
  Duration longest{};
  for (const Parameters& each : setting.routers) {
    longest = std::max(longest, each.advertisement_interval.duration());
  }
  std::mt19937_64 generator{setting.seed};
  std::vector<bool> running(setting.routers.size(), false);
  for (int i = 0; i < happenings; ++i) {
    const std::size_t router = generator() % running.size();
    running[router] ? segment.shut_down(router) : segment.start(router);
    running[router] = !running[router];
    segment.run(segment.now() + longest * static_cast<int>(generator() % 10) + Duration{generator() % 1'000'000'000},
                see);
    --unseen;
  }
  judged.pass_time(segment.now());
}

std::size_t judged_adverts = 0;

void find_nothing(const Setting& setting, const Assumptions& assumptions, bool know_preempt_mode,
                  bool drift_free = false) {
  std::vector<std::unique_ptr<SimulatedRouter>> routers;
  for (const Parameters& each : setting.routers) {
    routers.push_back(std::make_unique<SimulatedRouter>(each, *setting.profile));
  }
  const Tolerances& within = assumptions.tolerances;
  SegmentSim segment{
      std::move(routers),
      {.processing = within.processing, .output = within.output, .timer = within.timer, .drift_free = drift_free},
      setting.seed};
  JudgedSegment judged{setting.routers, assumptions, know_preempt_mode};
  live(segment, judged, setting, 400);
  judged_adverts += judged.adverts();
  if (judged.findings() != 0) RC_FAIL(judged.story());
}

constexpr std::array<const Profile*, 2> both{&rfc5798, &rfc9568};

RC_GTEST_PROP(ConformingRouters, alarm_nobody_when_nothing_is_known, ()) {
  find_nothing(any_setting(), {.profiles = both}, false);
}
RC_GTEST_PROP(ConformingRouters, alarm_nobody_when_everything_arrives, ()) {
  const Setting setting = any_setting();
  const std::array<const Profile*, 1> known{setting.profile};
  find_nothing(setting, {.profiles = known, .inputs_arrive = true}, true);
}
RC_GTEST_PROP(ConformingRouters, alarm_nobody_who_makes_up_for_late_adverts, ()) {
  const Setting setting = any_setting();
  const std::array<const Profile*, 1> known{setting.profile};
  find_nothing(setting, {.profiles = known}, false, true);
}
RC_GTEST_PROP(ConformingRouters, alarm_nobody_under_narrow_tolerances, ()) {
  const Setting setting = any_setting();
  const std::array<const Profile*, 1> known{setting.profile};
  find_nothing(
      setting,
      {.profiles = known, .tolerances = {.processing = 100us, .output = 50us, .timer = 1ms}, .inputs_arrive = true},
      true);
}

TEST(ConformingRouters, were_judged_often) {
  RecordProperty("adverts", static_cast<int>(judged_adverts));
  EXPECT_GT(judged_adverts, 1'000'000U);
}

}  // namespace
}  // namespace vrrpspec::monitor
