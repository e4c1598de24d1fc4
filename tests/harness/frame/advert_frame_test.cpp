#include "harness/frame/advert_frame.hpp"

#include <gtest/gtest.h>

#include "harness/frame/seen.hpp"

namespace vrrpspec::harness {
namespace {

constexpr MacAddress router_mac{0x00, 0x00, 0x5e, 0x00, 0x01, 0x33};

AdvertFrame truthful() {
  AdvertFrame frame;
  frame.source_mac = router_mac;
  frame.source = IpAddress::v4(192, 0, 2, 1);
  frame.vrid = 51;
  frame.addresses = {IpAddress::v4(192, 0, 2, 100)};
  return frame;
}

AdvertFrame truthful_ipv6() {
  AdvertFrame frame;
  frame.source_mac = router_mac;
  frame.source = *IpAddress::parse("fe80::1");
  frame.addresses = {*IpAddress::parse("fe80::100"), *IpAddress::parse("2001:db8::100")};
  return frame;
}

SeenAdvert seen(const AdvertFrame& frame) {
  return read_advert(build(frame)).value();
}

TEST(AdvertFrame, is_truthful_unless_told_to_lie) {
  const SeenAdvert advert = seen(truthful());
  EXPECT_EQ(advert.source_mac, router_mac);
  EXPECT_EQ(to_string(advert.destination_mac), "01:00:5e:00:00:12");
  EXPECT_EQ(to_string(advert.source), "192.0.2.1");
  EXPECT_EQ(to_string(advert.destination), "224.0.0.18");
  EXPECT_EQ(advert.ttl, 255);
  EXPECT_EQ(advert.protocol, 112);
  EXPECT_EQ(advert.message_length, 12U);
  EXPECT_EQ(advert.version, 3);
  EXPECT_EQ(advert.type, 1);
  EXPECT_EQ(advert.vrid, 51);
  EXPECT_EQ(advert.priority, 100);
  EXPECT_EQ(advert.count, 1);
  EXPECT_EQ(advert.rsvd, 0);
  EXPECT_EQ(advert.max_adver_int, 100);
  EXPECT_TRUE(advert.checksum_right_pseudo);
  EXPECT_FALSE(advert.checksum_right_plain);
  EXPECT_EQ(advert.addresses, truthful().addresses);
}

TEST(AdvertFrame, goes_to_the_ipv6_group) {
  const SeenAdvert advert = seen(truthful_ipv6());
  EXPECT_EQ(to_string(advert.destination_mac), "33:33:00:00:00:12");
  EXPECT_EQ(to_string(advert.destination), "ff02::12");
  EXPECT_EQ(advert.protocol, 112);
  EXPECT_EQ(advert.message_length, 40U);
  EXPECT_TRUE(advert.checksum_right_pseudo);
  EXPECT_EQ(advert.addresses, truthful_ipv6().addresses);
}

TEST(AdvertFrame, writes_the_octets_of_the_rfc) {
  // 192.0.2.1 -> 224.0.0.18, VRID 1, priority 100, one address; the checksum added up by hand.
  AdvertFrame frame = truthful();
  frame.vrid = 1;
  const std::vector<std::uint8_t> octets = build(frame);
  const std::vector<std::uint8_t> message{octets.begin() + 34, octets.begin() + 46};
  EXPECT_EQ(message, (std::vector<std::uint8_t>{0x31, 0x01, 0x64, 0x01, 0x00, 0x64, 0x05, 0xa4, 192, 0, 2, 100}));
}

TEST(AdvertFrame, lies_in_every_field) {
  AdvertFrame frame = truthful();
  frame.destination_mac = MacAddress{1, 2, 3, 4, 5, 6};
  frame.destination = IpAddress::v4(198, 51, 100, 7);
  frame.ttl = 254;
  frame.version = 5;
  frame.type = 9;
  frame.vrid = 0;
  frame.priority = 0;
  frame.count = 7;
  frame.rsvd = 0xa;
  frame.max_adver_int = 4095;
  const SeenAdvert advert = seen(frame);
  EXPECT_EQ(advert.destination_mac, frame.destination_mac);
  EXPECT_EQ(advert.destination, frame.destination);
  EXPECT_EQ(advert.ttl, 254);
  EXPECT_EQ(advert.version, 5);
  EXPECT_EQ(advert.type, 9);
  EXPECT_EQ(advert.vrid, 0);
  EXPECT_EQ(advert.priority, 0);
  EXPECT_EQ(advert.count, 7);
  EXPECT_EQ(advert.rsvd, 0xa);
  EXPECT_EQ(advert.max_adver_int, 4095);
  EXPECT_EQ(advert.addresses.size(), 1U);
  EXPECT_TRUE(advert.checksum_right_pseudo);
}

TEST(AdvertFrame, lies_about_the_protocol_in_both_families) {
  for (AdvertFrame frame : {truthful(), truthful_ipv6()}) {
    frame.protocol = 99;
    const SeenAdvert advert = seen(frame);
    EXPECT_EQ(advert.protocol, 99);
    EXPECT_EQ(advert.vrid, frame.vrid);
    EXPECT_TRUE(advert.checksum_right_pseudo);
  }
}

TEST(AdvertFrame, leaves_the_pseudo_header_out_on_ipv4_only) {
  AdvertFrame frame = truthful();
  frame.plain_ipv4_checksum = true;
  EXPECT_TRUE(seen(frame).checksum_right_plain);
  EXPECT_FALSE(seen(frame).checksum_right_pseudo);
  AdvertFrame ipv6 = truthful_ipv6();
  ipv6.plain_ipv4_checksum = true;
  EXPECT_TRUE(seen(ipv6).checksum_right_pseudo);
}

TEST(AdvertFrame, spoils_the_checksum_by_the_given_bits) {
  AdvertFrame frame = truthful();
  const std::uint16_t right = seen(frame).checksum;
  frame.checksum_error = 0x0101;
  EXPECT_EQ(seen(frame).checksum, right ^ 0x0101);
  EXPECT_FALSE(seen(frame).checksum_right_pseudo);
}

TEST(AdvertFrame, speaks_version_2_with_authentication_data) {
  AdvertFrame frame = truthful();
  frame.version = 2;
  frame.rsvd = 1;
  frame.max_adver_int = 3;
  EXPECT_EQ(seen(frame).message_length, 8U + 4U + 8U);
  EXPECT_EQ(seen(frame).rsvd, 1);
  EXPECT_EQ(seen(frame).max_adver_int, 3);
  EXPECT_TRUE(seen(frame).checksum_right_plain);
  EXPECT_FALSE(seen(frame).checksum_right_pseudo);
  frame.authentication = std::vector<std::uint8_t>{};
  EXPECT_EQ(seen(frame).message_length, 8U + 4U);
}

TEST(AdvertFrame, is_truncated_consistently_at_every_length) {
  for (std::size_t length = 0; length <= 12; ++length) {
    AdvertFrame frame = truthful();
    frame.truncate_message_to = length;
    const std::vector<std::uint8_t> octets = build(frame);
    EXPECT_EQ(octets[16] << 8 | octets[17], static_cast<int>(20 + length)) << "IP total length";
    EXPECT_EQ(seen(frame).message_length, length);
    EXPECT_EQ(seen(frame).checksum_right_pseudo, length >= 8) << length;
  }
  AdvertFrame longer = truthful();
  longer.truncate_message_to = 1000;
  EXPECT_EQ(build(longer), build(truthful()));
}

TEST(AdvertFrame, is_padded_to_the_least_ethernet_size) {
  EXPECT_EQ(build(truthful()).size(), 60U);
}

TEST(AdvertFrame, carries_255_addresses) {
  AdvertFrame frame = truthful();
  frame.addresses.assign(255, IpAddress::v4(192, 0, 2, 9));
  EXPECT_EQ(seen(frame).addresses, frame.addresses);
  EXPECT_EQ(seen(frame).count, 255);
}

}  // namespace
}  // namespace vrrpspec::harness
