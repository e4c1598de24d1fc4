// RFC 826 for IPv4 over Ethernet, RFC 5798 (120), (380), (610) and 8.1.2.
#include <gtest/gtest.h>

#include "impl/frame/frames.hpp"
#include "tests/impl/frame/example.hpp"

namespace vrrpspec::impl {
namespace {

/// hardware and protocol type, their lengths, request
const Octets request_head = octets("0001 0800 06 04 0001");
const Octets arp_question = octets("ffffffffffff 02000000000a 0806") + request_head +
                            octets("02000000000a c000020a 000000000000 c0000207") + zeros(18);

TEST(GratuitousArp, is_a_broadcast_request_about_the_address_by_the_virtual_mac) {
  const Octets expected = octets("ffffffffffff 00005e000107 0806") + request_head +
                          octets("00005e000107 c0000207 000000000000 c0000207") + zeros(18);
  EXPECT_EQ(gratuitous_arp(ipv4_virtual_mac, ipv4_address, {}), expected);
}

TEST(GratuitousArp, has_the_target_hardware_address_that_is_asked_for) {
  const Octets expected = octets("ffffffffffff 00005e000107 0806") + request_head +
                          octets("00005e000107 c0000207 00005e000107 c0000207") + zeros(18);
  EXPECT_EQ(gratuitous_arp(ipv4_virtual_mac, ipv4_address, ipv4_virtual_mac), expected);
}

TEST(ArpReply, names_the_virtual_mac) {
  const Octets expected = octets("02000000000a 00005e000107 0806 0001 0800 06 04 0002") +
                          octets("00005e000107 c0000207 02000000000a c000020a") + zeros(18);
  const ArpRequest request{.source = host_mac, .sender_mac = host_mac, .sender = ipv4_host, .target = ipv4_address};
  EXPECT_EQ(arp_reply(ipv4_virtual_mac, request), expected);
}

TEST(ArpReply, goes_to_the_sender_hardware_address_and_not_to_who_relayed_the_request) {
  const ArpRequest relayed{
      .source = {2, 0, 0, 0, 0, 1}, .sender_mac = host_mac, .sender = ipv4_host, .target = ipv4_address};
  const Octets reply = arp_reply(ipv4_virtual_mac, relayed);
  EXPECT_EQ(Octets(reply.begin(), reply.begin() + 6), Octets(host_mac.begin(), host_mac.end()));
}

TEST(ReadArpRequest, reads_a_question) {
  const ArpRequest expected{.source = host_mac, .sender_mac = host_mac, .sender = ipv4_host, .target = ipv4_address};
  EXPECT_EQ(read_arp_request(arp_question), expected);
}

TEST(ReadArpRequest, needs_no_padding) {
  EXPECT_TRUE(read_arp_request(std::span{arp_question}.first(42)));
}

TEST(ReadArpRequest, reads_a_probe) {
  const auto probe = read_arp_request(with(arp_question, 28, zeros(4)));
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->sender, IpAddress::v4(0, 0, 0, 0));
}

TEST(ReadArpRequest, reads_a_gratuitous_request) {
  const auto request = read_arp_request(gratuitous_arp(ipv4_virtual_mac, ipv4_address, {}));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->sender, request->target);
}

TEST(ReadArpRequest, tells_the_source_of_the_frame_from_the_sender) {
  const auto request = read_arp_request(with(arp_question, 22, octets("02000000000b")));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->source, host_mac);
  EXPECT_EQ(request->sender_mac, (MacAddress{2, 0, 0, 0, 0, 0x0b}));
}

TEST(ReadArpRequest, refuses_what_is_cut) {
  for (std::size_t size = 0; size < 42; ++size) {
    EXPECT_FALSE(read_arp_request(std::span{arp_question}.first(size))) << size;
  }
}

TEST(ReadArpRequest, refuses_other_types_lengths_and_operations) {
  EXPECT_FALSE(read_arp_request(with(arp_question, 12, octets("0800"))));
  EXPECT_FALSE(read_arp_request(with(arp_question, 14, octets("0006"))));
  EXPECT_FALSE(read_arp_request(with(arp_question, 16, octets("0806"))));
  EXPECT_FALSE(read_arp_request(with(arp_question, 18, octets("08"))));
  EXPECT_FALSE(read_arp_request(with(arp_question, 19, octets("10"))));
  EXPECT_FALSE(read_arp_request(with(arp_question, 20, octets("0002"))));
  EXPECT_FALSE(read_arp_request(with(arp_question, 20, octets("0101"))));
}

TEST(ReadArpRequest, refuses_a_tagged_frame_which_belongs_to_another_interface) {
  Octets tagged = arp_question;
  const Octets tag = octets("8100 0005");
  tagged.insert(tagged.begin() + 12, tag.begin(), tag.end());
  EXPECT_FALSE(read_arp_request(tagged));
}

TEST(ReadArpRequest, refuses_a_sender_that_is_a_group_of_stations) {
  EXPECT_FALSE(read_arp_request(with(arp_question, 22, octets("ffffffffffff"))));
  EXPECT_FALSE(read_arp_request(with(arp_question, 22, octets("01005e000012"))));
}

}  // namespace
}  // namespace vrrpspec::impl
