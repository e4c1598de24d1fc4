// A second opinion: libtins reads every kind of frame, and writes the same octets with its own lengths and checksums.
#include <gtest/gtest.h>
#include <tins/ethernetII.h>
#include <tins/icmpv6.h>
#include <tins/ip.h>
#include <tins/ipv6.h>

#include "impl/frame/frames.hpp"
#include "tests/impl/frame/example.hpp"

namespace vrrpspec::impl {
namespace {

const IpAddress link_local = *IpAddress::parse("fe80::1");

Octets written_again(const Octets& frame) {
  return Tins::EthernetII{frame.data(), static_cast<std::uint32_t>(frame.size())}.serialize();
}

TEST(Libtins, writes_the_same_advert_of_ipv4) {
  const wire::IpHeader header{.source = IpAddress::v4(192, 0, 2, 1), .destination = IpAddress::v4(224, 0, 0, 18)};
  const Octets frame = advert_frame(ipv6_virtual_mac, header, advert_message);
  EXPECT_EQ(written_again(frame), frame);
}

TEST(Libtins, writes_the_same_arp) {
  const ArpRequest request{.source = host_mac,
                           .sender_mac = host_mac,
                           .sender = IpAddress::v4(192, 0, 2, 10),
                           .target = IpAddress::v4(192, 0, 2, 7)};
  for (const Octets& frame :
       {gratuitous_arp(ipv6_virtual_mac, request.target, {}), arp_reply(ipv6_virtual_mac, request)}) {
    EXPECT_EQ(written_again(frame), frame);
  }
}

TEST(Libtins, writes_the_same_neighbor_discovery) {
  const NeighborSolicitation solicitation{.source_mac = host_mac, .source = ipv6_host, .target = ipv6_address};
  for (const Octets& frame : {unsolicited_neighbor_advertisement(ipv6_virtual_mac, ipv6_address),
                              neighbor_advertisement(ipv6_virtual_mac, solicitation),
                              router_advertisement(ipv6_virtual_mac, link_local, std::chrono::seconds{1800})}) {
    EXPECT_EQ(written_again(frame), frame);
  }
}

TEST(Libtins, reads_the_flags_of_an_answer) {
  const NeighborSolicitation solicitation{.source_mac = host_mac, .source = ipv6_host, .target = ipv6_address};
  const Octets frame = neighbor_advertisement(ipv6_virtual_mac, solicitation);
  const Tins::EthernetII ethernet{frame.data(), static_cast<std::uint32_t>(frame.size())};
  const auto& icmp = ethernet.rfind_pdu<Tins::ICMPv6>();
  EXPECT_EQ(icmp.router(), 1);
  EXPECT_EQ(icmp.solicited(), 1);
  EXPECT_EQ(icmp.override(), 1);
  EXPECT_EQ(icmp.target_addr().to_string(), to_string(ipv6_address));
  EXPECT_EQ(icmp.target_link_layer_addr().to_string(), to_string(ipv6_virtual_mac));
}

TEST(Libtins, reads_the_lifetime_of_a_router) {
  const Octets frame = router_advertisement(ipv6_virtual_mac, link_local, std::chrono::seconds{1800});
  const Tins::EthernetII ethernet{frame.data(), static_cast<std::uint32_t>(frame.size())};
  EXPECT_EQ(ethernet.rfind_pdu<Tins::ICMPv6>().router_lifetime(), 1800);
}

}  // namespace
}  // namespace vrrpspec::impl
