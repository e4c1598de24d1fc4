// Finding the message in a frame: what encloses it, what pads it, and what is not VRRP at all.
#include "model/wire/packet.hpp"

#include <gtest/gtest.h>

#include "tests/wire/capture_file.hpp"
#include "tests/wire/octets.hpp"
#include "tests/wire/sample.hpp"

namespace vrrpspec::wire {
namespace {

Octets frame_of(const Sample& sample) {
  return ethernet_frame(sample.header(), sample.message());
}

Octets with_octet(Octets frame, std::size_t offset, int value) {
  frame.at(offset) = static_cast<std::uint8_t>(value);
  return frame;
}

Octets with_inserted(Octets frame, std::size_t offset, const Octets& inserted) {
  frame.insert(frame.begin() + static_cast<std::ptrdiff_t>(offset), inserted.begin(), inserted.end());
  return frame;
}

void expect_found(const Octets& frame, const Sample& sample) {
  const auto packet = find_in_ethernet(frame);
  ASSERT_TRUE(packet) << to_string(packet.error());
  EXPECT_EQ(Octets(packet->message.begin(), packet->message.end()), sample.message());
  EXPECT_EQ(packet->ip.source, sample.header().source);
  EXPECT_EQ(packet->ip.destination, sample.header().destination);
  EXPECT_EQ(packet->ip.ttl, 255);
  EXPECT_EQ(packet->source, virtual_router_mac(sample.family(), Vrid::from(7).value()));
  EXPECT_EQ(packet->destination.back(), 0x12);
}

void expect_not_found(const Octets& frame, NotVrrp reason) {
  const auto packet = find_in_ethernet(frame);
  ASSERT_FALSE(packet);
  EXPECT_EQ(packet.error(), reason) << to_string(packet.error());
}

TEST(FindInEthernet, finds_a_message_in_ipv4) {
  expect_found(frame_of(sample_v3_ipv4()), sample_v3_ipv4());
}

TEST(FindInEthernet, finds_a_message_in_ipv6) {
  expect_found(frame_of(sample_v3_ipv6()), sample_v3_ipv6());
}

TEST(FindInEthernet, skips_one_and_two_vlan_tags) {
  const Octets one = with_inserted(frame_of(sample_v3_ipv4()), 12, {0x81, 0x00, 0x20, 0x05});
  expect_found(one, sample_v3_ipv4());
  expect_found(with_inserted(one, 12, {0x88, 0xa8, 0x20, 0x06}), sample_v3_ipv4());
  expect_found(with_inserted(one, 12, {0x91, 0x00, 0x20, 0x06}), sample_v3_ipv4());
}

TEST(FindInEthernet, reports_the_inner_addresses_of_a_backbone_frame) {
  const Octets backbone{0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2, 0x88, 0xe7, 0, 0, 0, 9};
  expect_found(with_inserted(frame_of(sample_v2()), 0, backbone), sample_v2());
}

TEST(FindInEthernet, skips_ipv4_options) {
  Octets frame = with_inserted(frame_of(sample_v3_ipv4()), ethernet_size + 20, {0x94, 0x04, 0, 0});
  frame[ethernet_size] = 0x46;
  frame[ethernet_size + 3] = static_cast<std::uint8_t>(frame[ethernet_size + 3] + 4);
  expect_found(frame, sample_v3_ipv4());
}

TEST(FindInEthernet, leaves_link_padding_out) {
  for (const Sample& sample : {sample_v3_ipv4(), sample_v3_ipv6()}) {
    Octets frame = frame_of(sample);
    frame.resize(frame.size() + 20, 0xee);
    expect_found(frame, sample);
  }
}

TEST(FindInEthernet, finds_nothing_in_a_frame_cut_anywhere) {
  for (const Sample& sample : {sample_v3_ipv4(), sample_v3_ipv6()}) {
    const Octets frame = with_inserted(frame_of(sample), 12, {0x81, 0x00, 0x20, 0x05});
    for (std::size_t size = 0; size < frame.size(); ++size) {
      expect_not_found(Octets(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size)), NotVrrp::truncated);
    }
  }
}

TEST(FindInEthernet, knows_other_protocols) {
  expect_not_found(with_octet(frame_of(sample_v3_ipv4()), ethernet_size + 9, 17), NotVrrp::other_protocol);
  expect_not_found(with_octet(frame_of(sample_v3_ipv6()), ethernet_size + 6, 58), NotVrrp::other_protocol);
}

TEST(FindInEthernet, knows_fragments) {
  const Octets frame = frame_of(sample_v3_ipv4());
  expect_not_found(with_octet(frame, ethernet_size + 6, 0x20), NotVrrp::fragment);
  expect_not_found(with_octet(frame, ethernet_size + 7, 0x01), NotVrrp::fragment);
  expect_found(with_octet(frame, ethernet_size + 6, 0x40), sample_v3_ipv4());
}

TEST(FindInEthernet, knows_what_is_not_ip) {
  const Octets frame = frame_of(sample_v3_ipv4());
  expect_not_found(with_octet(frame, 13, 0x06), NotVrrp::not_ip);               // ARP
  expect_not_found(with_octet(frame, 12, 0x00), NotVrrp::not_ip);               // a length of 802.3
  expect_not_found(with_octet(frame, ethernet_size, 0x65), NotVrrp::not_ip);    // the other version
  expect_not_found(with_octet(frame, ethernet_size, 0x44), NotVrrp::not_ip);    // a header of 16 octets
  expect_not_found(with_octet(frame, ethernet_size + 3, 19), NotVrrp::not_ip);  // a datagram shorter than its header
}

TEST(FindInIp, finds_a_message_without_link_layer) {
  const Octets frame = frame_of(sample_v3_ipv6());
  const auto packet = find_in_ip(std::span{frame}.subspan(ethernet_size));
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->source, MacAddress{});
  EXPECT_EQ(sample_v3_ipv6().decoded(packet->message), sample_v3_ipv6().advertisement);
}

}  // namespace
}  // namespace vrrpspec::wire
