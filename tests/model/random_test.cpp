// Long random lives of a virtual router: the façade against the transcript of the RFC's text, event by event. Instants
// are drawn around the running deadline, where mistakes are. RapidCheck prints the seed of a failure and shrinks it.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <ostream>

#include "model/virtual_router.hpp"
#include "tests/model/rfc5798_transcript.hpp"

namespace vrrpspec {
namespace {

using namespace std::chrono_literals;

/// When the next thing happens.
enum class Wait : std::uint8_t { none, half, just_before, exactly, just_after, long_after };

struct Happening {
  Wait wait{Wait::none};
  bool timer_first{true};
  Event event;
};
std::ostream& operator<<(std::ostream& out, const Happening& happening) {
  static constexpr const char* waits[] = {"none", "half", "just before", "exactly", "just after", "long after"};
  return out << waits[static_cast<int>(happening.wait)] << (happening.timer_first ? ", timer first, " : ", ")
             << to_string(happening.event);
}

rc::Gen<Priority> any_priority(int lowest) {
  return rc::gen::map(rc::gen::oneOf(rc::gen::inRange(lowest, 256), rc::gen::elementOf(std::vector{99, 100, 101, 255})),
                      [](int value) { return Priority{static_cast<std::uint8_t>(value)}; });
}
rc::Gen<Centiseconds> any_interval(int lowest) {
  return rc::gen::map(rc::gen::oneOf(rc::gen::inRange(lowest, 4096), rc::gen::elementOf(std::vector{1, 10, 100})),
                      [](int count) { return Centiseconds{static_cast<std::uint16_t>(count)}; });
}
IpAddress address_of(Family family, std::uint8_t last) {
  if (family == Family::ipv4) return IpAddress::v4(192, 0, 2, last);
  const std::array<std::uint8_t, 16> octets{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last};
  return IpAddress::from_octets(octets);
}

rc::Gen<Parameters> any_parameters(Family family) {
  return rc::gen::apply(
      [family](Priority priority, Centiseconds interval, bool preempt, bool accept) {
        return Parameters{.vrid = *Vrid::from(9),
                          .family = family,
                          .priority = priority,
                          .advertisement_interval = interval,
                          .preempt_mode = preempt,
                          .accept_mode = accept,
                          .primary_address = address_of(family, 100)};
      },
      any_priority(1), any_interval(1), rc::gen::arbitrary<bool>(), rc::gen::arbitrary<bool>());
}

rc::Gen<Event> any_event(Family family) {
  const auto advert = rc::gen::apply(
      [family](Priority priority, Centiseconds interval, std::uint8_t last) {
        return Event{
            AdvertisementReceived{.priority = priority, .max_adver_int = interval, .source = address_of(family, last)}};
      },
      any_priority(0), any_interval(1), rc::gen::elementOf(std::vector<std::uint8_t>{99, 100, 101, 228}));
  const auto stop = rc::gen::map(advert, [](Event event) {
    std::get<AdvertisementReceived>(event).priority = priority_stop;
    return event;
  });
  const auto change =
      rc::gen::map(any_parameters(family), [](const Parameters& changed) { return Event{ParametersChanged{changed}}; });
  return rc::gen::weightedOneOf<Event>({{8, advert},
                                        {2, stop},
                                        {3, rc::gen::just(Event{Startup{}})},
                                        {1, rc::gen::just(Event{Shutdown{}})},
                                        {1, rc::gen::just(Event{MasterDownTimerFired{}})},
                                        {1, rc::gen::just(Event{AdverTimerFired{}})},
                                        {1, rc::gen::just(Event{InterfaceDown{}})},
                                        {2, rc::gen::just(Event{InterfaceUp{}})},
                                        {1, change}});
}

rc::Gen<std::vector<Happening>> any_life(Family family) {
  const auto happening = rc::gen::apply(
      [](Wait wait, bool timer_first, const Event& event) { return Happening{wait, timer_first, event}; },
      rc::gen::elementOf(
          std::vector{Wait::none, Wait::half, Wait::just_before, Wait::exactly, Wait::just_after, Wait::long_after}),
      rc::gen::arbitrary<bool>(), any_event(family));
  return rc::gen::mapcat(rc::gen::inRange(0, 4000), [happening](int length) {
    return rc::gen::container<std::vector<Happening>>(static_cast<std::size_t>(length), happening);
  });
}

Instant instant_of(Wait wait, Instant now, std::optional<Instant> deadline) {
  const Duration left = deadline ? std::max(*deadline - now, Duration{0}) : Duration{1s};
  switch (wait) {
    case Wait::none:
      return now;
    case Wait::half:
      return now + left / 2;
    case Wait::just_before:
      return now + std::max(left - 1ns, Duration{0});
    case Wait::exactly:
      return now + left;
    case Wait::just_after:
      return now + left + 1ns;
    case Wait::long_after:
      return now + 7 * left + 3s;
  }
  return now;
}

/// The router under test and the transcript, side by side.
struct Pair {
  VirtualRouter router;
  test::Transcript text;
  int events{0};

  void compare(const Actions& actions, const std::vector<Action>& expected) {
    ++events;
    RC_ASSERT(std::ranges::equal(actions, expected));
    RC_ASSERT(router.state() == text.state);
    RC_ASSERT(router.parameters() == text.parameters);
    RC_ASSERT(router.next_deadline() == (text.master_down_timer ? text.master_down_timer : text.adver_timer));
    RC_ASSERT(!(text.master_down_timer && text.adver_timer));
  }
  void fire_all_due(Instant now) {
    for (int fired = 0; fired < 50; ++fired) {
      const Actions actions = router.advance(now);
      compare(actions, text.advance(now));
      if (actions.empty()) return;
    }
  }
};

int live(const Parameters& parameters, const Profile& profile, const std::vector<Happening>& life) {
  Pair pair{
      VirtualRouter{parameters, profile},
      test::Transcript{
          .parameters = parameters, .profile = &profile, .master_adver_interval = parameters.advertisement_interval}};
  Instant now{};
  for (const Happening& happening : life) {
    now = instant_of(happening.wait, now, pair.router.next_deadline());
    if (happening.timer_first) pair.fire_all_due(now);
    const Actions actions = pair.router.handle(happening.event, now);
    pair.compare(actions, pair.text.handle(happening.event, now));
  }
  return pair.events;
}

RC_GTEST_PROP(VirtualRouterLife, is_the_one_that_the_text_tells, ()) {
  const Family family = *rc::gen::element(Family::ipv4, Family::ipv6);
  const Parameters parameters = *any_parameters(family);
  const Profile* profile = *rc::gen::elementOf(std::vector(all_profiles().begin(), all_profiles().end()));
  RC_LOG() << to_string(VirtualRouter{parameters, *profile}) << '\n';
  live(parameters, *profile, *any_life(family));
}

RC_GTEST_PROP(VirtualRouterLife, forgets_nothing_that_its_equal_remembers, ()) {
  const Family family = *rc::gen::element(Family::ipv4, Family::ipv6);
  VirtualRouter router{*any_parameters(family), rfc5798};
  for (const Happening& happening : *any_life(family)) {
    const Instant now = instant_of(happening.wait, Instant{1h}, router.next_deadline());
    VirtualRouter copy = router;
    RC_ASSERT(router.handle(happening.event, now) == copy.handle(happening.event, now));
    RC_ASSERT(router == copy);
    RC_ASSERT(std::hash<VirtualRouter>{}(router) == std::hash<VirtualRouter>{}(copy));
  }
}

}  // namespace
}  // namespace vrrpspec
