// What encloses a packet, written out octet by octet, and on which segment it was.
#include "model/wire/link.hpp"

#include <gtest/gtest.h>

#include "model/wire/packet.hpp"
#include "tests/wire/capture_file.hpp"
#include "tests/wire/octets.hpp"
#include "tests/wire/sample.hpp"

namespace vrrpspec::wire {
namespace {

constexpr MacAddress sender{0x02, 0, 0, 0, 0, 0x0a};

Octets datagram_of(const Sample& sample) {
  Octets frame = ethernet_frame(sample.header(), sample.message());
  frame.erase(frame.begin(), frame.begin() + ethernet_size);
  return frame;
}
const Octets addresses{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12, 0x02, 0x00, 0x00, 0x00, 0x00, 0x0a};
const Octets backbone_addresses{0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2};

Segment segment_of(const Octets& frame) {
  const auto packet = find_vrrp(LinkType::ethernet, frame);
  EXPECT_TRUE(packet) << to_string(packet.error());
  return packet ? packet->segment : Segment{};
}

void expect_message(LinkType link, const Octets& frame, const Sample& sample) {
  const auto packet = find_vrrp(link, frame);
  ASSERT_TRUE(packet) << to_string(packet.error());
  EXPECT_EQ(Octets(packet->message.begin(), packet->message.end()), sample.message());
}

void expect_cut_anywhere_is_truncated(LinkType link, const Octets& frame) {
  for (std::size_t size = 0; size < frame.size(); ++size) {
    const Octets cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
    const auto packet = find_vrrp(link, cut);
    ASSERT_FALSE(packet);
    ASSERT_EQ(packet.error(), NotVrrp::truncated) << size << " octets";
  }
}

TEST(EthernetSegment, has_no_vlan_without_tag) {
  EXPECT_EQ(segment_of(addresses + Octets{0x08, 0x00} + datagram_of(sample_v2())), Segment{});
}

TEST(EthernetSegment, names_the_vlan_without_its_priority_bits) {
  const Octets frame = addresses + Octets{0x81, 0x00, 0xe0, 0x05, 0x08, 0x00} + datagram_of(sample_v2());
  EXPECT_EQ(segment_of(frame), (Segment{.vlans = {5, 0}}));
}

TEST(EthernetSegment, names_two_vlans_the_outer_one_first) {
  const Octets frame =
      addresses + Octets{0x88, 0xa8, 0x0f, 0xff, 0x81, 0x00, 0x01, 0x02, 0x08, 0x00} + datagram_of(sample_v2());
  EXPECT_EQ(segment_of(frame), (Segment{.vlans = {0xfff, 0x102}}));
}

TEST(EthernetSegment, is_not_named_by_a_priority_tag) {
  const Octets frame =
      addresses + Octets{0x81, 0x00, 0xe0, 0x00, 0x81, 0x00, 0x00, 0x09, 0x08, 0x00} + datagram_of(sample_v2());
  EXPECT_EQ(segment_of(frame), (Segment{.vlans = {9, 0}}));
}

TEST(EthernetSegment, has_no_room_for_three_vlans) {
  const Octets frame =
      addresses + Octets{0x88, 0xa8, 0, 1, 0x88, 0xa8, 0, 2, 0x81, 0x00, 0, 3, 0x08, 0x00} + datagram_of(sample_v2());
  const auto packet = find_vrrp(LinkType::ethernet, frame);
  ASSERT_FALSE(packet);
  EXPECT_EQ(packet.error(), NotVrrp::not_ip);
}

TEST(EthernetSegment, is_a_service_and_the_inner_vlan_of_a_backbone_frame) {
  const Octets frame = backbone_addresses + Octets{0x88, 0xa8, 0, 77, 0x88, 0xe7, 0xe0, 0x01, 0x02, 0x03} + addresses +
                       Octets{0x81, 0x00, 0, 5, 0x08, 0x00} + datagram_of(sample_v2());
  EXPECT_EQ(segment_of(frame), (Segment{.vlans = {5, 0}, .service = 0x010203}));
  const auto packet = find_vrrp(LinkType::ethernet, frame);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->source, sender);
  expect_cut_anywhere_is_truncated(LinkType::ethernet, frame);
}

TEST(EthernetSegment, differs_between_vlans) {
  EXPECT_NE((Segment{.vlans = {5, 0}}), (Segment{.vlans = {6, 0}}));
  EXPECT_NE((Segment{.vlans = {5, 0}}), (Segment{.vlans = {5, 0}, .service = 0}));
}

const Octets cooked_multicast{0, 2, 0, 1, 0, 6, 0x02, 0, 0, 0, 0, 0x0a, 0, 0};

TEST(LinuxCooked, says_source_and_packet_type) {
  const Octets frame = cooked_multicast + Octets{0x08, 0x00} + datagram_of(sample_v3_ipv4());
  const auto packet = find_vrrp(LinkType::linux_cooked, frame);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->source, sender);
  EXPECT_EQ(packet->destination, MacAddress{});
  EXPECT_EQ(packet->type, PacketType::multicast);
  expect_message(LinkType::linux_cooked, frame, sample_v3_ipv4());
  expect_cut_anywhere_is_truncated(LinkType::linux_cooked, frame);
}

TEST(LinuxCooked, says_what_the_host_itself_sent) {
  Octets frame = cooked_multicast + Octets{0x86, 0xdd} + datagram_of(sample_v3_ipv6());
  frame[1] = 4;
  const auto packet = find_vrrp(LinkType::linux_cooked, frame);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->type, PacketType::outgoing);
  frame[1] = 5;
  EXPECT_EQ(find_vrrp(LinkType::linux_cooked, frame)->type, PacketType::unknown);
}

TEST(LinuxCooked, holds_a_vlan_tag) {
  const Octets frame = cooked_multicast + Octets{0x81, 0x00, 0, 5, 0x08, 0x00} + datagram_of(sample_v2());
  const auto packet = find_vrrp(LinkType::linux_cooked, frame);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->segment, (Segment{.vlans = {5, 0}}));
}

TEST(LinuxCooked, has_no_source_where_the_address_is_no_mac) {
  Octets frame = cooked_multicast + Octets{0x08, 0x00} + datagram_of(sample_v2());
  frame[5] = 4;
  EXPECT_EQ(find_vrrp(LinkType::linux_cooked, frame)->source, MacAddress{});
}

TEST(LinuxCooked, has_no_protocol_on_netlink) {
  Octets frame = cooked_multicast + Octets{0x08, 0x00} + datagram_of(sample_v2());
  frame[2] = 824 >> 8;
  frame[3] = 824 & 0xff;
  EXPECT_EQ(open_link(LinkType::linux_cooked, frame).error(), LinkFault::no_protocol);
}

Octets cooked_v2(std::uint8_t ethertype_high, std::uint8_t ethertype_low) {
  return {ethertype_high, ethertype_low, 0, 0, 0, 0, 0x01, 0x07, 0, 1, 4, 6, 0x02, 0, 0, 0, 0, 0x0a, 0, 0};
}

TEST(LinuxCookedV2, says_interface_and_packet_type) {
  const Octets frame = cooked_v2(0x86, 0xdd) + datagram_of(sample_v3_ipv6());
  const auto packet = find_vrrp(LinkType::linux_cooked_v2, frame);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->segment, (Segment{.interface_index = 0x107}));
  EXPECT_EQ(packet->source, sender);
  EXPECT_EQ(packet->type, PacketType::outgoing);
  expect_message(LinkType::linux_cooked_v2, frame, sample_v3_ipv6());
  expect_cut_anywhere_is_truncated(LinkType::linux_cooked_v2, frame);
}

TEST(LinuxCookedV2, holds_a_vlan_tag) {
  const Octets frame = cooked_v2(0x81, 0x00) + Octets{0, 5, 0x08, 0x00} + datagram_of(sample_v2());
  const auto packet = find_vrrp(LinkType::linux_cooked_v2, frame);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->segment, (Segment{.vlans = {5, 0}, .interface_index = 0x107}));
  expect_cut_anywhere_is_truncated(LinkType::linux_cooked_v2, frame);
}

TEST(RawIp, is_known_by_every_number_it_goes_by) {
  for (const LinkType link : {LinkType::raw_ip, LinkType::raw_of_linux, LinkType::raw_of_openbsd}) {
    expect_message(link, datagram_of(sample_v3_ipv4()), sample_v3_ipv4());
    expect_message(link, datagram_of(sample_v3_ipv6()), sample_v3_ipv6());
  }
  expect_message(LinkType::raw_ipv4, datagram_of(sample_v3_ipv4()), sample_v3_ipv4());
  expect_message(LinkType::raw_ipv6, datagram_of(sample_v3_ipv6()), sample_v3_ipv6());
  EXPECT_EQ(find_vrrp(LinkType::raw_ipv6, datagram_of(sample_v2())).error(), NotVrrp::not_ip);
}

TEST(BsdLoopback, is_read_in_both_byte_orders) {
  for (const LinkType link : {LinkType::bsd_null, LinkType::bsd_loop}) {
    expect_message(link, Octets{2, 0, 0, 0} + datagram_of(sample_v2()), sample_v2());
    expect_message(link, Octets{0, 0, 0, 2} + datagram_of(sample_v2()), sample_v2());
    for (const std::uint8_t family : std::initializer_list<std::uint8_t>{10, 24, 28, 30}) {
      expect_message(link, Octets{family, 0, 0, 0} + datagram_of(sample_v3_ipv6()), sample_v3_ipv6());
      expect_message(link, Octets{0, 0, 0, family} + datagram_of(sample_v3_ipv6()), sample_v3_ipv6());
    }
    expect_cut_anywhere_is_truncated(link, Octets{0, 0, 0, 2} + datagram_of(sample_v2()));
  }
}

TEST(BsdLoopback, holds_no_ip_in_another_family) {
  for (const Octets& family : {Octets{7, 0, 0, 0}, Octets{2, 0, 0, 2}, Octets{0, 2, 0, 0}}) {
    EXPECT_EQ(find_vrrp(LinkType::bsd_null, family + datagram_of(sample_v2())).error(), NotVrrp::not_ip);
  }
}

TEST(OpenLink, knows_that_it_does_not_know_a_link) {
  constexpr auto frame_relay = static_cast<LinkType>(107);
  EXPECT_EQ(find_vrrp(frame_relay, datagram_of(sample_v2())).error(), NotVrrp::other_link);
}

}  // namespace
}  // namespace vrrpspec::wire
