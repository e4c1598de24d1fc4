// ARP, Neighbor Discovery and echo replies, written out octet by octet.
#include "model/wire/neighbor.hpp"

#include <gtest/gtest.h>

#include "tests/wire/octets.hpp"

namespace vrrpspec::wire {
namespace {

constexpr MacAddress virtual_mac{0x00, 0x00, 0x5e, 0x00, 0x01, 0x07};
constexpr MacAddress virtual_mac_ipv6{0x00, 0x00, 0x5e, 0x00, 0x02, 0x07};
constexpr MacAddress host_mac{0x02, 0x00, 0x00, 0x00, 0x00, 0x63};
const IpAddress virtual_address = IpAddress::v4(192, 0, 2, 100);
const IpAddress host_address = IpAddress::v4(192, 0, 2, 99);

Octets octets_of(std::span<const std::uint8_t> octets) {
  return {octets.begin(), octets.end()};
}
Octets without_end(const Octets& octets, std::size_t size) {
  return {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)};
}
IpAddress ipv6(std::string_view text) {
  return IpAddress::parse(text).value();
}

Octets ethernet(const MacAddress& destination, const MacAddress& source, const Octets& type_and_payload) {
  return octets_of(destination) + octets_of(source) + type_and_payload;
}

/// A reply: the virtual address is at the virtual MAC address; sent from it to the host.
const Octets arp_reply = ethernet(host_mac, virtual_mac, {0x08, 0x06, 0,    1,    0x08, 0x00, 6,   4, 0, 2,    //
                                                          0x00, 0x00, 0x5e, 0x00, 0x01, 0x07, 192, 0, 2, 100,  //
                                                          0x02, 0x00, 0x00, 0x00, 0x00, 0x63, 192, 0, 2, 99});
constexpr std::size_t operation_low = 21, sender_address = 28, target_address = 38;

TEST(Arp, reply_is_read) {
  const auto packet = find_neighbor(LinkType::ethernet, arp_reply);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->source, virtual_mac);
  EXPECT_EQ(packet->destination, host_mac);
  const auto& arp = std::get<ArpPacket>(packet->message);
  EXPECT_EQ(arp.operation, ArpPacket::reply);
  EXPECT_EQ(arp.sender_mac, virtual_mac);
  EXPECT_EQ(arp.sender, virtual_address);
  EXPECT_EQ(arp.target_mac, host_mac);
  EXPECT_EQ(arp.target, host_address);
  EXPECT_FALSE(arp.is_gratuitous());
  EXPECT_EQ(claim_of(*packet), (Claim{virtual_address, virtual_mac, virtual_mac}));
}

TEST(Arp, about_oneself_is_gratuitous_as_request_and_as_reply) {
  for (const std::uint16_t operation : {ArpPacket::request, ArpPacket::reply}) {
    Octets frame = arp_reply;
    frame[operation_low] = static_cast<std::uint8_t>(operation);
    frame[target_address + 3] = 100;
    const auto packet = find_neighbor(LinkType::ethernet, frame);
    ASSERT_TRUE(packet);
    EXPECT_EQ(std::get<ArpPacket>(packet->message).operation, operation);
    EXPECT_TRUE(std::get<ArpPacket>(packet->message).is_gratuitous());
    EXPECT_EQ(claim_of(*packet)->mac, virtual_mac);
  }
}

TEST(Arp, probe_claims_nothing) {
  Octets frame = arp_reply;
  std::fill_n(frame.begin() + sender_address, 4, std::uint8_t{0});
  const auto packet = find_neighbor(LinkType::ethernet, frame);
  ASSERT_TRUE(packet);
  EXPECT_FALSE(claim_of(*packet));
}

TEST(Arp, claim_names_both_mac_addresses_where_they_differ) {
  Octets frame = arp_reply;
  std::ranges::copy(host_mac, frame.begin() + 6);
  EXPECT_EQ(claim_of(find_neighbor(LinkType::ethernet, frame).value()),
            (Claim{virtual_address, virtual_mac, host_mac}));
}

TEST(Arp, cut_anywhere_is_nothing) {
  for (std::size_t size = 0; size < arp_reply.size(); ++size) {
    EXPECT_FALSE(find_neighbor(LinkType::ethernet, without_end(arp_reply, size))) << size;
  }
}

TEST(Arp, for_anything_but_ipv4_on_ethernet_is_nothing) {
  for (const std::size_t offset : {15U, 16U, 18U, 19U}) {
    Octets frame = arp_reply;
    ++frame[offset];
    EXPECT_FALSE(find_neighbor(LinkType::ethernet, frame)) << offset;
  }
}

TEST(Arp, says_its_vlan) {
  Octets frame = arp_reply;
  const Octets tag{0x81, 0x00, 0, 5};
  frame.insert(frame.begin() + 12, tag.begin(), tag.end());
  EXPECT_EQ(find_neighbor(LinkType::ethernet, frame)->segment, (Segment{.vlans = {5, 0}}));
}

constexpr std::string_view link_local = "fe80::64", router_link_local = "fe80::1", all_nodes = "ff02::1";

/// An ICMPv6 message with the right checksum and hop limit 255.
Octets icmpv6(const MacAddress& source_mac, std::string_view source, std::string_view destination, Octets message) {
  const IpHeader header{.source = ipv6(source), .destination = ipv6(destination)};
  message[2] = message[3] = 0;
  const std::uint16_t sum = checksum(message, pseudo_header_sum(header, message.size()) - vrrp_protocol_number + 58);
  message[2] = static_cast<std::uint8_t>(sum >> 8);
  message[3] = static_cast<std::uint8_t>(sum & 0xff);
  return ethernet(host_mac, source_mac,
                  Octets{0x86, 0xdd, 0x60, 0, 0, 0, 0, static_cast<std::uint8_t>(message.size()), 58, 255} +
                      octets_of(header.source.octets()) + octets_of(header.destination.octets()) + message);
}

Octets neighbor_message(std::uint8_t type, std::uint8_t flags, std::string_view target, const Octets& options) {
  return Octets{type, 0, 0, 0, flags, 0, 0, 0} + octets_of(ipv6(target).octets()) + options;
}
const Octets source_option{1, 1, 0x02, 0, 0, 0, 0, 0x63};
const Octets target_option{2, 1, 0x00, 0x00, 0x5e, 0x00, 0x02, 0x07};

TEST(NeighborAdvertisement, is_read_with_flags_and_option) {
  const Octets frame =
      icmpv6(virtual_mac_ipv6, link_local, all_nodes, neighbor_message(136, 0xa0, link_local, target_option));
  const auto packet = find_neighbor(LinkType::ethernet, frame);
  ASSERT_TRUE(packet);
  const auto& advertisement = std::get<NeighborAdvertisement>(packet->message);
  EXPECT_EQ(advertisement.target, ipv6(link_local));
  EXPECT_TRUE(advertisement.router);
  EXPECT_FALSE(advertisement.solicited);
  EXPECT_TRUE(advertisement.override_flag);
  EXPECT_EQ(advertisement.target_mac, virtual_mac_ipv6);
  EXPECT_TRUE(packet->checksum_right);
  EXPECT_EQ(packet->ip.ttl, 255);
  EXPECT_EQ(claim_of(*packet), (Claim{ipv6(link_local), virtual_mac_ipv6, virtual_mac_ipv6}));
  for (std::size_t size = 0; size < frame.size(); ++size) {
    EXPECT_FALSE(find_neighbor(LinkType::ethernet, without_end(frame, size))) << size;
  }
}

TEST(NeighborAdvertisement, without_option_claims_for_the_source_of_the_frame) {
  const Octets frame = icmpv6(host_mac, link_local, all_nodes, neighbor_message(136, 0x40, link_local, {}));
  const auto packet = find_neighbor(LinkType::ethernet, frame);
  ASSERT_TRUE(packet);
  EXPECT_TRUE(std::get<NeighborAdvertisement>(packet->message).solicited);
  EXPECT_FALSE(std::get<NeighborAdvertisement>(packet->message).target_mac);
  EXPECT_EQ(claim_of(*packet)->mac, host_mac);
}

TEST(NeighborAdvertisement, finds_its_option_behind_others) {
  const Octets nonce{14, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  const Octets frame = icmpv6(host_mac, link_local, all_nodes,
                              neighbor_message(136, 0, link_local, nonce + source_option + target_option));
  EXPECT_EQ(std::get<NeighborAdvertisement>(find_neighbor(LinkType::ethernet, frame)->message).target_mac,
            virtual_mac_ipv6);
}

TEST(NeighborAdvertisement, with_an_option_of_a_wrong_length_is_nothing) {
  for (const Octets& option : {Octets{2, 0, 0, 0, 0, 0, 0, 0}, Octets{2, 2, 0, 0, 0, 0, 0, 0}, Octets{2}}) {
    const Octets frame = icmpv6(host_mac, link_local, all_nodes, neighbor_message(136, 0, link_local, option));
    EXPECT_FALSE(find_neighbor(LinkType::ethernet, frame));
  }
}

TEST(NeighborAdvertisement, tells_a_wrong_checksum) {
  Octets frame = icmpv6(host_mac, link_local, all_nodes, neighbor_message(136, 0, link_local, {}));
  ++frame.back();
  EXPECT_FALSE(find_neighbor(LinkType::ethernet, frame)->checksum_right);
}

TEST(NeighborSolicitation, is_read_and_claims_nothing) {
  const Octets frame =
      icmpv6(host_mac, "fe80::63", "ff02::1:ff00:64", neighbor_message(135, 0, link_local, source_option));
  const auto packet = find_neighbor(LinkType::ethernet, frame);
  ASSERT_TRUE(packet);
  const auto& solicitation = std::get<NeighborSolicitation>(packet->message);
  EXPECT_EQ(solicitation.target, ipv6(link_local));
  EXPECT_EQ(solicitation.source_mac, host_mac);
  EXPECT_FALSE(claim_of(*packet));
}

TEST(RouterAdvertisement, is_read) {
  const Octets message = Octets{134, 0, 0, 0, 64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0} +
                         Octets{1, 1, 0x00, 0x00, 0x5e, 0x00, 0x02, 0x07};
  const Octets frame = icmpv6(virtual_mac_ipv6, router_link_local, all_nodes, message);
  const auto packet = find_neighbor(LinkType::ethernet, frame);
  ASSERT_TRUE(packet);
  const auto& advertisement = std::get<RouterAdvertisement>(packet->message);
  EXPECT_EQ(advertisement.lifetime_seconds, 1800);
  EXPECT_EQ(advertisement.source_mac, virtual_mac_ipv6);
  EXPECT_EQ(claim_of(*packet), (Claim{ipv6(router_link_local), virtual_mac_ipv6, virtual_mac_ipv6}));
}

TEST(EchoReply, of_ipv6_is_read) {
  const Octets frame = icmpv6(virtual_mac_ipv6, "2001:db8::64", "2001:db8::63", {129, 0, 0, 0, 0x12, 0x34, 0, 9, 'x'});
  const auto packet = find_neighbor(LinkType::ethernet, frame);
  ASSERT_TRUE(packet);
  EXPECT_EQ(std::get<EchoReply>(packet->message).identifier, 0x1234);
  EXPECT_EQ(std::get<EchoReply>(packet->message).sequence, 9);
  EXPECT_TRUE(packet->checksum_right);
  EXPECT_EQ(claim_of(*packet), (Claim{ipv6("2001:db8::64"), virtual_mac_ipv6, virtual_mac_ipv6}));
}

/// ICMP in IPv4, hand-written: type 0, code 0, identifier 0x1234, sequence 9.
const Octets echo_reply =
    ethernet(host_mac, virtual_mac, {0x08, 0x00, 0x45, 0,    0,    28,   0, 1,  0, 0, 64, 1, 0, 0,  //
                                     192,  0,    2,    100,  192,  0,    2, 99,                     //
                                     0,    0,    0xed, 0xc2, 0x12, 0x34, 0, 9});

TEST(EchoReply, of_ipv4_is_read) {
  const auto packet = find_neighbor(LinkType::ethernet, echo_reply);
  ASSERT_TRUE(packet);
  EXPECT_EQ(std::get<EchoReply>(packet->message).sequence, 9);
  EXPECT_TRUE(packet->checksum_right);
  EXPECT_EQ(claim_of(*packet), (Claim{virtual_address, virtual_mac, virtual_mac}));
  for (std::size_t size = 0; size < echo_reply.size(); ++size) {
    EXPECT_FALSE(find_neighbor(LinkType::ethernet, without_end(echo_reply, size))) << size;
  }
}

TEST(EchoReply, is_not_a_request_nor_an_error) {
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{3, 8, 129, 136}) {
    Octets frame = echo_reply;
    frame[34] = type;
    EXPECT_FALSE(find_neighbor(LinkType::ethernet, frame)) << int{type};
  }
}

}  // namespace
}  // namespace vrrpspec::wire
