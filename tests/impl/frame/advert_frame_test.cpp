// RFC 5798 5.1 and 7.2: what is around the message of an advert.
#include <gtest/gtest.h>

#include "impl/frame/frames.hpp"
#include "impl/frame/ip.hpp"
#include "model/wire/packet.hpp"
#include "tests/impl/frame/example.hpp"

namespace vrrpspec::impl {
namespace {

const wire::IpHeader ipv4{.source = IpAddress::v4(192, 0, 2, 1), .destination = IpAddress::v4(224, 0, 0, 18)};
const wire::IpHeader ipv6{.source = *IpAddress::parse("fe80::1"), .destination = *IpAddress::parse("ff02::12")};
const Octets ipv4_packet = octets("45 c0 0020 0000 4000 ff 70 d899 c0000201 e0000012") + advert_message;

TEST(AdvertFrame, of_ipv4_is_as_section_5_1_1_says) {
  const Octets expected = octets("01005e000012 00005e000107 0800") + ipv4_packet + zeros(14);
  EXPECT_EQ(advert_frame(ipv4_virtual_mac, ipv4, advert_message), expected);
}

TEST(AdvertFrame, of_ipv6_is_as_section_5_1_2_says) {
  const Octets expected = octets("333300000012 00005e000107 86dd") + octets("6c000000 000c 70 ff") +
                          octets("fe80000000000000 0000000000000001 ff02000000000000 0000000000000012") +
                          advert_message;
  EXPECT_EQ(advert_frame(ipv4_virtual_mac, ipv6, advert_message), expected);
}

TEST(AdvertFrame, is_not_padded_beyond_60_octets) {
  const Octets longer = advert_message + zeros(40);
  EXPECT_EQ(advert_frame(ipv4_virtual_mac, ipv4, longer).size(), 14U + 20U + 52U);
}

TEST(AdvertFrame, is_found_by_the_reader_of_the_model) {
  for (const wire::IpHeader& header : {ipv4, ipv6}) {
    const Octets frame = advert_frame(ipv4_virtual_mac, header, advert_message);
    const auto found = wire::find_in_ethernet(frame);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->source, ipv4_virtual_mac);
    EXPECT_EQ(found->ip.source, header.source);
    EXPECT_EQ(found->ip.destination, header.destination);
    EXPECT_EQ(found->ip.ttl, 255);
    EXPECT_EQ(Octets(found->message.begin(), found->message.end()), advert_message);
  }
}

TEST(AdvertFrame, carries_the_longest_message) {
  const Octets longest(8 + 255 * 16, 0x5a);
  const Octets frame = advert_frame(ipv4_virtual_mac, ipv6, longest);
  const auto found = wire::find_in_ethernet(frame);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->message.size(), longest.size());
}

TEST(AdvertFrameDeathTest, goes_to_a_group_only) {
  const wire::IpHeader unicast{.source = ipv4.source, .destination = IpAddress::v4(192, 0, 2, 2)};
  EXPECT_DEATH(advert_frame(ipv4_virtual_mac, unicast, advert_message), "is_multicast");
}

TEST(VrrpPacket, is_the_datagram_without_ethernet) {
  EXPECT_EQ(vrrp_packet(ipv4, advert_message), ipv4_packet);
}

TEST(VrrpPacket, has_the_ttl_of_its_header) {
  const wire::IpHeader other{.source = ipv4.source, .destination = IpAddress::v4(192, 0, 2, 2), .ttl = 3};
  const auto found = wire::find_in_ip(vrrp_packet(other, advert_message));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->ip.ttl, 3);
}

TEST(MulticastMac, takes_23_bits_of_an_ipv4_group_and_32_of_an_ipv6_group) {
  EXPECT_EQ(multicast_mac(IpAddress::v4(239, 129, 2, 3)), (MacAddress{0x01, 0x00, 0x5e, 0x01, 0x02, 0x03}));
  EXPECT_EQ(multicast_mac(*IpAddress::parse("ff02::1:ff89:abcd")), (MacAddress{0x33, 0x33, 0xff, 0x89, 0xab, 0xcd}));
}

TEST(SolicitedNodeGroup, ends_in_the_last_24_bits_of_the_address) {
  EXPECT_EQ(solicited_node_group(*IpAddress::parse("2001:db8::12:3456")), *IpAddress::parse("ff02::1:ff12:3456"));
  EXPECT_EQ(all_nodes_group(), *IpAddress::parse("ff02::1"));
  EXPECT_EQ(all_routers_group(), *IpAddress::parse("ff02::2"));
}

}  // namespace
}  // namespace vrrpspec::impl
