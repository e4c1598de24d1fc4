// Conforming traffic of unusual kinds, none of which may be called a violation: each was, once.
#include "tests/model/monitor/sightings.hpp"

namespace vrrpspec::monitor {
namespace {

bool is_violation(const Finding& finding) {
  return finding.confidence == Confidence::violation;
}

std::size_t violations(const Group& group) {
  std::size_t count = 0;
  for (const Member& member : group.members()) {
    count += static_cast<std::size_t>(std::ranges::count_if(member.monitor.findings(), is_violation));
  }
  return count;
}

std::size_t findings(const Group& group) {
  std::size_t count = 0;
  for (const Member& member : group.members()) count += member.monitor.findings().size();
  return count;
}

using Innocent = AGroup;

TEST_F(Innocent, unicast_to_several_peers_is_one_advert) {
  for (int i = 0; i < 5; ++i) {
    for (std::uint8_t peer = 12; peer < 15; ++peer) {
      Sighting seen = advert(i * 1s + peer * 100us, low, 150);
      seen.destination = IpAddress::v4(192, 0, 2, peer);
      see(seen);
    }
  }
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, unicast_to_a_third_router_is_heard_by_nobody_else) {
  see(0s, high, 100);
  see(1ms, IpAddress::v4(192, 0, 2, 13), 90);
  for (int i = 1; i < 10; ++i) {
    Sighting seen = advert(i * 1s - 1ms, low, 150);
    seen.destination = IpAddress::v4(192, 0, 2, 13);
    see(seen);
    see(i * 1s, high, 100);
  }
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, unicast_to_an_address_that_sends_nothing_may_be_for_anybody) {
  for (int i = 0; i < 3; ++i) see(i * 1s, low, 100);
  for (const auto& [at, priority] : {std::pair{2300ms, 150}, std::pair{2800ms, 0}}) {
    Sighting seen = advert(at, high, priority);
    seen.destination = IpAddress::v4(203, 0, 113, 1);
    see(seen);
  }
  // It yielded, and waited Skew_Time after Priority 0.
  see(2800ms + 609ms, low, 100);
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, a_router_of_both_versions_may_be_faster_than_version_2_can_say) {
  for (int i = 0; i < 20; ++i) {
    Sighting of_v2 = advert(i * 250ms, low, 100);
    of_v2.advert.version = Version::v2;
    see(of_v2);
    Sighting of_v3 = advert(i * 250ms + 100us, low, 100);
    of_v3.advert.max_adver_int = Centiseconds{25};
    see(of_v3);
  }
  EXPECT_EQ(findings(group_), 0U);
  ASSERT_EQ(group_.reigns().size(), 1U);
  EXPECT_EQ(group_.reigns()[0].cause, Cause::first_seen);
  EXPECT_EQ(group_.members()[group_.reigns()[0].router].version, Version::v3);
}

TEST_F(Innocent, another_priority_may_be_told_at_once) {
  for (int i = 0; i < 4; ++i) see(i * 1s, low, 150);
  see(3300ms, low, 120);
  see(4300ms, low, 120);
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, another_address_list_is_another_configuration) {
  for (int i = 0; i < 4; ++i) see(i * 1s, low, 150);
  Sighting seen = advert(3300ms, low, 150);
  seen.advert.addresses.push_back(IpAddress::v4(192, 0, 2, 101));
  see(seen);
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, another_password_is_another_configuration) {
  const auto with_password = [](Duration at, std::uint8_t letter) {
    Sighting seen = advert(at, low, 100);
    seen.advert.version = Version::v2;
    seen.authentication = wire::Authentication{.type = wire::auth_type_simple_text, .data = {letter}};
    return seen;
  };
  for (int i = 0; i < 4; ++i) see(with_password(i * 1s, 'a'));
  see(with_password(3300ms, 'b'));
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, whoever_becomes_the_owner_waits_for_nothing) {
  see(0s, low, 100);
  see(1s, low, 0);
  see(1100ms, low, 255);
  see(2100ms, low, 255);
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, the_first_advert_may_be_an_answer_that_left_the_timer_alone) {
  see(0s, high, 90);
  see(1ms, low, 150);
  see(700ms, low, 150);
  see(1700ms, low, 150);
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, an_answer_that_was_not_captured_may_explain_the_next) {
  for (int i = 0; i < 3; ++i) see(i * 1s, low, 150);
  see(2300ms, high, 100);
  see(2301ms, low, 150);
  // Its adverts at 3 s and 4 s are lost, and it answers in the midst.
  see(4600ms, high, 100);
  see(4601ms, low, 150);
  see(5s, low, 150);
  EXPECT_EQ(violations(group_), 0U);
}

TEST_F(Innocent, an_answer_that_was_not_captured_may_have_set_the_timer_anew) {
  for (int i = 0; i < 3; ++i) see(i * 1s, low, 150);
  see(2300ms, high, 100);
  see(3300ms, low, 150);
  EXPECT_EQ(violations(group_), 0U);
}

TEST_F(Innocent, two_routers_of_one_address_may_both_be_in_time) {
  for (int i = 0; i < 5; ++i) {
    see(i * 1s, low, 100);
    see(i * 1s + 370ms, low, 100);
  }
  EXPECT_EQ(violations(group_), 0U);
  EXPECT_GT(findings(group_), 0U);
}

TEST_F(Innocent, routers_may_share_the_address_that_their_virtual_mac_gives) {
  ClaimRoom room;
  Group group{*Vrid::from(51), Family::ipv6, {.profiles = v3}, {.profiles = v2}, room};
  const auto shared = [](Duration at, int priority) {
    Sighting seen = advert(at, *IpAddress::parse("fe80::200:5eff:fe00:233"), priority);
    seen.destination = vrrp_multicast_group(Family::ipv6);
    seen.advert.addresses = {*IpAddress::parse("fe80::100")};
    return seen;
  };
  group.see(shared(0s, 100));
  group.see(shared(1s, 0));
  group.see(shared(1609ms, 100));
  EXPECT_EQ(violations(group), 0U);
}

TEST_F(Innocent, two_backups_that_time_out_together_are_not_two_masters) {
  for (int i = 0; i < 3; ++i) see(i * 1s, IpAddress::v4(192, 0, 2, 13), 150);
  see(5609ms, low, 100);
  see(5611ms, high, 100);
  for (int i = 1; i < 4; ++i) see(5611ms + i * 1s, high, 100);
  EXPECT_TRUE(group_.two_masters().empty());
}

TEST_F(Innocent, what_only_rfc_9568_discards_may_be_discarded) {
  for (int i = 0; i < 10; ++i) {
    Sighting seen = advert(i * 1s, high, 150);
    seen.advert.addresses.clear();
    see(seen);
    see(i * 1s + 400ms, low, 100);
  }
  EXPECT_EQ(findings(group_), 0U);
  ASSERT_EQ(group_.two_masters().size(), 1U);
  EXPECT_EQ(group_.two_masters()[0].reception.obstacle, Obstacle::content);
}

TEST_F(Innocent, a_copy_may_be_captured_after_priority_0) {
  see(0s, low, 100);
  see(1s, low, 100);
  see(1001ms, low, 0);
  see(1002ms, low, 100);
  see(1003ms, low, 0);
  EXPECT_EQ(findings(group_), 0U);
}

TEST_F(Innocent, senders_that_are_too_many_to_be_followed_are_heard_all_the_same) {
  see(0s, high, 100);
  for (std::uint8_t i = 0; i < 40; ++i) see(1ms, IpAddress::v4(198, 51, 100, i), 90);
  // The last of them is better, and leaves again: the router yields, and waits Skew_Time.
  see(500ms, IpAddress::v4(198, 51, 100, 39), 200);
  see(900ms, IpAddress::v4(198, 51, 100, 39), 0);
  see(900ms + 609ms, high, 100);
  EXPECT_EQ(violations(group_), 0U);
}

TEST(InnocentCaptures, may_lose_packets_without_telling_where) {
  Judge judge{{}};
  const std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  for (const Duration at : {0ms, 1000ms, 2000ms, 2500ms, 3500ms}) {
    judge.see(wire::LinkType::raw_ip, octets, 0, Instant{at}, 1);
  }
  judge.finish();
  EXPECT_EQ(violations(judge.groups().begin()->second), 1U);
  judge.count_lost(1, 10);
  EXPECT_EQ(violations(judge.groups().begin()->second), 1U) << "of another interface";
  judge.count_lost(0, 1);
  EXPECT_EQ(violations(judge.groups().begin()->second), 0U);
  EXPECT_EQ(judge.counts().lost, 11U);
}

TEST(InnocentCaptures, may_cut_packets) {
  Judge judge{{}};
  std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  const std::vector<std::uint8_t> cut{octets.begin(), octets.end() - 2};
  std::vector<std::uint8_t> fragment = octets;
  fragment[6] |= 0x20;
  for (const Duration at : {0ms, 1000ms, 2000ms}) judge.see(wire::LinkType::raw_ip, octets, 0, Instant{at}, 1);
  judge.see(wire::LinkType::raw_ip, cut, 0, Instant{2300ms}, 1);
  for (const Duration at : {2500ms, 3500ms}) judge.see(wire::LinkType::raw_ip, octets, 0, Instant{at}, 1);
  judge.see(wire::LinkType::raw_ip, fragment, 0, Instant{3700ms}, 1);
  judge.see(wire::LinkType::raw_ip, octets, 0, Instant{3900ms}, 1);
  judge.finish();
  EXPECT_EQ(findings(judge.groups().begin()->second), 0U);
}

TEST(InnocentCaptures, whose_interface_is_in_doubt_show_no_violation) {
  Judge judge{{}};
  const std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  for (const Duration at : {0s, 1s, 1s, 2s}) judge.see(wire::LinkType::raw_ip, octets, 0, Instant{at}, 1);
  judge.finish();
  judge.doubt(0, Doubt::stamps);
  EXPECT_EQ(violations(judge.groups().begin()->second), 0U);
}

TEST(InnocentCaptures, made_at_one_router_show_no_violation_of_another) {
  Judge judge{{}};
  const std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  for (const Duration at : {0ms, 1000ms, 1300ms, 2000ms}) judge.see(wire::LinkType::raw_ip, octets, 0, Instant{at}, 1);
  judge.see(wire::LinkType::raw_ip, datagram(advert(0s, high, 90).advert), 0, Instant{2500ms}, 1);
  judge.finish();
  const Group& group = judge.groups().begin()->second;
  EXPECT_FALSE(judge.seen_from(IpAddress::v4(192, 0, 2, 99)));
  EXPECT_TRUE(judge.seen_from(low));
  EXPECT_GT(violations(group), 0U) << "of the router itself nothing is missing";
  EXPECT_TRUE(judge.seen_from(high));
  EXPECT_EQ(violations(group), 0U);
  EXPECT_GT(findings(group), 0U);
}

TEST(InnocentCaptures, of_cooked_version_1_may_mix_segments) {
  Judge judge{{}};
  std::vector<std::uint8_t> octets{0, 1, 0, 1, 0, 6, 0, 0, 0x5e, 0, 1, 51, 0, 0, 8, 0};
  const std::vector<std::uint8_t> ip = datagram(advert(0s, low, 100).advert);
  octets.insert(octets.end(), ip.begin(), ip.end());
  for (const Duration at : {0ms, 1000ms, 1300ms, 2000ms}) {
    judge.see(wire::LinkType::linux_cooked, octets, 0, Instant{at}, 1);
  }
  judge.finish();
  EXPECT_EQ(violations(judge.groups().begin()->second), 0U);
  EXPECT_GT(findings(judge.groups().begin()->second), 0U);
}

TEST(InnocentCaptures, may_have_been_made_while_the_clock_was_ahead) {
  Judge judge{{}};
  const std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  for (const Duration at : {0ms, 1000ms, 2000ms, 2500ms, 3500ms, 4900ms, 4500ms, 5500ms}) {
    judge.see(wire::LinkType::raw_ip, octets, 0, Instant{at}, 1);
  }
  judge.finish();
  EXPECT_EQ(judge.counts().backwards, 1U);
  const auto& found = judge.groups().begin()->second.members().front().monitor.findings();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].at, Instant{2500ms});
  EXPECT_TRUE(is_violation(found[0])) << "before the earliest stamp that ran back";
  EXPECT_EQ(found[1].at, Instant{4900ms});
  EXPECT_FALSE(is_violation(found[1]));
}

TEST(InnocentCaptures, whose_stamps_are_in_no_order_are_not_timed) {
  Judge judge{{}};
  const std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  for (int i = 0; i < 3000; ++i) {
    judge.see(wire::LinkType::raw_ip, octets, 0, Instant{i % 2 == 0 ? i * 100ms : i * 10ms}, 1);
  }
  judge.finish();
  EXPECT_EQ(violations(judge.groups().begin()->second), 0U);
}

TEST(ABadCapture, with_one_finding_a_packet_is_not_kept_whole) {
  ClaimRoom room;
  Group group{*Vrid::from(51), Family::ipv4, {.profiles = v3, .one_sender = true}, {.profiles = v2}, room};
  for (int i = 0; i < 20'000; ++i) group.see(advert(i * 30ms, low, 100));
  const RouterMonitor& monitor = group.members()[0].monitor;
  EXPECT_LE(monitor.findings().size(), 2000U);
  EXPECT_GT(monitor.untold_findings(), 0U);
}

TEST(ABadCapture, whose_masters_alternate_is_not_kept_whole) {
  ClaimRoom room;
  Group group{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room};
  for (int i = 0; i < 30'000; ++i) {
    group.see(advert(i * 10ms, i % 2 == 0 ? low : high, 100));
    group.see(advert(i * 10ms, i % 2 == 0 ? low : high, 0));
  }
  EXPECT_EQ(group.reigns().size() + group.untold_changes(), 30'000U);
  EXPECT_GT(group.untold_changes(), 0U);
}

}  // namespace
}  // namespace vrrpspec::monitor
