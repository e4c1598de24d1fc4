#include "model/virtual_router.hpp"

#include <gtest/gtest.h>

#include <unordered_set>

namespace vrrpspec {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{100s};

Parameters usual() {
  return {.vrid = *Vrid::from(1), .primary_address = IpAddress::v4(192, 0, 2, 1)};
}
VirtualRouter started(const Parameters& parameters = usual(), const Profile& profile = rfc5798) {
  VirtualRouter router{parameters, profile};
  router.handle(Startup{}, start);
  return router;
}
VirtualRouter master_at(Instant& now) {
  VirtualRouter router = started();
  now = *router.next_deadline();
  router.advance(now);
  return router;
}

TEST(VirtualRouter, has_no_deadline_before_it_starts) {
  VirtualRouter router{usual(), rfc5798};
  EXPECT_EQ(router.state(), State::initialize);
  EXPECT_EQ(router.next_deadline(), std::nullopt);
  EXPECT_TRUE(router.advance(start + 1h).empty());
}

TEST(VirtualRouter, takes_over_at_its_deadline_and_not_before) {
  VirtualRouter router = started();
  ASSERT_EQ(router.next_deadline(), start + 3'609'375us);
  EXPECT_TRUE(router.advance(start + 3'609'375us - 1ns).empty());
  EXPECT_EQ(router.advance(start + 3'609'375us)[0].clause, "S-370"_clause);
  EXPECT_EQ(router.state(), State::master);
}

TEST(VirtualRouter, stamps_a_late_expiry_with_its_own_deadline) {
  Instant now{};
  VirtualRouter router = master_at(now);
  for (int advert = 1; advert <= 5; ++advert) {
    EXPECT_EQ(router.advance(now + 5500ms)[0].clause, "S-685"_clause);
    EXPECT_EQ(router.next_deadline(), now + (advert + 1) * 1s);
  }
  EXPECT_TRUE(router.advance(now + 5500ms).empty());
}

TEST(VirtualRouter, handles_an_event_without_firing_a_timer_that_is_due) {
  VirtualRouter router = started();
  const Instant due = *router.next_deadline();
  const AdvertisementReceived advert{.priority = Priority{200}, .source = IpAddress::v4(192, 0, 2, 2)};
  EXPECT_EQ(router.handle(advert, due)[0].clause, "S-450"_clause);
  EXPECT_TRUE(router.advance(due).empty());
}

TEST(VirtualRouter, answers_a_losing_advert_in_rfc9568_without_touching_its_timer) {
  VirtualRouter router = started(usual(), rfc9568);
  const Instant now = *router.next_deadline();
  router.advance(now);
  const AdvertisementReceived losing{.priority = Priority{50}, .source = IpAddress::v4(192, 0, 2, 2)};
  const Actions actions = router.handle(losing, now + 400ms);
  ASSERT_EQ(actions.size(), 2U) << to_string(actions);
  EXPECT_EQ(actions[0], (Action{"S-775"_clause, DiscardAdvertisement{}}));
  EXPECT_EQ(actions[1], (Action{"D-05"_clause, SendAdvertisement{priority_default}}));
  EXPECT_EQ(router.next_deadline(), now + 1s);
}

TEST(VirtualRouter, keeps_a_running_deadline_when_parameters_change) {
  VirtualRouter router = started();
  Parameters changed = usual();
  changed.advertisement_interval = Centiseconds{50};
  EXPECT_TRUE(router.handle(ParametersChanged{changed}, start + 1s).empty());
  EXPECT_EQ(router.next_deadline(), start + 3'609'375us);
  EXPECT_EQ(router.parameters(), changed);
  EXPECT_EQ(router.master_adver_interval(), Centiseconds{100});
}

TEST(VirtualRouter, takes_over_at_once_when_it_becomes_owner) {
  VirtualRouter router = started();
  Parameters owner = usual();
  owner.priority = priority_owner;
  owner.preempt_mode = false;
  const Actions actions = router.handle(ParametersChanged{owner}, start + 1s);
  EXPECT_EQ(router.state(), State::master);
  EXPECT_EQ(actions[1], (Action{"AMB-15"_clause, SendAdvertisement{priority_owner}}));
  EXPECT_EQ(router.next_deadline(), start + 2s);
}

TEST(VirtualRouter, stays_master_when_it_ceases_to_be_owner) {
  Parameters parameters = usual();
  parameters.priority = priority_owner;
  VirtualRouter router = started(parameters);
  EXPECT_TRUE(router.handle(ParametersChanged{usual()}, start + 400ms).empty());
  EXPECT_EQ(router.state(), State::master);
  EXPECT_EQ(router.advance(start + 1s)[0].order, Order{SendAdvertisement{priority_default}});
}

TEST(VirtualRouter, sends_nothing_when_its_interface_goes_down) {
  Instant now{};
  VirtualRouter router = master_at(now);
  const Actions actions = router.handle(InterfaceDown{}, now);
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(actions[0], (Action{"AMB-15"_clause, CancelAdverTimer{}}));
  EXPECT_EQ(actions[1], (Action{"AMB-15"_clause, TransitionTo{State::initialize}}));
  router.handle(InterfaceUp{}, now + 1s);
  EXPECT_EQ(router.state(), State::backup);
}

TEST(VirtualRouter, is_a_value_that_compares_and_hashes) {
  const VirtualRouter router = started();
  VirtualRouter copy = router;
  EXPECT_EQ(copy, router);
  EXPECT_EQ(std::hash<VirtualRouter>{}(copy), std::hash<VirtualRouter>{}(router));
  copy.advance(start + 1h);
  EXPECT_NE(copy, router);
  EXPECT_EQ(router, started());
}

TEST(VirtualRouter, hashes_different_routers_differently) {
  std::unordered_set<std::size_t> hashes;
  std::size_t routers = 0;
  for (int priority = 1; priority <= 255; ++priority)
    for (const std::uint16_t interval : std::initializer_list<std::uint16_t>{1, 100, 4095})
      for (const bool preempt : {false, true}) {
        Parameters parameters = usual();
        parameters.priority = Priority{static_cast<std::uint8_t>(priority)};
        parameters.advertisement_interval = Centiseconds{interval};
        parameters.preempt_mode = preempt;
        hashes.insert(std::hash<VirtualRouter>{}(VirtualRouter{parameters, rfc5798}));
        hashes.insert(std::hash<VirtualRouter>{}(started(parameters)));
        routers += 2;
      }
  EXPECT_EQ(hashes.size(), routers);
}

TEST(VirtualRouter, prints_what_it_remembers) {
  EXPECT_EQ(to_string(started()),
            "Backup vrid 1 priority 100 interval 100 cs master interval 100 cs preempt no accept address 192.0.2.1 due "
            "103609375000 ns (rfc5798)");
}

TEST(VirtualRouterDeathTest, refuses_parameters_outside_section_6_1) {
  Parameters parameters = usual();
  parameters.priority = priority_stop;
  EXPECT_DEATH((VirtualRouter{parameters, rfc5798}), "assertion failed");
  parameters = usual();
  parameters.advertisement_interval = Centiseconds{0};
  EXPECT_DEATH((VirtualRouter{parameters, rfc5798}), "assertion failed");
}

TEST(VirtualRouterDeathTest, refuses_a_change_of_vrid) {
  VirtualRouter router = started();
  Parameters parameters = usual();
  parameters.vrid = *Vrid::from(2);
  EXPECT_DEATH(router.handle(ParametersChanged{parameters}, start), "assertion failed");
}

}  // namespace
}  // namespace vrrpspec
