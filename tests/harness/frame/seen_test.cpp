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

}  // namespace
}  // namespace vrrpspec::harness
