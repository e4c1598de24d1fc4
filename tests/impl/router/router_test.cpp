// A virtual router from its configuration to its frames. What the state machine decides is the model's, and tested
// there.
#include "impl/router/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/wire/packet.hpp"
#include "tests/impl/router/recorder.hpp"

namespace vrrpspec::impl::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Router master(const InstanceConfiguration& configuration, Recorder& recorder) {
  Router router = started(configuration, recorder);
  router.advance(at(master_down_ms));
  recorder.log();
  return router;
}

TEST(Router, waits_silently_as_backup) {
  Recorder recorder;
  Router router = started(instance(), recorder);
  EXPECT_THAT(recorder.log(), ElementsAre("takes none", "-> Backup"));
  router.advance(at(3609));
  EXPECT_THAT(recorder.log(), IsEmpty());
}

TEST(Router, advertises_then_takes_frames_in_then_announces) {
  Recorder recorder;
  Router router = started(instance(), recorder);
  recorder.log();
  router.advance(at(master_down_ms));
  EXPECT_THAT(recorder.log(), ElementsAre("advert 100", "takes frames", "-> Master", "garp 192.0.2.1"));
  EXPECT_EQ(recorder.transitions.back().cause, "Master_Down_Timer fired");
  EXPECT_EQ(router.status(at(master_down_ms)).counters.master_transitions, 1U);
}

TEST(Router, announces_each_ipv6_address_and_advertises_the_router) {
  Recorder recorder;
  Router router = started(ipv6_instance(), recorder);
  recorder.log();
  router.advance(at(master_down_ms));
  EXPECT_THAT(recorder.log(),
              ElementsAre("advert 100", "takes frames", "-> Master", "na fe80::1", "na 2001:db8::1", "ra"));
}

TEST(Router, announces_an_address_on_the_interface_that_has_it) {
  Recorder recorder;
  InstanceConfiguration configuration = instance();
  configuration.addresses[0].device = "eth1";
  configuration.accept_mode = true;
  Router router = started(configuration, recorder);
  router.advance(at(master_down_ms));
  EXPECT_THAT(recorder.log(), Contains("elsewhere eth1 192.0.2.1"));
  recorder.log();
  configuration.accept_mode = false;  // then it is put nowhere
  Router drops = started(configuration, recorder);
  drops.advance(at(master_down_ms));
  EXPECT_THAT(recorder.log(), Contains("garp 192.0.2.1"));
}

TEST(Router, tells_of_adverts_that_differ_from_its_configuration) {
  Recorder recorder;
  Router router = started(instance(), recorder);
  hear(router, {.priority = Priority{150}}, at(100));
  EXPECT_THAT(recorder.mismatches, IsEmpty());
  hear(router, {.priority = Priority{150}, .interval = Centiseconds{50}}, at(200));
  EXPECT_THAT(recorder.mismatches, IsEmpty()) << "RFC 5798 learns the interval";
  hear(router, {.priority = Priority{150}, .addresses = AddressList{IpAddress::v4(192, 0, 2, 99)}}, at(300));
  EXPECT_THAT(recorder.mismatches, ElementsAre(Mismatch::address_list));
}

TEST(Router, tells_under_rfc9568_of_another_interval_and_another_owner) {
  Recorder recorder;
  InstanceConfiguration configuration = instance();
  configuration.profile = &rfc9568;
  Router router = started(configuration, recorder);
  hear(router, {.priority = Priority{150}, .interval = Centiseconds{50}}, at(200));
  EXPECT_THAT(recorder.mismatches, ElementsAre(Mismatch::interval));
  recorder.mismatches.clear();
  configuration.priority = priority_owner;
  Router owner = started(configuration, recorder);
  hear(owner, {.priority = priority_owner}, at(200));
  EXPECT_THAT(recorder.mismatches, ElementsAre(Mismatch::two_owners));
}

TEST(Router, of_an_owner_is_master_at_once) {
  Recorder recorder;
  InstanceConfiguration configuration = instance();
  configuration.priority = priority_owner;
  started(configuration, recorder);
  EXPECT_THAT(recorder.log(), ElementsAre("advert 255", "takes frames", "-> Master", "garp 192.0.2.1"));
}

TEST(Router, sends_priority_zero_when_a_master_stops) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  router.stop(at(4000));
  EXPECT_THAT(recorder.log(), ElementsAre("advert 0", "takes none", "-> Initialize"));
  EXPECT_EQ(router.status(at(4000)).counters.sent_pri_zero_packets, 1U);
}

TEST(Router, is_silent_when_a_backup_stops) {
  Recorder recorder;
  Router router = started(instance(), recorder);
  recorder.log();
  router.stop(at(100));
  EXPECT_THAT(recorder.log(), ElementsAre("takes none", "-> Initialize"));
  EXPECT_FALSE(router.next_deadline());
}

TEST(Router, sends_nothing_when_its_interface_goes_down) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  Surroundings down = surroundings(instance());
  down.interface_is_up = false;
  router.set_surroundings(down, at(4000));
  EXPECT_THAT(recorder.log(), ElementsAre("takes none", "-> Initialize"));
  EXPECT_EQ(router.status(at(4000)).fault, "interface eth0 is down");
  router.set_surroundings(surroundings(instance()), at(5000));
  EXPECT_THAT(recorder.log(), ElementsAre("takes none", "-> Backup"));
}

TEST(Router, says_farewell_from_the_address_it_had_when_that_is_taken_away) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  Surroundings bare = surroundings(instance());
  bare.primary_address.reset();
  router.set_surroundings(bare, at(4000));
  EXPECT_THAT(recorder.log(), ElementsAre("advert 0", "takes none", "-> Initialize"));
  const std::span<const std::uint8_t> farewell = recorder.frames.back();
  EXPECT_EQ(to_string(IpAddress::from_octets(farewell.subspan(26, 4))), "192.0.2.11");
}

TEST(Router, tells_what_it_waits_for_although_that_was_known_before_it_started) {
  Recorder recorder;
  Router router{instance(), recorder, at(0)};
  Surroundings down = surroundings(instance());
  down.interface_is_up = false;
  router.set_surroundings(down, at(0));
  EXPECT_THAT(recorder.log(), IsEmpty());
  router.start(at(1));
  EXPECT_THAT(recorder.log(), ElementsAre("waits: interface eth0 is down"));
}

TEST(Router, tells_once_what_it_waits_for) {
  Recorder recorder;
  Router router{instance(), recorder, at(0)};
  router.start(at(0));
  EXPECT_THAT(recorder.log(), ElementsAre("waits: interface eth0 is down"));
  Surroundings up = surroundings(instance());
  up.primary_address.reset();
  router.set_surroundings(up, at(1));
  EXPECT_THAT(recorder.log(),
              ElementsAre("waits: interface eth0 has no IPv4 address to send from beside those of the virtual router"));
  up.forwards_ipv6 = true;
  router.set_surroundings(up, at(2));
  EXPECT_THAT(recorder.log(), IsEmpty());
}

TEST(Router, hands_over_when_what_it_tracks_fails) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  Surroundings failed = surroundings(instance());
  failed.tracking.fault = "script chk failed";
  router.set_surroundings(failed, at(4000));
  EXPECT_THAT(recorder.log(), ElementsAre("advert 0", "takes none", "-> Initialize"));
  EXPECT_EQ(recorder.transitions.back().cause, "script chk failed");
}

TEST(Router, advertises_a_tracked_priority_from_the_next_advert_on) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  Surroundings weaker = surroundings(instance());
  weaker.tracking.priority = Priority{80};
  router.set_surroundings(weaker, at(4000));
  EXPECT_THAT(recorder.log(), IsEmpty());
  router.advance(at(master_down_ms + 1000));
  EXPECT_THAT(recorder.log(), ElementsAre("advert 80"));
}

TEST(Router, sends_one_advert_after_a_stall_and_the_next_a_whole_interval_later) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  router.advance(at(10'000));
  EXPECT_THAT(recorder.log(), ElementsAre("advert 100"));
  EXPECT_EQ(router.next_deadline(), at(11'000));
}

TEST(Router, tells_of_a_priority_that_changes_while_it_takes_part) {
  Recorder recorder;
  Router router{instance(), recorder, at(0)};
  Surroundings weaker = surroundings(instance());
  weaker.tracking.priority = Priority{80};
  router.set_surroundings(weaker, at(0));
  router.start(at(0));
  EXPECT_TRUE(recorder.priorities.empty());
  router.set_surroundings(surroundings(instance()), at(10));
  EXPECT_EQ(recorder.priorities, (std::vector{std::pair{Priority{80}, Priority{100}}}));
}

TEST(Router, yields_to_a_higher_priority_and_says_to_whom) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  hear(router, {.priority = Priority{150}, .interval = Centiseconds{50}}, at(4000));
  EXPECT_THAT(recorder.log(), ElementsAre("takes none", "-> Backup"));
  const RouterStatus status = router.status(at(4000));
  EXPECT_EQ(status.master, IpAddress::v4(192, 0, 2, 12));
  EXPECT_EQ(status.master_adver_interval, Centiseconds{50});
  EXPECT_EQ(status.transitions.back().cause, "192.0.2.12 advertises priority 150");
}

TEST(Router, takes_no_master_from_an_advert_that_it_discards) {
  Recorder recorder;
  Router router = started(instance(), recorder);
  hear(router, {.priority = Priority{50}}, at(100));
  EXPECT_FALSE(router.status(at(100)).master);
}

TEST(Router, counts_and_tells_of_what_it_discards) {
  Recorder recorder;
  Router router = started(instance(), recorder);
  const auto deadline = router.next_deadline();
  const std::vector<std::uint8_t> junk(20, 0xff);
  router.on_message(junk, {IpAddress::v4(192, 0, 2, 12), vrrp_multicast_group(Family::ipv4), 255}, at(100));
  router.on_message(junk, {IpAddress::v4(192, 0, 2, 12), vrrp_multicast_group(Family::ipv4), 64}, at(100));
  EXPECT_EQ(recorder.discards.size(), 2U);
  EXPECT_EQ(router.status(at(100)).counters.ip_ttl_errors, 1U);
  EXPECT_EQ(router.next_deadline(), deadline);
}

TEST(Router, ignores_adverts_that_were_not_sent_to_the_group) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  InstanceConfiguration sender = instance();
  const Advertisement advert{.vrid = sender.vrid,
                             .priority = Priority{200},
                             .source = IpAddress::v4(192, 0, 2, 12),
                             .addresses = advertised_addresses(sender)};
  const IpAddress destination = IpAddress::v4(192, 0, 2, 11);
  router.on_message(wire::encode(advert, destination, rfc5798), {advert.source, destination, 255}, at(4000));
  EXPECT_EQ(router.state(), State::master);
}

TEST(Router, preempts_only_after_preempt_delay) {
  Recorder recorder;
  InstanceConfiguration configuration = instance();
  configuration.preempt_delay = std::chrono::seconds{10};
  Router router = started(configuration, recorder);
  recorder.log();
  for (int ms = 500; ms <= 9500; ms += 1000) {
    router.advance(at(ms));
    hear(router, {.priority = Priority{50}}, at(ms));
  }
  EXPECT_EQ(router.state(), State::backup);
  router.advance(at(10'000));
  for (int ms = 10'500; ms <= 14'500; ms += 1000) {
    hear(router, {.priority = Priority{50}}, at(ms));
    router.advance(at(ms));
  }
  EXPECT_EQ(router.state(), State::master);
}

TEST(Router, keeps_state_and_timer_when_only_values_change) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  InstanceConfiguration changed = instance();
  changed.priority = Priority{120};
  ASSERT_TRUE(is_same_router(instance(), changed));
  const auto deadline = router.next_deadline();
  router.reconfigure(changed, surroundings(changed), at(4000));
  EXPECT_THAT(recorder.log(), ElementsAre("configured"));
  EXPECT_EQ(router.next_deadline(), deadline);
  router.advance(*deadline);
  EXPECT_THAT(recorder.log(), ElementsAre("advert 120"));
}

TEST(Router, advertises_the_addresses_of_its_new_configuration) {
  Recorder recorder;
  Router router = started(instance(), recorder);
  router.advance(*router.next_deadline());
  InstanceConfiguration changed = instance();
  changed.addresses.push_back({.address = IpAddress::v4(192, 0, 2, 2), .prefix_length = 24});
  router.reconfigure(changed, surroundings(changed), at(4000));
  router.advance(*router.next_deadline());
  const auto packet = wire::find_in_ethernet(recorder.frames.back());
  ASSERT_TRUE(packet);
  const auto advert = wire::decode(packet->message, packet->ip, rfc5798);
  ASSERT_TRUE(advert);
  EXPECT_EQ(advert->addresses, advertised_addresses(changed));
}

TEST(Router, announces_new_addresses_when_they_are_put_up) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  InstanceConfiguration changed = instance();
  changed.addresses.push_back({.address = IpAddress::v4(192, 0, 2, 2), .prefix_length = 24});
  router.reconfigure(changed, surroundings(changed), at(4000));
  EXPECT_THAT(recorder.log(), ElementsAre("configured", "garp 192.0.2.1", "garp 192.0.2.2"));
}

TEST(Router, is_another_one_with_another_vrid_interface_family_or_version) {
  InstanceConfiguration other = instance();
  other.vrid = *Vrid::from(52);
  EXPECT_FALSE(is_same_router(instance(), other));
  other = instance();
  other.interface = "eth1";
  EXPECT_FALSE(is_same_router(instance(), other));
  EXPECT_FALSE(is_same_router(instance(), ipv6_instance()));
  other = instance();
  other.versions = {.v2 = true, .v3 = true};
  EXPECT_FALSE(is_same_router(instance(), other));
}

TEST(Router, counts_adverts_that_could_not_leave) {
  Recorder recorder;
  Router router = master(instance(), recorder);
  recorder.sends = false;
  router.advance(at(master_down_ms + 1000));
  const Counters counters = router.status(at(5000)).counters;
  EXPECT_EQ(counters.sent_advertisements, 1U);
  EXPECT_EQ(counters.send_failures, 1U);
}

}  // namespace
}  // namespace vrrpspec::impl::testing
