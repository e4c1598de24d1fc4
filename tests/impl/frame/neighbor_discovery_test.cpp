// RFC 4861, and what RFC 5798 (130), (395), (625), (630) and RFC 9568 6.4.3 ask of it.
#include <gtest/gtest.h>

#include "impl/frame/frames.hpp"
#include "tests/impl/frame/example.hpp"

namespace vrrpspec::impl {
namespace {

const IpAddress unspecified = *IpAddress::parse("::");

const Octets address_octets = octets("20010db8000000000000000000000007");
const Octets host_octets = octets("20010db800000000000000000000000a");
const Octets all_nodes = octets("ff020000000000000000000000000001");
const Octets solicited_node = octets("ff0200000000000000000001ff000007");
const Octets own_option = octets("02 01 00005e000207");
const Octets host_option = octets("01 01 02000000000a");

const Octets to_group = octets("3333ff000007 02000000000a 86dd");
const Octets solicitation = to_group + octets("6c000000 0020 3a ff") + host_octets + solicited_node +
                            octets("87 00 1c0b 00000000") + address_octets + host_option;
const Octets plain_solicitation = to_group + octets("6c000000 0018 3a ff") + host_octets + solicited_node +
                                  octets("87 00 1f1e 00000000") + address_octets;
const Octets duplicate_detection = to_group + octets("6c000000 0018 3a ff") + zeros(16) + solicited_node +
                                   octets("87 00 4ce1 00000000") + address_octets;

TEST(UnsolicitedNeighborAdvertisement, is_as_step_130_says) {
  const Octets expected = octets("333300000001 00005e000207 86dd 6c000000 0020 3a ff") + address_octets + all_nodes +
                          octets("88 00 1b18 a0000000") + address_octets + own_option;
  EXPECT_EQ(unsolicited_neighbor_advertisement(ipv6_virtual_mac, ipv6_address), expected);
}

TEST(NeighborAdvertisement, answers_who_asked_with_router_solicited_and_override) {
  const Octets expected = octets("02000000000a 00005e000207 86dd 6c000000 0020 3a ff") + address_octets + host_octets +
                          octets("88 00 ac58 e0000000") + address_octets + own_option;
  EXPECT_EQ(
      neighbor_advertisement(ipv6_virtual_mac, {.source_mac = host_mac, .source = ipv6_host, .target = ipv6_address}),
      expected);
}

TEST(NeighborAdvertisement, tells_all_nodes_when_nobody_has_the_source_yet) {
  EXPECT_EQ(
      neighbor_advertisement(ipv6_virtual_mac, {.source_mac = host_mac, .source = unspecified, .target = ipv6_address}),
      unsolicited_neighbor_advertisement(ipv6_virtual_mac, ipv6_address));
}

TEST(ReadNeighborSolicitation, reads_a_question) {
  const NeighborSolicitation expected{.source_mac = host_mac, .source = ipv6_host, .target = ipv6_address};
  EXPECT_EQ(read_neighbor_solicitation(solicitation), expected);
  EXPECT_EQ(read_neighbor_solicitation(plain_solicitation), expected);
}

TEST(ReadNeighborSolicitation, prefers_the_link_layer_address_of_the_option) {
  const auto read = read_neighbor_solicitation(with(solicitation, 6, octets("02000000000b")));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->source_mac, host_mac);
}

TEST(ReadNeighborSolicitation, reads_duplicate_address_detection) {
  const NeighborSolicitation expected{.source_mac = host_mac, .source = unspecified, .target = ipv6_address};
  EXPECT_EQ(read_neighbor_solicitation(duplicate_detection), expected);
}

TEST(ReadNeighborSolicitation, reads_a_question_to_the_address_itself) {
  EXPECT_TRUE(read_neighbor_solicitation(sealed(with(solicitation, 38, address_octets))));
}

TEST(ReadNeighborSolicitation, leaves_padding_out) {
  EXPECT_EQ(read_neighbor_solicitation(solicitation + octets("ffffffff")), read_neighbor_solicitation(solicitation));
}

TEST(ReadNeighborSolicitation, skips_options_it_does_not_know) {
  const Octets nonce = octets("0e 01 010203040506");
  const auto read = read_neighbor_solicitation(sealed(plain_solicitation + nonce + host_option));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->source_mac, host_mac);
}

TEST(ReadNeighborSolicitation, takes_the_first_of_two_link_layer_addresses) {
  const auto read = read_neighbor_solicitation(sealed(solicitation + octets("01 01 02000000000b")));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->source_mac, host_mac);
}

TEST(ReadNeighborSolicitation, refuses_what_is_cut) {
  for (std::size_t size = 0; size < solicitation.size(); ++size) {
    EXPECT_FALSE(read_neighbor_solicitation(std::span{solicitation}.first(size))) << size;
  }
}

TEST(ReadNeighborSolicitation, refuses_any_wrong_bit_that_the_checksum_covers) {
  constexpr std::size_t source = 22;
  for (std::size_t bit = source * 8; bit < solicitation.size() * 8; ++bit) {
    const auto wrong = static_cast<std::uint8_t>(solicitation[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, bit / 8, {wrong}))) << bit;
  }
}

TEST(ReadNeighborSolicitation, refuses_another_hop_limit_code_type_and_protocol) {
  EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, 21, octets("fe"))));
  EXPECT_FALSE(read_neighbor_solicitation(sealed(with(solicitation, 55, octets("01")))));
  EXPECT_FALSE(read_neighbor_solicitation(sealed(with(solicitation, 54, octets("88")))));
  EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, 20, octets("11"))));
  EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, 12, octets("0800"))));
  EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, 14, octets("4c"))));
}

TEST(ReadNeighborSolicitation, refuses_a_payload_length_that_is_too_great_or_too_small) {
  EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, 18, octets("0021"))));
  EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, 18, octets("ffff"))));
  EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, 18, octets("0017"))));
  EXPECT_FALSE(read_neighbor_solicitation(with(solicitation, 18, octets("0000"))));
  const Octets header_only = sealed(Octets(solicitation.begin(), solicitation.begin() + 62));
  EXPECT_FALSE(read_neighbor_solicitation(header_only + zeros(40)));
}

TEST(ReadNeighborSolicitation, refuses_a_target_or_source_that_is_a_group) {
  EXPECT_FALSE(read_neighbor_solicitation(sealed(with(solicitation, 62, all_nodes))));
  EXPECT_FALSE(read_neighbor_solicitation(sealed(with(solicitation, 22, all_nodes))));
}

TEST(ReadNeighborSolicitation, refuses_options_that_do_not_hold_together) {
  EXPECT_FALSE(read_neighbor_solicitation(sealed(plain_solicitation + octets("0e 00 010203040506"))));
  EXPECT_FALSE(read_neighbor_solicitation(sealed(plain_solicitation + octets("0e 02 010203040506"))));
  EXPECT_FALSE(read_neighbor_solicitation(sealed(solicitation + octets("0e 01 0102"))));
  EXPECT_FALSE(read_neighbor_solicitation(sealed(plain_solicitation + octets("01 02 02000000000a") + zeros(8))));
}

TEST(ReadNeighborSolicitation, refuses_to_answer_a_group_of_stations) {
  EXPECT_FALSE(read_neighbor_solicitation(sealed(plain_solicitation + octets("01 01 333300000001"))));
  EXPECT_FALSE(read_neighbor_solicitation(with(plain_solicitation, 6, octets("333300000001"))));
}

TEST(ReadNeighborSolicitation, refuses_duplicate_address_detection_with_an_option_or_to_another_group) {
  EXPECT_FALSE(read_neighbor_solicitation(sealed(duplicate_detection + host_option)));
  EXPECT_FALSE(read_neighbor_solicitation(sealed(with(duplicate_detection, 38, all_nodes))));
  EXPECT_FALSE(read_neighbor_solicitation(sealed(with(duplicate_detection, 38, address_octets))));
}

const Octets all_routers = octets("ff020000000000000000000000000002");
const Octets router_question = octets("333300000002 02000000000a 86dd 6c000000 0010 3a ff") +
                               octets("fe80000000000000000000000000000a") + all_routers +
                               octets("85 00 7a1a 00000000") + host_option;

TEST(IsRouterSolicitation, knows_one_with_and_without_a_source) {
  EXPECT_TRUE(is_router_solicitation(router_question));
  const Octets without = octets("333300000002 02000000000a 86dd 6c000000 0008 3a ff") + zeros(16) + all_routers +
                         octets("85 00 7bb8 00000000");
  EXPECT_TRUE(is_router_solicitation(without));
  EXPECT_FALSE(is_router_solicitation(sealed(without + host_option)));
}

TEST(IsRouterSolicitation, refuses_what_section_6_1_1_forbids) {
  EXPECT_FALSE(is_router_solicitation(with(router_question, 21, octets("40"))));
  EXPECT_FALSE(is_router_solicitation(with(router_question, 56, octets("0000"))));
  EXPECT_FALSE(is_router_solicitation(sealed(with(router_question, 55, octets("01")))));
  EXPECT_FALSE(is_router_solicitation(sealed(with(router_question, 63, octets("00")))));
  EXPECT_FALSE(is_router_solicitation(solicitation));
  for (std::size_t size = 0; size < router_question.size(); ++size) {
    EXPECT_FALSE(is_router_solicitation(std::span{router_question}.first(size))) << size;
  }
}

TEST(RouterAdvertisement, says_no_more_than_who_and_how_long) {
  const Octets head = octets("333300000001 00005e000207 86dd 6c000000 0018 3a ff") +
                      octets("fe800000000000000000000000000001") + all_nodes;
  const Octets option = octets("01 01 00005e000207");
  const IpAddress link_local = *IpAddress::parse("fe80::1");
  EXPECT_EQ(router_advertisement(ipv6_virtual_mac, link_local, std::chrono::seconds{0}),
            head + octets("86 00 1b1f 00 00 0000 00000000 00000000") + option);
  EXPECT_EQ(router_advertisement(ipv6_virtual_mac, link_local, std::chrono::minutes{30}),
            head + octets("86 00 1417 00 00 0708 00000000 00000000") + option);
}

}  // namespace
}  // namespace vrrpspec::impl
