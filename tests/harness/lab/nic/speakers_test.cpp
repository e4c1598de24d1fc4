// Whose frame is it? Only the device's frames may be held against the device.
#include "harness/lab/nic/speakers.hpp"

#include <gtest/gtest.h>

#include "tests/harness/lab/nic/wire.hpp"

namespace vrrpspec::harness {
namespace {

const IpAddress stranger = IpAddress::v4(192, 0, 2, 7);
const IpAddress tester = IpAddress::v4(192, 0, 2, 1);

Speaker speaker(Speakers& speakers, const std::vector<std::uint8_t>& frame) {
  return speakers.attribute(frame).speaker;
}

TEST(Speakers, the_device_is_known_by_address_and_number) {
  Speakers speakers{parties()};
  EXPECT_EQ(speaker(speakers, build(advert_of(device_address))), Speaker::device);
  EXPECT_EQ(speaker(speakers, build(advert_of(device_address, 51, device_mac))), Speaker::device);
}

TEST(Speakers, wrong_fields_of_the_device_are_still_the_devices) {
  Speakers speakers{parties()};
  AdvertFrame wrong = advert_of(device_address);
  wrong.version = 7;
  wrong.type = 3;
  wrong.ttl = 1;
  wrong.checksum_error = 1;
  EXPECT_EQ(speaker(speakers, build(wrong)), Speaker::device);
  wrong.protocol = 113;
  EXPECT_EQ(speaker(speakers, build(wrong)), Speaker::device);
  AdvertFrame cut = advert_of(device_address);
  cut.truncate_message_to = 1;
  EXPECT_EQ(speaker(speakers, build(cut)), Speaker::device);
}

TEST(Speakers, other_virtual_routers_of_the_device_are_not_judged) {
  Speakers speakers{parties()};
  EXPECT_EQ(speaker(speakers, build(advert_of(device_address, 7))), Speaker::bystander);
}

TEST(Speakers, another_router_in_the_same_election_is_a_rival_with_its_name) {
  Speakers speakers{parties()};
  const Attribution rival = speakers.attribute(build(advert_of(stranger)));
  EXPECT_EQ(rival.speaker, Speaker::rival);
  EXPECT_NE(rival.why.find("192.0.2.7"), std::string::npos) << rival.why;
  EXPECT_EQ(speaker(speakers, build(advert_of(stranger, 52))), Speaker::rival);
  EXPECT_EQ(speaker(speakers, build(advert_of(device_address, 52))), Speaker::rival);
  EXPECT_EQ(speaker(speakers, build(advert_of(stranger, 7))), Speaker::bystander);
}

TEST(Speakers, who_insists_is_still_not_told_wrong_verdicts) {
  WireParties insisting = parties();
  insisting.even_if_alive = true;
  Speakers speakers{insisting};
  EXPECT_EQ(speaker(speakers, build(advert_of(stranger))), Speaker::rival);
  EXPECT_EQ(speaker(speakers, build(advert_of(stranger, 52))), Speaker::bystander);
}

TEST(Speakers, what_the_tester_sent_is_not_taken_for_anybodys) {
  Speakers speakers{parties()};
  const auto sent = build(advert_of(tester));
  EXPECT_EQ(speaker(speakers, sent), Speaker::rival) << "somebody else has the tester's address";
  speakers.sent(sent);
  EXPECT_EQ(speaker(speakers, sent), Speaker::echo);
  std::vector<std::uint8_t> padded = sent;
  padded.resize(60);
  EXPECT_EQ(speaker(speakers, padded), Speaker::echo);
  AdvertFrame other = advert_of(tester);
  other.priority = 99;
  EXPECT_EQ(speaker(speakers, build(other)), Speaker::rival);
  speakers.begin_case();
  EXPECT_EQ(speaker(speakers, sent), Speaker::rival);
}

TEST(Speakers, gratuitous_arp_of_the_virtual_router_is_the_devices) {
  Speakers speakers{parties()};
  EXPECT_EQ(speaker(speakers, gratuitous_arp(virtual_address, virtual_mac, virtual_mac)), Speaker::device);
  EXPECT_EQ(speaker(speakers, gratuitous_arp(virtual_address, device_mac, virtual_mac)), Speaker::device);
}

TEST(Speakers, gratuitous_arp_from_a_mac_that_the_device_was_seen_with_is_the_devices) {
  const auto arp = gratuitous_arp(virtual_address, device_mac, device_mac);
  Speakers by_advert{parties()};
  EXPECT_EQ(speaker(by_advert, arp), Speaker::rival);
  EXPECT_EQ(speaker(by_advert, build(advert_of(device_address, 51, device_mac))), Speaker::device);
  EXPECT_EQ(speaker(by_advert, arp), Speaker::device);

  Speakers by_arp{parties()};
  EXPECT_EQ(speaker(by_arp, gratuitous_arp(device_address, device_mac, device_mac)), Speaker::bystander);
  EXPECT_EQ(speaker(by_arp, arp), Speaker::device);

  WireParties told = parties();
  told.mac = device_mac;
  Speakers by_description{told};
  EXPECT_EQ(speaker(by_description, arp), Speaker::device);
}

TEST(Speakers, another_host_with_the_virtual_address_is_not_held_against_the_device) {
  Speakers speakers{parties()};
  EXPECT_EQ(speaker(speakers, build(advert_of(device_address, 51, device_mac))), Speaker::device);
  const Attribution rival = speakers.attribute(gratuitous_arp(virtual_address, other_mac, other_mac));
  EXPECT_EQ(rival.speaker, Speaker::rival);
  EXPECT_NE(rival.why.find("mac = \"02:00:00:00:00:09\""), std::string::npos) << rival.why;
  EXPECT_EQ(speaker(speakers, gratuitous_arp(stranger, other_mac, other_mac)), Speaker::bystander);
}

TEST(Speakers, neighbor_advertisements_are_told_apart_like_gratuitous_arp) {
  const IpAddress link_local = *IpAddress::parse("fe80::11");
  const IpAddress protected_one = *IpAddress::parse("fe80::100");
  const MacAddress ipv6_mac{0, 0, 0x5e, 0, 2, 51};
  WireParties ipv6 = parties();
  ipv6.device.parameters.family = Family::ipv6;
  ipv6.device.parameters.primary_address = link_local;
  ipv6.device.addresses = {protected_one};
  const auto claim = [](const IpAddress& address, const MacAddress& mac, bool solicited = false) {
    return build(SeenNeighborAdvertisement{.source_mac = mac,
                                           .destination_mac = all_nodes_mac,
                                           .source = address,
                                           .destination = all_nodes_group(),
                                           .solicited = solicited,
                                           .target = address,
                                           .target_mac = mac});
  };
  Speakers speakers{ipv6};
  EXPECT_EQ(speaker(speakers, claim(protected_one, ipv6_mac)), Speaker::device);
  EXPECT_EQ(speaker(speakers, claim(protected_one, other_mac, true)), Speaker::bystander);
  const Attribution rival = speakers.attribute(claim(protected_one, other_mac));
  EXPECT_EQ(rival.speaker, Speaker::rival);
  EXPECT_NE(rival.why.find("an unsolicited Neighbor Advertisement for fe80::100"), std::string::npos) << rival.why;
  EXPECT_EQ(speaker(speakers, claim(protected_one, device_mac)), Speaker::rival);
  EXPECT_EQ(speaker(speakers, claim(link_local, device_mac)), Speaker::bystander);
  EXPECT_EQ(speaker(speakers, claim(protected_one, device_mac)), Speaker::device);
}

TEST(Speakers, other_traffic_is_nobodys) {
  Speakers speakers{parties()};
  EXPECT_EQ(speaker(speakers, {}), Speaker::bystander);
  EXPECT_EQ(speaker(speakers, std::vector<std::uint8_t>(64, 0)), Speaker::bystander);
}

}  // namespace
}  // namespace vrrpspec::harness
