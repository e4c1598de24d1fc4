// The chart against the transcript of the RFC's text, over the whole product of what a step can depend on.
#include "model/statechart/statechart.hpp"

#include <gtest/gtest.h>

#include <array>

#include "model/chart/chart.hpp"
#include "tests/model/rfc5798_transcript.hpp"

namespace vrrpspec {
namespace {

using std::chrono::seconds;

constexpr Instant now{seconds{30}};
constexpr Instant deadline{seconds{31}};
constexpr std::array own_priorities{1, 2, 100, 253, 254, 255};
constexpr std::array<std::uint16_t, 4> own_intervals{1, 10, 100, 4095};
constexpr std::array<std::uint16_t, 5> heard_intervals{0, 1, 10, 100, 4095};

/// The local address, and four to hear from: just below, equal, just above, and above in the highest bit.
struct Addresses {
  IpAddress local;
  std::array<IpAddress, 4> senders;
};
const Addresses& addresses(Family family) {
  const auto read = [](const char* text) { return *IpAddress::parse(text); };
  static const Addresses ipv4{read("127.255.1.1"),
                              {read("127.255.1.0"), read("127.255.1.1"), read("127.255.1.2"), read("192.0.2.0")}};
  static const Addresses ipv6{read("fe80::7fff:1"),
                              {read("fe80::7fff:0"), read("fe80::7fff:1"), read("fe80::8000:0"), read("fec0::1")}};
  return family == Family::ipv4 ? ipv4 : ipv6;
}

/// Calls visit(router, profile) with every state of a router that the product holds.
template <class Visit>
void for_each_router(const Visit& visit) {
  for (const Profile* profile : all_profiles())
    for (const State state : {State::initialize, State::backup, State::master})
      for (const Family family : {Family::ipv4, Family::ipv6})
        for (const int priority : own_priorities)
          for (const std::uint16_t interval : own_intervals)
            for (const std::uint16_t learnt : heard_intervals)
              for (const bool preempt : {false, true})
                for (const bool accept : {false, true}) {
                  const Parameters parameters{.vrid = *Vrid::from(7),
                                              .family = family,
                                              .priority = Priority{static_cast<std::uint8_t>(priority)},
                                              .advertisement_interval = Centiseconds{interval},
                                              .preempt_mode = preempt,
                                              .accept_mode = accept,
                                              .primary_address = addresses(family).local};
                  const bool learns = profile->learns_master_adver_interval;
                  visit(RouterState{.parameters = parameters,
                                    .state = state,
                                    .master_adver_interval = Centiseconds{learns ? learnt : interval},
                                    .deadline = state == State::initialize ? Instant{} : deadline},
                        *profile);
                }
}

/// Calls visit(event) with every event that the product holds for a router.
template <class Visit>
void for_each_event(const RouterState& router, const Visit& visit) {
  for (const Event& event : std::initializer_list<Event>{Startup{}, Shutdown{}, MasterDownTimerFired{},
                                                         AdverTimerFired{}, InterfaceDown{}, InterfaceUp{}}) {
    visit(event);
  }
  const int own = router.parameters.priority.value();
  for (const int priority : {0, 1, own - 1, own, own + 1, 254, 255}) {
    if (priority > 255) continue;
    for (const std::uint16_t interval : heard_intervals)
      for (const IpAddress& sender : addresses(router.parameters.family).senders)
        visit(Event{AdvertisementReceived{.priority = Priority{static_cast<std::uint8_t>(priority)},
                                          .max_adver_int = Centiseconds{interval},
                                          .source = sender}});
  }
  for (const int priority : {1, 254, 255})
    for (const std::uint16_t interval : own_intervals) {
      Parameters changed = router.parameters;
      changed.priority = Priority{static_cast<std::uint8_t>(priority)};
      changed.advertisement_interval = Centiseconds{interval};
      changed.preempt_mode = !changed.preempt_mode;
      visit(Event{ParametersChanged{changed}});
    }
}

test::Transcript transcript_of(const RouterState& router, const Profile& profile) {
  test::Transcript transcript{.parameters = router.parameters,
                              .profile = &profile,
                              .state = router.state,
                              .master_adver_interval = router.master_adver_interval};
  if (router.state == State::backup) transcript.master_down_timer = router.deadline;
  if (router.state == State::master) transcript.adver_timer = router.deadline;
  return transcript;
}

std::string describe(const RouterState& router, const Profile& profile, const Event& event) {
  return std::string{profile.name} + ": " + std::string{to_string(router.state)} + " priority " +
         std::to_string(router.parameters.priority.value()) + " interval " +
         std::to_string(router.parameters.advertisement_interval.count()) + " learnt " +
         std::to_string(router.master_adver_interval.count()) + (router.parameters.preempt_mode ? " preempt" : "") +
         " hears " + to_string(event);
}

bool is_armed(const std::optional<Instant>& timer, bool expected, Instant at) {
  return timer.has_value() == expected && (!timer || *timer == at);
}
bool agree(const RouterState& chart, const test::Transcript& text, const Profile& profile) {
  return chart.state == text.state && chart.parameters == text.parameters &&
         (!profile.learns_master_adver_interval || chart.master_adver_interval == text.master_adver_interval) &&
         is_armed(text.master_down_timer, chart.state == State::backup, chart.deadline) &&
         is_armed(text.adver_timer, chart.state == State::master, chart.deadline);
}

TEST(Statechart, does_what_the_text_says_in_every_state_on_every_event) {
  int steps = 0;
  int failures = 0;
  for_each_router([&](const RouterState& router, const Profile& profile) {
    for_each_event(router, [&](const Event& event) {
      RouterState after = router;
      const Actions actions = step(after, profile, event, now);
      test::Transcript text = transcript_of(router, profile);
      const std::vector<Action> expected = text.handle(event, now);
      ++steps;
      if (agree(after, text, profile) && std::ranges::equal(actions, expected)) return;
      if (++failures > 5) return;
      std::string wanted;
      for (const Action& action : expected) wanted += to_string(action) + "\n";
      ADD_FAILURE() << describe(router, profile, event) << "\nchart:\n" << to_string(actions) << "\ntext:\n" << wanted;
    });
  });
  EXPECT_EQ(failures, 0);
  EXPECT_GT(steps, 1'000'000);
}

TEST(Statechart, has_at_most_one_row_for_each_state_and_event_and_none_only_where_the_text_is_silent) {
  for_each_router([&](const RouterState& router, const Profile& profile) {
    for_each_event(router, [&](const Event& event) {
      const std::vector<std::size_t> rows = enabled_rows(router, event);
      const bool listed = std::ranges::any_of(chart_rows(), [&](const ChartRow& row) {
        return row.source == router.state && row.event == event_name(event);
      });
      if (rows.size() != (listed ? 1U : 0U)) {
        ADD_FAILURE() << rows.size() << " rows for " << describe(router, profile, event);
      }
    });
  });
}

TEST(Statechart, changes_nothing_and_orders_nothing_where_the_text_is_silent) {
  for_each_router([&](const RouterState& router, const Profile& profile) {
    for_each_event(router, [&](const Event& event) {
      if (!enabled_rows(router, event).empty()) return;
      RouterState after = router;
      const Actions actions = step(after, profile, event, now);
      if (!(after == router) || !actions.empty()) ADD_FAILURE() << describe(router, profile, event);
    });
  });
}

TEST(Statechart, leaves_no_deadline_behind_in_initialize) {
  for_each_router([&](const RouterState& router, const Profile& profile) {
    for_each_event(router, [&](const Event& event) {
      RouterState after = router;
      step(after, profile, event, now);
      if (after.state == State::initialize && after.deadline != Instant{}) {
        ADD_FAILURE() << describe(router, profile, event);
      }
    });
  });
}

}  // namespace
}  // namespace vrrpspec
