// A second opinion: libtins reads every kind of frame, and writes the same octets with its own lengths and checksums.
#include <gtest/gtest.h>
#include <tins/ethernetII.h>
#include <tins/icmpv6.h>
#include <tins/ip.h>
#include <tins/ipv6.h>

#include "impl/frame/frames.hpp"
#include "tests/impl/frame/octet_text.hpp"

namespace vrrpspec::impl {
namespace {

const MacAddress virtual_mac{0x00, 0x00, 0x5e, 0x00, 0x02, 0x07};
const MacAddress host_mac{0x02, 0x00, 0x00, 0x00, 0x00, 0x0a};
const IpAddress address = *IpAddress::parse("2001:db8::7");
const IpAddress host = *IpAddress::parse("2001:db8::a");
const IpAddress link_local = *IpAddress::parse("fe80::1");

Octets written_again(const Octets& frame) {
  return Tins::EthernetII{frame.data(), static_cast<std::uint32_t>(frame.size())}.serialize();
}

TEST(Libtins, writes_the_same_advert_of_ipv4) {
  const wire::IpHeader header{.source = IpAddress::v4(192, 0, 2, 1), .destination = IpAddress::v4(224, 0, 0, 18)};
  const Octets frame = advert_frame(virtual_mac, header, octets("31 07 64 01 00 64 05 fb c0 00 02 07"));
  EXPECT_EQ(written_again(frame), frame);
}

TEST(Libtins, writes_the_same_arp) {
  const ArpRequest request{.source = host_mac,
                           .sender_mac = host_mac,
                           .sender = IpAddress::v4(192, 0, 2, 10),
                           .target = IpAddress::v4(192, 0, 2, 7)};
  for (const Octets& frame : {gratuitous_arp(virtual_mac, request.target, {}), arp_reply(virtual_mac, request)}) {
    EXPECT_EQ(written_again(frame), frame);
  }
}

TEST(Libtins, writes_the_same_neighbor_discovery) {
  const NeighborSolicitation solicitation{.source_mac = host_mac, .source = host, .target = address};
  for (const Octets& frame :
       {unsolicited_neighbor_advertisement(virtual_mac, address), neighbor_advertisement(virtual_mac, solicitation),
        router_advertisement(virtual_mac, link_local, std::chrono::seconds{1800})}) {
    EXPECT_EQ(written_again(frame), frame);
  }
}

TEST(Libtins, reads_the_flags_of_an_answer) {
  const NeighborSolicitation solicitation{.source_mac = host_mac, .source = host, .target = address};
  const Octets frame = neighbor_advertisement(virtual_mac, solicitation);
  const Tins::EthernetII ethernet{frame.data(), static_cast<std::uint32_t>(frame.size())};
  const auto& icmp = ethernet.rfind_pdu<Tins::ICMPv6>();
  EXPECT_EQ(icmp.router(), 1);
  EXPECT_EQ(icmp.solicited(), 1);
  EXPECT_EQ(icmp.override(), 1);
  EXPECT_EQ(icmp.target_addr().to_string(), to_string(address));
  EXPECT_EQ(icmp.target_link_layer_addr().to_string(), to_string(virtual_mac));
}

TEST(Libtins, reads_the_lifetime_of_a_router) {
  const Octets frame = router_advertisement(virtual_mac, link_local, std::chrono::seconds{1800});
  const Tins::EthernetII ethernet{frame.data(), static_cast<std::uint32_t>(frame.size())};
  EXPECT_EQ(ethernet.rfind_pdu<Tins::ICMPv6>().router_lifetime(), 1800);
}

}  // namespace
}  // namespace vrrpspec::impl
