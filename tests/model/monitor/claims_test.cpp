// ARP and Neighbor Discovery as evidence: what conforming routers do is silent, each fault is told.
#include "tests/model/monitor/claim_frames.hpp"

namespace vrrpspec::monitor {
namespace {

using wire::ArpPacket;

/// 192.0.2.11 falls silent at 3 s, and 192.0.2.12 becomes Master at 6.609 s.
class ATakeover : public ASegment {
 protected:
  static constexpr Duration taken_over = 6609ms;
  void before() {
    request(-10ms);  // before the first advert it concerns nobody
    adverts(0s, 4s, low, 150);
    request(3500ms);
    reply(3501ms, virtual_mac, mac_of_low);
  }
  void after(const MacAddress& mac = virtual_mac) { adverts(taken_over + 1s, taken_over + 4s, high, 100, mac); }
};

using Conforming = ATakeover;

TEST_F(Conforming, a_new_master_announces_after_its_advert) {
  before();
  advert(taken_over, high, 100);
  for (int i = 0; i < 5; ++i) gratuitous(taken_over + 1ms);
  after();
  EXPECT_TRUE(is_silent());
  EXPECT_EQ(group().members()[1].claims.takeovers, 1U);
}

TEST_F(Conforming, a_new_master_may_seem_to_announce_before_its_advert) {
  before();
  gratuitous(taken_over - 5ms);
  advert(taken_over, high, 100);
  after();
  EXPECT_TRUE(is_silent());
  EXPECT_EQ(group().members()[1].claims.takeovers, 1U);
}

TEST_F(Conforming, a_new_master_may_announce_as_late_as_the_tolerances_let_it) {
  before();
  advert(taken_over, high, 100);
  adverts(taken_over + 1s, taken_over + 1100ms, high, 100);
  gratuitous(taken_over + 1110ms);
  adverts(taken_over + 2s, taken_over + 4s, high, 100);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, a_master_repeats_its_announcement) {
  adverts(0s, 5s, low, 150);
  for (int i = 0; i < 5; ++i) gratuitous(5s + i * 1us);
  adverts(5s + 1ms, 60s, low, 150);
  for (int i = 0; i < 5; ++i) gratuitous(60s + i * 1us);
  advert(60s + 2ms, low, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, a_gratuitous_reply_with_the_virtual_mac_as_its_target_is_an_announcement) {
  before();
  advert(taken_over, high, 100);
  see(taken_over + 1ms, arp({.operation = ArpPacket::reply,
                             .sender_mac = virtual_mac,
                             .sender = virtual_address,
                             .target_mac = virtual_mac,
                             .target = virtual_address},
                            to_all, mac_of_high));
  after();
  EXPECT_TRUE(is_silent());
  EXPECT_EQ(group().members()[1].claims.takeovers, 1U);
}

TEST_F(Conforming, a_master_answers_with_the_virtual_mac_in_a_frame_from_its_own) {
  adverts(0s, 4s, low, 150);
  request(3500ms);
  reply(3501ms, virtual_mac, mac_of_low);
  adverts(4s, 9s, low, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, a_master_that_is_preempted_may_answer_until_it_has_seen_the_advert) {
  adverts(0s, 4s, low, 100);
  advert(3500ms, high, 150);
  gratuitous(3500ms + 20us);
  answer_to_gratuitous(3500ms + 40us);
  adverts(4500ms, 9s, high, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, a_master_that_stopped_may_answer_for_a_moment) {
  adverts(0s, 4s, low, 150);
  advert(3500ms, low, 0);
  advert(3500ms + 609ms, high, 100);
  gratuitous(3500ms + 610ms);
  answer_to_gratuitous(3500ms + 611ms);
  adverts(5109ms, 9s, high, 100);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, an_owner_starts) {
  adverts(0s, 4s, low, 150);
  advert(3500ms, virtual_address, 255);
  gratuitous(3501ms);
  adverts(4500ms, 9s, virtual_address, 255);
  EXPECT_TRUE(is_silent());
  EXPECT_EQ(group().members()[1].claims.startups, 1U);
}

TEST_F(Conforming, an_owner_that_boots_should_not_but_may_name_its_mac) {
  adverts(0s, 4s, low, 150);
  gratuitous(3100ms, mac_of_high);
  advert(3500ms, virtual_address, 255);
  gratuitous(3501ms);
  adverts(4500ms, 9s, virtual_address, 255);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, a_router_has_an_address_of_its_own) {
  adverts(0s, 4s, low, 150);
  request(3100ms, low);
  reply(3101ms, mac_of_low, mac_of_low, low);
  request(3200ms, high);
  reply(3201ms, mac_of_high, mac_of_high, high);
  adverts(4s, 9s, low, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, an_address_that_is_not_virtual_is_not_judged) {
  adverts(0s, 4s, low, 150);
  gratuitous(3100ms, mac_of_host, host);
  gratuitous(3200ms, mac_of_high, IpAddress::v4(192, 0, 2, 101));
  adverts(4s, 9s, low, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, who_looks_for_a_duplicate_claims_nothing) {
  adverts(0s, 4s, low, 150);
  see(3500ms, arp({.operation = ArpPacket::request,
                   .sender_mac = mac_of_host,
                   .sender = IpAddress::v4(0, 0, 0, 0),
                   .target = virtual_address},
                  to_all, mac_of_host));
  adverts(4s, 9s, low, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, an_echo_reply_may_come_from_any_mac) {
  adverts(0s, 4s, low, 150);
  Octets echo{0x45, 0, 0, 28, 0, 0, 0, 0, 64, 1, 0, 0};
  append(echo, virtual_address.octets());
  append(echo, host.octets());
  append(echo, Octets{0, 0, 0xff, 0xfd, 0, 1, 0, 1});
  see(3500ms, frame(mac_of_host, mac_of_high, wire::ethertype_ipv4, echo));
  adverts(4s, 9s, low, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, of_a_master_that_was_there_first_no_announcement_is_missed) {
  request(-10ms);
  adverts(0s, 4s, low, 150);
  request(3500ms);
  adverts(4s, 9s, low, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, a_capture_of_adverts_alone_shows_no_absence) {
  adverts(0s, 4s, low, 150);
  advert(taken_over, high, 100);
  after();
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, where_packets_are_missing_no_announcement_is_missed) {
  before();
  advert(taken_over, high, 100);
  judge_.lose_track(0);
  after();
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, a_master_that_goes_on_after_a_silence_need_not_announce_again) {
  before();
  adverts(7s, 12s, low, 150);
  EXPECT_TRUE(is_silent());
}

TEST_F(Conforming, a_master_that_is_late_beside_another_took_nothing_over) {
  // With another address list, so that it need not heed the better one.
  const auto advert_of_low = [this](Duration at) {
    Sighting seen = monitor::advert(at, low, 100);
    seen.advert.addresses.push_back(IpAddress::v4(192, 0, 2, 101));
    see(at, frame({0x01, 0, 0x5e, 0, 0, 0x12}, virtual_mac, wire::ethertype_ipv4, datagram(seen.advert)));
  };
  advert(0s, high, 150);
  advert_of_low(200ms);
  request(300ms);
  for (int i = 1; i < 9; ++i) {
    advert(i * 1s, high, 150);
    if (i >= 4) advert_of_low(i * 1s + 400ms);
  }
  EXPECT_TRUE(findings().empty());
  EXPECT_EQ(group().reigns().size(), 3U);
}

using Fault = ATakeover;

TEST_F(Fault, a_new_master_that_announces_nothing_is_suspected) {
  before();
  advert(taken_over, high, 100);
  after();
  ASSERT_EQ(findings().size(), 1U);
  const ClaimFinding found = findings()[0];
  EXPECT_EQ(found.kind, Misclaim::unannounced);
  EXPECT_EQ(found.confidence, Confidence::suspicion);
  EXPECT_EQ(found.clause, "S-380"_clause);
  EXPECT_EQ(found.address, virtual_address);
  EXPECT_EQ(found.packet, 8U);
  EXPECT_EQ(group().members()[1].claims.takeovers, 0U);
}

TEST_F(Fault, a_new_master_announces_with_its_own_mac) {
  before();
  advert(taken_over, high, 100, mac_of_high);
  gratuitous(taken_over + 1ms, mac_of_high);
  after(mac_of_high);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].kind, Misclaim::misannounced);
  EXPECT_EQ(findings()[0].confidence, Confidence::suspicion);
  EXPECT_EQ(findings()[0].mac, mac_of_high);
  EXPECT_EQ(findings()[0].packet, 9U);
  EXPECT_TRUE(rivals().empty());
}

TEST_F(Fault, one_of_two_addresses_is_not_announced) {
  adverts(0s, 4s, low, 150);
  request(3500ms);
  for (int i = 0; i < 4; ++i) {
    Sighting seen = monitor::advert(taken_over + i * 1s, high, 100);
    seen.advert.addresses.push_back(IpAddress::v4(192, 0, 2, 101));
    see(taken_over + i * 1s,
        frame({0x01, 0, 0x5e, 0, 0, 0x12}, virtual_mac, wire::ethertype_ipv4, datagram(seen.advert)));
    gratuitous(taken_over + i * 1s + 1ms);
  }
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].address, IpAddress::v4(192, 0, 2, 101));
}

TEST_F(Fault, a_master_answers_with_its_own_mac) {
  adverts(0s, 4s, low, 150, mac_of_low);
  for (int i = 0; i < 3; ++i) {
    request(3500ms + i * 1ms);
    reply(3500ms + i * 1ms + 100us, mac_of_low, mac_of_low);
  }
  adverts(4s, 9s, low, 150, mac_of_low);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].kind, Misclaim::misanswered);
  EXPECT_EQ(findings()[0].confidence, Confidence::violation);
  EXPECT_EQ(findings()[0].clause, "V3-089"_clause);
  EXPECT_EQ(findings()[0].count, 3U);
  EXPECT_TRUE(rivals().empty());
}

TEST_F(Fault, an_answer_is_only_suspected_where_the_router_may_have_stopped_before) {
  adverts(0s, 4s, low, 150, mac_of_low);
  reply(3500ms, mac_of_low, mac_of_low);
  adverts(8s, 12s, low, 150, mac_of_low);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].confidence, Confidence::suspicion);
}

TEST_F(Fault, an_answer_is_only_suspected_where_arp_alone_says_whose_mac_it_is) {
  adverts(0s, 4s, low, 150);
  reply(3400ms, mac_of_low, mac_of_low, low);
  reply(3500ms, mac_of_low, mac_of_low);
  adverts(4s, 9s, low, 150);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].confidence, Confidence::suspicion);
  EXPECT_EQ(findings()[0].mac, mac_of_low);
}

TEST_F(Fault, stamps_in_no_order_make_it_a_suspicion) {
  adverts(0s, 4s, low, 150, mac_of_low);
  reply(3500ms, mac_of_low, mac_of_low);
  adverts(4s, 9s, low, 150, mac_of_low);
  advert(3s, low, 150, mac_of_low);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].confidence, Confidence::suspicion);
}

using Silent = ATakeover;

TEST_F(Silent, a_router_that_was_killed_answers_the_announcement_of_the_next) {
  before();
  advert(taken_over, high, 100);
  for (int i = 0; i < 3; ++i) {
    gratuitous(taken_over + 1ms + i * 10us);
    answer_to_gratuitous(taken_over + 1ms + i * 10us + 5us);
  }
  after();
  ASSERT_EQ(rivals().size(), 1U);
  const Rival& rival = rivals()[0];
  EXPECT_EQ(rival.sign, Rival::Sign::answered_master);
  EXPECT_EQ(rival.answers, 3U);
  EXPECT_EQ(rival.first_packet, 10U);
  EXPECT_EQ(rival.last_packet, 14U);
  EXPECT_EQ(group().members()[rival.master].address, high);
  EXPECT_FALSE(rival.router);
  EXPECT_TRUE(findings().empty());
}

TEST_F(Silent, a_router_that_fell_silent_answers_with_the_mac_of_its_adverts) {
  adverts(0s, 4s, low, 150, mac_of_low);
  advert(taken_over, high, 100, mac_of_high);
  adverts(taken_over + 1s, taken_over + 4s, high, 100, mac_of_high);
  request(taken_over + 3500ms);
  reply(taken_over + 3501ms, mac_of_low, mac_of_low);
  adverts(taken_over + 4s, taken_over + 8s, high, 100, mac_of_high);
  ASSERT_EQ(rivals().size(), 1U);
  EXPECT_EQ(rivals()[0].sign, Rival::Sign::other_mac);
  ASSERT_TRUE(rivals()[0].router);
  EXPECT_EQ(group().members()[*rivals()[0].router].address, low);
}

TEST_F(Silent, somebody_announces_the_address_with_another_mac) {
  adverts(0s, 4s, low, 150);
  gratuitous(3500ms, mac_of_host);
  adverts(4s, 9s, low, 150);
  ASSERT_EQ(rivals().size(), 1U);
  EXPECT_EQ(rivals()[0].mac, mac_of_host);
  EXPECT_EQ(rivals()[0].announcements, 1U);
  EXPECT_FALSE(rivals()[0].router);
}

TEST(ClaimRoom, bounds_what_is_remembered_of_all_virtual_routers_together) {
  ClaimRoom room{3};  // each claim is remembered, and suspected
  const auto packet = wire::find_neighbor(wire::LinkType::ethernet, arp({.operation = wire::ArpPacket::request,
                                                                         .sender_mac = mac_of_host,
                                                                         .sender = virtual_address,
                                                                         .target = virtual_address},
                                                                        to_all, mac_of_host));
  ASSERT_TRUE(packet);
  Group one{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room};
  Group other{*Vrid::from(52), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room};
  for (Group* const group : {&one, &other}) {
    for (PacketNumber i = 0; i < 5; ++i) group->see(advert(i * 1s, low, 150, 1 + i));
    group->see(*packet, Instant{4500ms}, 6);
  }
  EXPECT_EQ(one.claims().untold_rivals(), 0U);
  EXPECT_EQ(other.claims().untold_rivals(), 1U);
  one.finish(Instant{9s});  // what was suspected is settled
  EXPECT_EQ(one.claims().rivals().size(), 1U);
  EXPECT_TRUE(room.take());
}

TEST_F(Silent, two_that_answer_one_echo_request_are_told_of) {
  adverts(0s, 4s, low, 150, mac_of_low);
  echo_reply(3500ms, mac_of_low);
  echo_reply(3501ms, mac_of_host);
  adverts(4s, 9s, low, 150, mac_of_low);
  ASSERT_EQ(rivals().size(), 1U);
  EXPECT_EQ(rivals()[0].sign, Rival::Sign::answered_twice);
  EXPECT_EQ(rivals()[0].mac, mac_of_host);
  EXPECT_EQ(group().members()[rivals()[0].master].address, low);
}

TEST_F(Silent, echo_replies_that_are_one_packet_are_not_told_of) {
  adverts(0s, 4s, low, 150, mac_of_low);
  echo_reply(3500ms, mac_of_low);
  echo_reply(3500ms, mac_of_low);
  echo_reply(3501ms, mac_of_host, 63);  // a router forwarded it
  echo_reply(3502ms, mac_of_host, 64, 2);
  echo_reply(6s, mac_of_high);  // another host that uses the numbers again
  adverts(7s, 9s, low, 150, mac_of_low);
  EXPECT_TRUE(rivals().empty());
}

TEST_F(Silent, two_that_answer_during_a_takeover_are_not_told_of) {
  adverts(0s, 4s, low, 150, mac_of_low);
  advert(4200ms, high, 200, mac_of_high);
  echo_reply(4201ms, mac_of_low);
  echo_reply(4202ms, mac_of_high);
  adverts(5200ms, 9s, high, 200, mac_of_high);
  EXPECT_TRUE(rivals().empty());
}

TEST_F(Silent, of_two_that_advertise_neither_is_silent) {
  for (int i = 0; i < 9; ++i) {
    advert(i * 1s, high, 150);
    advert(i * 1s + 400ms, low, 100);
    gratuitous(i * 1s + 401ms);
    answer_to_gratuitous(i * 1s + 402ms);
  }
  EXPECT_TRUE(rivals().empty());
  EXPECT_EQ(group().two_masters().size(), 1U);
}

TEST_F(Silent, nobody_is_suspected_who_may_have_advertised_before_the_capture) {
  advert(0s, high, 100);
  gratuitous(1ms);
  answer_to_gratuitous(2ms);
  adverts(1s, 9s, high, 100);
  EXPECT_TRUE(rivals().empty());
}

TEST_F(Silent, a_claim_while_nobody_advertises_is_beside_nobody) {
  adverts(0s, 4s, low, 150);
  gratuitous(20s, mac_of_host);
  advert(40s, low, 150);
  EXPECT_TRUE(rivals().empty());
}

/// The same over IPv6.
class Neighbors : public ASegment {
 protected:
  void takeover(const Announcement& what, const MacAddress& source, const MacAddress& of_adverts = virtual_mac_v6) {
    for (int i = 0; i < 4; ++i) advert_v6(i * 1s, low_v6, 150);
    advert_v6(6609ms, high_v6, 100, of_adverts);
    neighbor(6610ms, what, source);
    for (int i = 1; i < 4; ++i) advert_v6(6609ms + i * 1s, high_v6, 100, of_adverts);
  }
  IpAddress low_v6{*IpAddress::parse("fe80::11")};
  IpAddress high_v6{*IpAddress::parse("fe80::12")};
  IpAddress address{*IpAddress::parse("fe80::100")};
};

TEST_F(Neighbors, a_new_master_announces) {
  takeover({.source = high_v6, .target = address}, virtual_mac_v6);
  EXPECT_TRUE(is_silent());
  EXPECT_EQ(group().members().at(1).claims.takeovers, 1U);
}

TEST_F(Neighbors, a_new_master_announces_without_the_router_flag) {
  takeover({.source = high_v6, .target = address, .flags = 0x20}, virtual_mac_v6);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].kind, Misclaim::misflagged);
  EXPECT_EQ(findings()[0].confidence, Confidence::suspicion);
  EXPECT_EQ(findings()[0].clause, "S-395"_clause);
  EXPECT_FALSE(findings()[0].router_flag);
}

TEST_F(Neighbors, wrong_flags_from_the_virtual_address_may_be_those_of_another_router) {
  takeover({.source = address, .target = address, .flags = 0x20}, virtual_mac_v6);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].kind, Misclaim::misflagged);
  EXPECT_EQ(findings()[0].confidence, Confidence::suspicion);
}

TEST_F(Neighbors, a_new_master_announces_with_its_own_mac) {
  takeover({.source = high_v6, .target = address, .target_mac = mac_of_high}, mac_of_high);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].kind, Misclaim::misannounced);
  EXPECT_EQ(findings()[0].confidence, Confidence::suspicion);
}

TEST_F(Neighbors, a_backup_answers_from_its_own_address) {
  takeover({.source = high_v6, .target = address}, virtual_mac_v6);
  const Announcement answer{
      .source = low_v6, .target = address, .flags = 0xe0, .destination = *IpAddress::parse("fe80::77")};
  see(10s, frame(mac_of_host, virtual_mac_v6, wire::ethertype_ipv6, neighbor_advertisement(answer)));
  for (int i = 4; i < 9; ++i) advert_v6(6609ms + i * 1s, high_v6, 100);
  ASSERT_EQ(rivals().size(), 1U);
  EXPECT_EQ(rivals()[0].sign, Rival::Sign::other_router);
  EXPECT_EQ(group().members()[*rivals()[0].router].address, low_v6);
}

TEST_F(Neighbors, an_answer_that_names_no_mac_claims_none) {
  takeover({.source = high_v6, .target = address}, virtual_mac_v6);
  const Announcement answer{.source = high_v6,
                            .target = address,
                            .target_mac = std::nullopt,
                            .flags = 0xe0,
                            .destination = *IpAddress::parse("fe80::77")};
  see(10s, frame(mac_of_host, mac_of_high, wire::ethertype_ipv6, neighbor_advertisement(answer)));
  for (int i = 4; i < 9; ++i) advert_v6(6609ms + i * 1s, high_v6, 100);
  EXPECT_TRUE(is_silent());
}

}  // namespace
}  // namespace vrrpspec::monitor
