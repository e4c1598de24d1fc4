// The IPv6 extension headers before a message, and CARP, which is no VRRP.
#include "model/wire/datagram.hpp"

#include <gtest/gtest.h>

#include "model/wire/packet.hpp"
#include "tests/wire/capture_file.hpp"
#include "tests/wire/octets.hpp"
#include "tests/wire/sample.hpp"

namespace vrrpspec::wire {
namespace {

constexpr std::size_t ipv6_header_size = 40;
constexpr std::uint8_t hop_by_hop = 0, routing = 43, fragment = 44, destination_options = 60;

/// An IPv6 datagram with `headers` before the message; each of them says itself which header is next.
Octets with_headers(std::uint8_t first, const Octets& headers) {
  const Sample sample = sample_v3_ipv6();
  Octets frame = ethernet_frame(sample.header(), sample.message());
  frame.erase(frame.begin(), frame.begin() + ethernet_size);
  frame.insert(frame.begin() + ipv6_header_size, headers.begin(), headers.end());
  frame[6] = first;
  frame[5] = static_cast<std::uint8_t>(frame.size() - ipv6_header_size);
  return frame;
}

void expect_message(const Octets& datagram) {
  const auto packet = find_in_ip(datagram);
  ASSERT_TRUE(packet) << to_string(packet.error());
  EXPECT_EQ(Octets(packet->message.begin(), packet->message.end()), sample_v3_ipv6().message());
}

void expect_not_found_in_ip(const Octets& datagram, NotVrrp reason) {
  const auto packet = find_in_ip(datagram);
  ASSERT_FALSE(packet);
  EXPECT_EQ(packet.error(), reason) << to_string(packet.error());
}

const Octets router_alert{112, 0, 5, 2, 0, 0, 1, 0};

TEST(Ipv6Extension, is_followed) {
  for (const std::uint8_t header : {hop_by_hop, routing, destination_options}) {
    expect_message(with_headers(header, router_alert));
  }
}

TEST(Ipv6Extension, is_followed_by_its_own_length) {
  Octets long_header(24, 0);
  long_header[0] = 112;
  long_header[1] = 2;
  expect_message(with_headers(destination_options, long_header));
}

TEST(Ipv6Extension, is_followed_to_the_next_one) {
  Octets headers{destination_options, 0, 1, 4, 0, 0, 0, 0};
  headers.insert(headers.end(), router_alert.begin(), router_alert.end());
  expect_message(with_headers(hop_by_hop, headers));
}

TEST(Ipv6Extension, is_followed_eight_times_at_most) {
  Octets headers;
  for (int i = 0; i < most_extension_headers - 1; ++i)
    headers.insert(headers.end(), {destination_options, 0, 1, 4, 0, 0, 0, 0});
  Octets eight = headers;
  eight.insert(eight.end(), router_alert.begin(), router_alert.end());
  expect_message(with_headers(destination_options, eight));
  headers.insert(headers.end(), {destination_options, 0, 1, 4, 0, 0, 0, 0});
  headers.insert(headers.end(), router_alert.begin(), router_alert.end());
  expect_not_found_in_ip(with_headers(destination_options, headers), NotVrrp::other_protocol);
}

TEST(Ipv6Extension, hides_what_follows_an_unknown_one) {
  expect_not_found_in_ip(with_headers(51, router_alert), NotVrrp::other_protocol);
}

TEST(Ipv6Extension, cut_anywhere_is_truncated) {
  const Octets datagram = with_headers(hop_by_hop, router_alert);
  for (std::size_t size = 0; size < datagram.size(); ++size) {
    expect_not_found_in_ip(Octets(datagram.begin(), datagram.begin() + static_cast<std::ptrdiff_t>(size)),
                           NotVrrp::truncated);
  }
}

TEST(Ipv6Extension, longer_than_the_datagram_is_truncated) {
  Octets header = router_alert;
  header[1] = 0xff;
  expect_not_found_in_ip(with_headers(hop_by_hop, header), NotVrrp::truncated);
}

TEST(Ipv6Fragment, is_recognised) {
  expect_not_found_in_ip(with_headers(fragment, {112, 0, 0, 1, 0, 0, 0, 7}),
                         NotVrrp::fragment);  // the first of several
  expect_not_found_in_ip(with_headers(fragment, {112, 0, 0, 8, 0, 0, 0, 7}), NotVrrp::fragment);  // the last one
  expect_not_found_in_ip(with_headers(fragment, {17, 0, 0, 8, 0, 0, 0, 7}), NotVrrp::other_protocol);
}

// RFC 6946: it is a whole datagram.
TEST(Ipv6Fragment, without_siblings_is_none) {
  expect_message(with_headers(fragment, {112, 0, 0, 0, 0, 0, 0, 7}));
}

/// Made for this test: vhid 1, advbase 1, advskew 0, one address 192.0.2.100, password "secret". The checksum is right,
/// the digest a HMAC-SHA1 over version and type, vhid, address and counter.
const Octets carp_message{0x21, 0x01, 0x00, 0x07, 0x00, 0x01, 0xf6, 0xd8, 0x11, 0x22, 0x33, 0x44,
                          0x55, 0x66, 0x77, 0x88, 0xeb, 0x86, 0x46, 0x4f, 0x87, 0xaf, 0x93, 0x4d,
                          0x03, 0xe0, 0x6f, 0x96, 0x6a, 0x0b, 0xea, 0x4f, 0xcd, 0x67, 0xf4, 0xbb};

Octets in_ethernet(const Octets& message, Family family = Family::ipv4) {
  return ethernet_frame((family == Family::ipv4 ? sample_v2() : sample_v3_ipv6()).header(), message);
}

TEST(Carp, is_not_taken_for_vrrp) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const auto packet = find_in_ethernet(in_ethernet(carp_message, family));
    ASSERT_FALSE(packet);
    EXPECT_EQ(packet.error(), NotVrrp::carp);
  }
}

TEST(Carp, has_a_right_checksum_in_this_test) {
  EXPECT_EQ(checksum(carp_message), 0);
}

TEST(Carp, is_no_valid_vrrp_however_it_is_judged) {
  for (const Profile& profile : {rfc3768, rfc5798, rfc9568}) {
    EXPECT_FALSE(decode(carp_message, sample_v2().header(), profile)) << profile.name;
  }
}

TEST(Carp, is_not_seen_in_vrrpv2_with_seven_addresses) {
  Sample sample = sample_v2();
  for (const Authentication& authentication : {Authentication{}, Authentication{auth_type_simple_text, {'a', 'b'}}}) {
    for (std::uint8_t count = 1; count <= 20; ++count) {
      sample.authentication = authentication;
      sample.advertisement.addresses.clear();
      for (std::uint8_t i = 0; i < count; ++i) sample.advertisement.addresses.push_back(IpAddress::v4(192, 0, 2, i));
      const Octets frame = in_ethernet(sample.message());
      const auto packet = find_in_ethernet(frame);
      ASSERT_TRUE(packet) << to_string(packet.error());
      EXPECT_TRUE(sample.decoded(packet->message));
    }
  }
}

// 36 octets, seven addresses: all that CARP has in common with VRRPv3 are these two.
TEST(Carp, is_not_seen_in_vrrpv3_with_seven_addresses) {
  Sample sample = sample_v3_ipv4();
  sample.advertisement.addresses.clear();
  for (std::uint8_t i = 0; i < 7; ++i) sample.advertisement.addresses.push_back(IpAddress::v4(192, 0, 2, i));
  ASSERT_EQ(sample.message().size(), carp_message.size());
  const Octets frame = in_ethernet(sample.message());
  EXPECT_TRUE(find_in_ethernet(frame));
}

TEST(Carp, is_not_seen_in_a_broken_message_of_another_size) {
  for (std::size_t size : {8U, 35U, 37U}) {
    Octets message = carp_message;
    message.resize(size);
    const Octets frame = in_ethernet(message);
    EXPECT_TRUE(find_in_ethernet(frame)) << size;
  }
}

}  // namespace
}  // namespace vrrpspec::wire
