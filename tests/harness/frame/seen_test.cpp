#include "harness/frame/seen.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/frame/advert_frame.hpp"

namespace vrrpspec::harness {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets advert(const char* source) {
  AdvertFrame frame;
  frame.source = *IpAddress::parse(source);
  frame.addresses = {frame.source, frame.source};
  return build(frame);
}

SeenArp gratuitous() {
  return {.source_mac = {0, 0, 0x5e, 0, 1, 51},
          .destination_mac = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
          .opcode = 1,
          .sender_mac = {0, 0, 0x5e, 0, 1, 51},
          .sender = IpAddress::v4(192, 0, 2, 100),
          .target_mac = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
          .target = IpAddress::v4(192, 0, 2, 100)};
}

TEST(SeenAdvert, ignores_other_traffic) {
  Octets other = advert("192.0.2.1");
  other[23] = 17;  // UDP …
  other[33] = 19;  // … to 224.0.0.19
  EXPECT_FALSE(read_advert(other));
  EXPECT_FALSE(read_advert(build(gratuitous())));
}

TEST(SeenAdvert, keeps_other_protocols_to_the_group) {
  Octets octets = advert("192.0.2.1");
  octets[23] = 17;
  EXPECT_EQ(read_advert(octets)->protocol, 17);
}

/// The protocol of a packet to the group behind the option by which routers see that they are meant.
std::optional<SeenAdvert> behind_router_alert(const char* source, std::uint8_t protocol) {
  Octets octets = advert(source);
  if (octets[12] == 0x08) {
    octets[14] = 0x46;
    octets[17] = static_cast<std::uint8_t>(octets[17] + 4);
    octets[23] = protocol;
    octets.insert(octets.begin() + 34, {0x94, 4, 0, 0});
  } else {
    octets[19] = static_cast<std::uint8_t>(octets[19] + 8);
    octets[20] = 0;
    octets.insert(octets.begin() + 54, {protocol, 0, 5, 2, 0, 0, 1, 0});
  }
  return read_advert(octets);
}

TEST(SeenAdvert, is_no_report_of_membership_in_the_group) {
  Octets bare = advert("192.0.2.1");
  bare[23] = 2;
  EXPECT_FALSE(read_advert(bare)) << "IGMP";
  EXPECT_FALSE(behind_router_alert("192.0.2.1", 2)) << "IGMP";
  EXPECT_FALSE(behind_router_alert("fe80::1", 58)) << "MLD";
}

TEST(SeenAdvert, keeps_other_protocols_behind_options) {
  using Protocols = std::vector<std::uint8_t>;
  for (const std::uint8_t protocol : Protocols{1, 17, 58, 112}) {
    ASSERT_TRUE(behind_router_alert("192.0.2.1", protocol));
    EXPECT_EQ(behind_router_alert("192.0.2.1", protocol)->protocol, protocol);
  }
  for (const std::uint8_t protocol : Protocols{2, 17, 112}) {
    ASSERT_TRUE(behind_router_alert("fe80::1", protocol));
    EXPECT_EQ(behind_router_alert("fe80::1", protocol)->protocol, protocol);
  }
}

TEST(SeenAdvert, looks_behind_ipv4_options) {
  Octets octets = advert("192.0.2.1");
  octets[14] = 0x46;
  octets[17] = static_cast<std::uint8_t>(octets[17] + 4);
  octets.insert(octets.begin() + 34, {1, 1, 1, 1});
  const auto seen = read_advert(octets);
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->checksum_right_pseudo);
  EXPECT_EQ(seen->addresses.size(), 2U);
}

TEST(SeenAdvert, looks_behind_ipv6_extension_headers) {
  Octets octets = advert("fe80::1");
  octets[20] = 0;
  octets[19] = static_cast<std::uint8_t>(octets[19] + 8);
  octets.insert(octets.begin() + 54, {112, 0, 5, 2, 0, 0, 1, 0});
  const auto seen = read_advert(octets);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->protocol, 112);
  EXPECT_TRUE(seen->checksum_right_pseudo);
}

TEST(SeenAdvert, reads_no_further_than_the_ip_packet) {
  Octets octets = advert("192.0.2.1");
  octets[17] = 20 + 8 + 4;  // the second address is now padding
  const auto seen = read_advert(octets);
  EXPECT_EQ(seen->message_length, 12U);
  EXPECT_EQ(seen->count, 2);
  EXPECT_EQ(seen->addresses.size(), 1U);
}

TEST(SeenAdvert, survives_every_truncation) {
  for (const char* source : {"192.0.2.1", "fe80::1"}) {
    const Octets octets = advert(source);
    for (std::size_t length = 0; length <= octets.size(); ++length) {
      const Octets cut{octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(length)};
      const auto seen = read_advert(cut);
      EXPECT_EQ(seen.has_value(), length >= (source[0] == '1' ? 34U : 54U)) << length;
      read_arp(cut);
    }
  }
}

RC_GTEST_PROP(SeenAdvert, survives_spoiled_octets, ()) {
  Octets octets = advert(*rc::gen::element("192.0.2.1", "fe80::1"));
  for (const auto& [at, value] : *rc::gen::container<std::vector<std::pair<std::uint8_t, std::uint8_t>>>(
           rc::gen::arbitrary<std::pair<std::uint8_t, std::uint8_t>>())) {
    octets[at % octets.size()] = value;
  }
  octets.resize(*rc::gen::inRange<std::size_t>(0, octets.size() + 1));
  const auto seen = read_advert(octets);
  if (seen) RC_ASSERT(seen->message_length <= octets.size());
}

RC_GTEST_PROP(SeenAdvert, survives_random_octets, (Octets octets)) {
  for (const int ethertype : {0x0800, 0x0806, 0x86dd}) {
    if (octets.size() > 14) {
      octets[12] = static_cast<std::uint8_t>(ethertype >> 8);
      octets[13] = static_cast<std::uint8_t>(ethertype & 0xff);
    }
    read_advert(octets);
    read_arp(octets);
  }
}

TEST(SeenArp, reads_what_was_built) {
  const auto seen = read_arp(build(gratuitous()));
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->is_gratuitous());
  EXPECT_EQ(seen->opcode, 1);
  EXPECT_EQ(seen->sender_mac, gratuitous().sender_mac);
  EXPECT_EQ(seen->target_mac, gratuitous().target_mac);
  EXPECT_EQ(seen->sender, gratuitous().sender);
  EXPECT_EQ(seen->destination_mac, gratuitous().destination_mac);
  EXPECT_EQ(seen->source_mac, gratuitous().source_mac);
}

TEST(SeenArp, a_question_about_another_is_not_gratuitous) {
  SeenArp question = gratuitous();
  question.sender = IpAddress::v4(192, 0, 2, 2);
  EXPECT_FALSE(read_arp(build(question))->is_gratuitous());
}

TEST(SeenArp, survives_every_truncation) {
  const Octets octets = build(gratuitous());
  for (std::size_t length = 0; length < octets.size(); ++length) {
    const Octets cut{octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(length)};
    EXPECT_EQ(read_arp(cut).has_value(), length >= 42) << length;
  }
}

TEST(SeenArp, ignores_other_hardware) {
  Octets octets = build(gratuitous());
  octets[15] = 6;
  EXPECT_FALSE(read_arp(octets));
}

SeenNeighborAdvertisement unsolicited() {
  return {.source_mac = {0, 0, 0x5e, 0, 2, 51},
          .destination_mac = all_nodes_mac,
          .source = *IpAddress::parse("fe80::11"),
          .destination = *IpAddress::parse("ff02::1"),
          .router = true,
          .override_flag = true,
          .target = *IpAddress::parse("2001:db8::100"),
          .target_mac = MacAddress{0, 0, 0x5e, 0, 2, 51}};
}

/// The octets of RFC 4861 section 4.4.
TEST(SeenNeighborAdvertisement, is_written_as_the_rfc_draws_it) {
  const Octets octets = build(unsolicited());
  ASSERT_EQ(octets.size(), 14U + 40 + 24 + 8);
  EXPECT_EQ((Octets{octets.begin(), octets.begin() + 6}), (Octets{0x33, 0x33, 0, 0, 0, 1}));
  EXPECT_EQ(octets[20], 58);   // next header
  EXPECT_EQ(octets[21], 255);  // hop limit
  const Octets message{octets.begin() + 54, octets.end()};
  EXPECT_EQ(message[0], 136);
  EXPECT_EQ(message[1], 0);
  EXPECT_EQ(message[4], 0xa0);  // R and O
  EXPECT_EQ((Octets{message.begin() + 24, message.end()}), (Octets{2, 1, 0, 0, 0x5e, 0, 2, 51}));
}

TEST(SeenNeighborAdvertisement, is_read_as_it_was_written) {
  for (const unsigned flags : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
    SeenNeighborAdvertisement written = unsolicited();
    written.router = (flags & 4) != 0;
    written.solicited = (flags & 2) != 0;
    written.override_flag = (flags & 1) != 0;
    written.hop_limit = 64;
    const auto read = read_neighbor_advertisement(build(written));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->source_mac, written.source_mac);
    EXPECT_EQ(read->destination_mac, written.destination_mac);
    EXPECT_EQ(read->source, written.source);
    EXPECT_EQ(read->destination, written.destination);
    EXPECT_EQ(read->hop_limit, 64);
    EXPECT_EQ(read->router, written.router);
    EXPECT_EQ(read->solicited, written.solicited);
    EXPECT_EQ(read->override_flag, written.override_flag);
    EXPECT_EQ(read->target, written.target);
    EXPECT_EQ(read->target_mac, written.target_mac);
    EXPECT_TRUE(read->checksum_right);
  }
}

TEST(SeenNeighborAdvertisement, has_a_wrong_checksum_when_an_octet_changes) {
  Octets octets = build(unsolicited());
  ++octets.back();
  EXPECT_FALSE(read_neighbor_advertisement(octets)->checksum_right);
}

TEST(SeenNeighborAdvertisement, finds_the_link_layer_address_behind_other_options) {
  SeenNeighborAdvertisement bare = unsolicited();
  bare.target_mac.reset();
  Octets octets = build(bare);
  EXPECT_FALSE(read_neighbor_advertisement(octets)->target_mac);
  octets.insert(octets.end(), {14, 1, 1, 2, 3, 4, 5, 6, 2, 1, 0, 0, 0x5e, 0, 2, 9});  // a nonce before it
  octets[19] = static_cast<std::uint8_t>(octets[19] + 16);
  EXPECT_EQ(read_neighbor_advertisement(octets)->target_mac, (MacAddress{0, 0, 0x5e, 0, 2, 9}));
  octets[octets.size() - 15] = 0;  // an option without length
  EXPECT_FALSE(read_neighbor_advertisement(octets)->target_mac);
}

TEST(SeenNeighborAdvertisement, is_nothing_else) {
  Octets octets = build(unsolicited());
  EXPECT_FALSE(read_advert(octets));
  EXPECT_FALSE(read_arp(octets));
  EXPECT_FALSE(read_neighbor_advertisement(advert("fe80::1")));
  octets[54] = 135;  // a solicitation
  EXPECT_FALSE(read_neighbor_advertisement(octets));
  for (std::size_t size = 0; size < 14 + 40 + 24; ++size) {
    const Octets cut{octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)};
    EXPECT_FALSE(read_neighbor_advertisement(cut)) << size;
  }
}

RC_GTEST_PROP(SeenNeighborAdvertisement, is_read_from_any_octets_without_harm, ()) {
  Octets octets = build(unsolicited());
  const auto from = *rc::gen::inRange<std::size_t>(0, octets.size());
  const auto noise = *rc::gen::arbitrary<Octets>();
  for (std::size_t i = 0; i < noise.size() && from + i < octets.size(); ++i) octets[from + i] = noise[i];
  octets.resize(*rc::gen::inRange<std::size_t>(0, octets.size() + 1));
  static_cast<void>(read_neighbor_advertisement(octets));
}

TEST(SeenAdvert, keeps_what_follows_the_addresses) {
  AdvertFrame frame;
  frame.source = IpAddress::v4(192, 0, 2, 1);
  frame.addresses = {IpAddress::v4(192, 0, 2, 100)};
  EXPECT_EQ(read_advert(build(frame))->trailer, Octets{});
  frame.version = 2;
  EXPECT_EQ(read_advert(build(frame))->trailer, Octets(8, 0));
  frame.authentication = Octets{1, 2, 3};
  EXPECT_EQ(read_advert(build(frame))->trailer, (Octets{1, 2, 3}));
}

}  // namespace
}  // namespace vrrpspec::harness
