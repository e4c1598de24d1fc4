// What leaves: whole frames, and VRRP to peers.
#include <fcntl.h>

#include <cerrno>

#include "impl/frame/ip.hpp"
#include "tests/impl/frame/example.hpp"
#include "tests/impl/socket/wire.hpp"

namespace vrrpspec::impl {
namespace {

const Octets frame = gratuitous_arp({0x00, 0x00, 0x5e, 0x00, 0x01, 0x07}, IpAddress::v4(192, 0, 2, 7), {});

TEST(Descriptor, is_closed_once_by_its_last_owner) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const auto is_open = [](int number) { return fcntl(number, F_GETFD) >= 0; };
  Descriptor first{ends[0]};
  {
    const Descriptor second{std::move(first)};
    EXPECT_EQ(second.number(), ends[0]);
    EXPECT_TRUE(is_open(ends[0]));
  }
  EXPECT_FALSE(is_open(ends[0]));
  Descriptor third{ends[1]};
  third = Descriptor{};
  EXPECT_FALSE(third);
  EXPECT_FALSE(is_open(ends[1]));
}

TEST(FrameSender, puts_the_octets_on_the_wire_as_they_are) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    Tap tap{"wire0"};
    auto sender = FrameSender::open();
    ASSERT_TRUE(sender) << sender.error().what;
    EXPECT_EQ(sender->send(index_of("router0"), frame), 0);
    EXPECT_TRUE(tap.next([](const Octets& seen) { return seen == frame; }));
  });
}

TEST(FrameSender, says_why_a_frame_did_not_leave) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    auto sender = FrameSender::open();
    ASSERT_TRUE(sender) << sender.error().what;
    EXPECT_EQ(sender->send(4711, frame), ENXIO);
    EXPECT_EQ(sender->send(index_of("router0"), Octets(2000, 0)), EMSGSIZE);
    shell("ip link set router0 down");
    EXPECT_EQ(sender->send(index_of("router0"), frame), ENETDOWN);
    shell("ip link set router0 up");
    wait_until_running();
    EXPECT_EQ(sender->send(index_of("router0"), frame), 0);
  });
}

void expect_packet_to_peer(const wire::IpHeader& header, const char* neighbor) {
  Tap tap{"wire0"};
  shell(std::string{"ip neigh replace "} + neighbor + " lladdr 02:00:00:00:00:0a dev router0");
  auto sender = PeerSender::open(index_of("router0"), header.source.family());
  ASSERT_TRUE(sender) << sender.error().what;
  EXPECT_EQ(sender->send(header, advert_message), 0);
  const auto is_to_host = [](const Octets& seen) {
    return seen.size() > 14 && std::equal(host_mac.begin(), host_mac.end(), seen.begin());
  };
  const auto sent = tap.next(is_to_host);
  ASSERT_TRUE(sent);
  EXPECT_EQ(Octets(sent->begin() + 6, sent->begin() + 12), Octets(router_mac.begin(), router_mac.end()));
  Octets expected = vrrp_packet(header, advert_message);
  Octets packet(sent->begin() + 14, sent->end());
  if (header.source.family() == Family::ipv4) {
    for (Octets* octets : {&expected, &packet}) {
      octets->at(4) = octets->at(5) = 0;  // the kernel fills the Identification in where it is zero
      octets->at(10) = octets->at(11) = 0;
    }
  }
  EXPECT_EQ(packet, expected);
}

TEST(PeerSender, sends_to_a_peer_with_the_source_and_ttl_of_the_header) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    expect_packet_to_peer({.source = IpAddress::v4(192, 0, 2, 1), .destination = IpAddress::v4(192, 0, 2, 10)},
                          "192.0.2.10");
    expect_packet_to_peer(
        {.source = IpAddress::v4(192, 0, 2, 99), .destination = IpAddress::v4(192, 0, 2, 10), .ttl = 64}, "192.0.2.10");
    expect_packet_to_peer({.source = *IpAddress::parse("fe80::1"), .destination = *IpAddress::parse("fe80::a")},
                          "fe80::a");
    shell("ip addr add 2001:db8::1/64 dev router0 nodad");
    expect_packet_to_peer(
        {.source = *IpAddress::parse("2001:db8::99"), .destination = *IpAddress::parse("2001:db8::a"), .ttl = 64},
        "2001:db8::a");
  });
}

TEST(PeerSender, says_why_a_message_did_not_leave) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    auto sender = PeerSender::open(index_of("router0"), Family::ipv4);
    ASSERT_TRUE(sender) << sender.error().what;
    const wire::IpHeader nowhere{.source = IpAddress::v4(192, 0, 2, 1), .destination = IpAddress::v4(198, 51, 100, 1)};
    shell("ip link set router0 down");
    EXPECT_EQ(sender->send(nowhere, advert_message), ENETUNREACH);
    EXPECT_FALSE(PeerSender::open(4711, Family::ipv6));
  });
}

TEST(PeerSender, hears_nothing) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    auto listener = VrrpListener::open(index_of("router0"), Family::ipv6, true);
    auto sender = PeerSender::open(index_of("router0"), Family::ipv6);
    ASSERT_TRUE(listener && sender);
    const wire::IpHeader header{.source = *IpAddress::parse("fe80::a"), .destination = *IpAddress::parse("ff02::12")};
    put_on("wire0", advert_frame(host_mac, header, advert_message));
    ASSERT_TRUE(wait_for(listener->descriptor()));
    // Of protocols 255 and 112: what waits to be sent and to be read.
    const auto has_empty_queues = [](const std::string& protocol) {
      std::ifstream sockets{"/proc/self/net/raw6"};
      for (std::string line; std::getline(sockets, line);) {
        if (line.contains(":" + protocol + " ")) return line.contains(" 00000000:00000000 ");
      }
      ADD_FAILURE() << "no socket of protocol " << protocol;
      return false;
    };
    EXPECT_TRUE(has_empty_queues("00FF"));
    EXPECT_FALSE(has_empty_queues("0070"));
  });
}

}  // namespace
}  // namespace vrrpspec::impl
