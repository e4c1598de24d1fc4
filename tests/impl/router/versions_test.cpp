// VRRPv2, both versions side by side (8.4), unicast peers, and questions about the addresses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/timers.hpp"
#include "model/wire/packet.hpp"
#include "tests/impl/router/recorder.hpp"

namespace vrrpspec::impl::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

InstanceConfiguration v2_instance() {
  InstanceConfiguration configuration = instance();
  configuration.versions = {.v2 = true, .v3 = false};
  configuration.profile = &rfc3768;
  configuration.password = "1111";
  return configuration;
}

InstanceConfiguration both_versions() {
  InstanceConfiguration configuration = instance();
  configuration.versions = {.v2 = true, .v3 = true};
  configuration.advertisement_interval = Centiseconds{50};
  return configuration;
}

TEST(Vrrp2, adverts_carry_the_password) {
  Recorder recorder;
  Router router = started(v2_instance(), recorder);
  recorder.log();
  router.advance(at(master_down_ms));
  EXPECT_THAT(recorder.log(), ElementsAre("advert v2 100", "takes frames", "-> Master", "garp 192.0.2.1"));
  const auto packet = wire::find_in_ethernet(recorder.frames.front());
  ASSERT_TRUE(packet);
  const auto trailer = packet->message.last(8);
  EXPECT_EQ(std::string(trailer.begin(), trailer.end()), std::string("1111\0\0\0\0", 8));
}

TEST(Vrrp2, another_password_is_discarded) {
  Recorder recorder;
  Router router = started(v2_instance(), recorder);
  hear(router, {.priority = Priority{150}, .version = Version::v2, .password = "2222"}, at(100));
  EXPECT_EQ(router.status(at(100)).counters.rcvd_invalid_authentications, 1U);
  hear(router, {.priority = Priority{150}, .version = Version::v2}, at(200));
  EXPECT_EQ(router.status(at(200)).counters.rcvd_advertisements, 1U);
}

TEST(BothVersions, leave_at_the_configured_rate) {
  Recorder recorder;
  Router router = started(both_versions(), recorder);
  router.advance(at(2000));
  recorder.log();
  router.advance(at(2500));
  EXPECT_THAT(recorder.log(), ElementsAre("advert 100", "advert v2 100"));
}

TEST(BothVersions, time_out_at_the_rate_of_a_version_2_master) {
  Recorder recorder;
  Router router = started(both_versions(), recorder);
  hear(router, {.priority = Priority{150}, .interval = Centiseconds{200}, .version = Version::v2}, at(100));
  EXPECT_EQ(router.next_deadline(), at(100) + master_down_interval(Priority{100}, Centiseconds{200}, rfc5798));
}

TEST(BothVersions, hear_version_3_of_who_sends_both) {
  Recorder recorder;
  Router router = started(both_versions(), recorder);
  hear(router, {.priority = Priority{150}, .interval = Centiseconds{50}}, at(100));
  hear(router, {.priority = Priority{150}, .interval = Centiseconds{100}, .version = Version::v2}, at(101));
  EXPECT_EQ(router.status(at(101)).master_adver_interval, Centiseconds{50});
  // Version 3 has fallen silent: version 2 counts before Master_Down_Interval is over.
  hear(router, {.priority = Priority{150}, .interval = Centiseconds{100}, .version = Version::v2}, at(1200));
  EXPECT_EQ(router.status(at(1200)).master_adver_interval, Centiseconds{100});
}

TEST(UnicastPeers, get_each_advert_and_are_the_only_ones_heard) {
  Recorder recorder;
  InstanceConfiguration configuration = instance();
  const IpAddress peer = IpAddress::v4(192, 0, 2, 12);
  configuration.unicast_peers = {peer, IpAddress::v4(198, 51, 100, 7)};
  Router router = started(configuration, recorder);
  recorder.log();
  router.advance(at(master_down_ms));
  EXPECT_THAT(recorder.log(),
              ElementsAre("peer 192.0.2.12", "peer 198.51.100.7", "takes frames", "-> Master", "garp 192.0.2.1"));
  hear(router, {.priority = Priority{200}, .source = IpAddress::v4(192, 0, 2, 13)}, at(4000));
  EXPECT_EQ(router.state(), State::master);
  hear(router, {.priority = Priority{200}, .source = peer}, at(4100));
  EXPECT_EQ(router.state(), State::backup);
}

Octets who_has(const IpAddress& target) {
  // A gratuitous request of the target itself has all that the reader wants.
  return gratuitous_arp({2, 0, 0, 0, 0, 9}, target, {});
}

TEST(Questions, are_answered_by_a_master_that_does_not_accept_packets) {
  Recorder recorder;
  Router router = started(instance(), recorder);
  recorder.log();
  router.on_question(who_has(IpAddress::v4(192, 0, 2, 1)), at(100));
  EXPECT_THAT(recorder.log(), IsEmpty());
  router.advance(at(master_down_ms));
  recorder.log();
  router.on_question(who_has(IpAddress::v4(192, 0, 2, 2)), at(4000));
  EXPECT_THAT(recorder.log(), IsEmpty());
  router.on_question(who_has(IpAddress::v4(192, 0, 2, 1)), at(4000));
  EXPECT_THAT(recorder.log(), ElementsAre("arp reply 192.0.2.1"));
}

TEST(Questions, are_the_kernels_where_packets_are_accepted) {
  Recorder recorder;
  InstanceConfiguration configuration = instance();
  configuration.accept_mode = true;
  Router router = started(configuration, recorder);
  router.advance(at(master_down_ms));
  recorder.log();
  router.on_question(who_has(IpAddress::v4(192, 0, 2, 1)), at(4000));
  EXPECT_THAT(recorder.log(), IsEmpty());
}

TEST(Announcements, come_again_after_the_delay_and_then_at_the_refresh) {
  Recorder recorder;
  InstanceConfiguration configuration = instance();
  configuration.advertisement_interval = Centiseconds{4000};
  configuration.announcements = {
      .repeat = 2, .delay = std::chrono::seconds{5}, .refresh = std::chrono::seconds{20}, .refresh_repeat = 1};
  Router router = started(configuration, recorder);
  const Instant master = *router.next_deadline();
  recorder.log();
  router.advance(master);
  EXPECT_THAT(recorder.log(),
              ElementsAre("advert 100", "takes frames", "-> Master", "garp 192.0.2.1", "garp 192.0.2.1"));
  EXPECT_EQ(router.next_deadline(), master + std::chrono::seconds{5});
  router.advance(master + std::chrono::seconds{5});
  EXPECT_THAT(recorder.log(), ElementsAre("garp 192.0.2.1", "garp 192.0.2.1"));
  router.advance(master + std::chrono::seconds{20});
  EXPECT_THAT(recorder.log(), ElementsAre("garp 192.0.2.1"));
}

}  // namespace
}  // namespace vrrpspec::impl::testing
