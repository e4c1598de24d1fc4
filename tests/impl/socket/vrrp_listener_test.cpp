// Raw sockets for adverts, each of one interface and family.
#include <utility>
#include <vector>

#include "impl/frame/ip.hpp"
#include "tests/impl/frame/example.hpp"
#include "tests/impl/socket/wire.hpp"

namespace vrrpspec::impl {
namespace {

struct Heard {
  Octets message;
  wire::IpHeader header;
};

std::vector<Heard> hear(VrrpListener& listener, std::size_t limit = 1000) {
  std::vector<Heard> heard;
  listener.receive(limit, [&heard](const VrrpDatagram& datagram) {
    heard.push_back({.message = {datagram.message.begin(), datagram.message.end()}, .header = datagram.header});
  });
  return heard;
}

/// Waits for the first; what was put on the wires before it is there by then.
std::vector<Heard> hear_soon(VrrpListener& listener) {
  EXPECT_TRUE(wait_for(listener.descriptor()));
  return hear(listener);
}

VrrpListener listen(Family family, const char* interface = "router0", bool joins_group = true) {
  auto listener = VrrpListener::open(index_of(interface), family, joins_group);
  EXPECT_TRUE(listener) << listener.error().what;
  return std::move(listener.value());
}

wire::IpHeader multicast(Family family, std::uint8_t ttl = 255) {
  const bool ipv4 = family == Family::ipv4;
  return {.source = ipv4 ? IpAddress::v4(192, 0, 2, 10) : *IpAddress::parse("fe80::a"),
          .destination = vrrp_multicast_group(family),
          .ttl = ttl};
}

wire::IpHeader unicast(Family family) {
  wire::IpHeader header = multicast(family);
  header.destination = family == Family::ipv4 ? IpAddress::v4(192, 0, 2, 1) : *IpAddress::parse("fe80::1");
  return header;
}

Octets unicast_frame(Family family) {
  const std::uint16_t type = family == Family::ipv4 ? 0x0800 : 0x86dd;
  return Octets(router_mac.begin(), router_mac.end()) + Octets(host_mac.begin(), host_mac.end()) +
         Octets{static_cast<std::uint8_t>(type >> 8), static_cast<std::uint8_t>(type & 0xff)} +
         vrrp_packet(unicast(family), advert_message);
}

Octets advert(Family family, const Octets& octets = advert_message) {
  return advert_frame(ipv4_virtual_mac, multicast(family), octets);
}

/// One after the other, on the same wires.
void with_both_families(const std::function<void(Family)>& body) {
  on_wires([&body] {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      SCOPED_TRACE(family == Family::ipv4 ? "IPv4" : "IPv6");
      body(family);
    }
  });
}

TEST(VrrpListener, hears_an_advert_and_what_its_header_said) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener listener = listen(family);
    put_on("wire0", advert(family));
    const auto heard = hear_soon(listener);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].message, advert_message);
    EXPECT_EQ(heard[0].header.source, multicast(family).source);
    EXPECT_EQ(heard[0].header.destination, multicast(family).destination);
    EXPECT_EQ(heard[0].header.ttl, 255);
  });
}

TEST(VrrpListener, hears_what_is_wrong_so_that_it_is_counted) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener listener = listen(family);
    put_on("wire0", advert_frame(ipv4_virtual_mac, multicast(family, 1), advert_message));
    put_on("wire0", advert(family, octets("31")));
    put_on("wire0", advert(family, {}));
    const auto heard = hear_soon(listener);
    ASSERT_EQ(heard.size(), 3U);
    EXPECT_EQ(heard[0].header.ttl, 1);
    EXPECT_EQ(heard[1].message, octets("31"));
    EXPECT_EQ(heard[2].message, Octets{});
  });
}

TEST(VrrpListener, hears_the_longest_advert_and_drops_what_is_longer_than_any) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    shell("for i in wire0 router0; do ip link set $i mtu 12000; done");
    VrrpListener listener = listen(family);
    const Octets longest(8 + 255 * 16, 0x31);
    put_on("wire0", advert(family, Octets(10'000, 0x31)));
    put_on("wire0", advert(family, longest));
    const auto heard = hear_soon(listener);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].message, longest);
  });
}

TEST(VrrpListener, does_not_hear_another_interface) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener there = listen(family, "router1");
    VrrpListener here = listen(family, "router0");
    put_on("wire1", advert(family));
    EXPECT_EQ(hear_soon(there).size(), 1U);
    EXPECT_EQ(hear(here).size(), 0U);
  });
}

TEST(VrrpListener, hears_nothing_that_came_from_elsewhere_before_it_was_bound) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener there = listen(family, "router1");
    const pid_t sender = fork();
    if (sender == 0) {
      while (true) put_on("wire1", advert(family));
    }
    EXPECT_TRUE(wait_for(there.descriptor())) << "else nothing is asked";
    for (int i = 0; i < 100; ++i) {
      VrrpListener here = listen(family, "router0");
      EXPECT_EQ(hear(here).size(), 0U);
    }
    kill(sender, SIGKILL);
    waitpid(sender, nullptr, 0);
  });
}

TEST(VrrpListener, does_not_hear_what_this_machine_sends) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener listener = listen(family);
    Tap tap{"wire0"};
    const Octets own = advert(family);
    put_on("router0", own);
    EXPECT_TRUE(tap.next([&own](const Octets& frame) { return frame == own; }));
    EXPECT_EQ(hear(listener).size(), 0U);
  });
}

TEST(VrrpListener, is_a_member_of_the_group_as_long_as_it_lives) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    const auto is_member = [](const char* file, const char* group) { return content(file).contains(group); };
    {
      const VrrpListener ipv4 = listen(Family::ipv4);
      const VrrpListener ipv6 = listen(Family::ipv6);
      EXPECT_TRUE(is_member("/proc/self/net/igmp", "120000E0"));
      EXPECT_TRUE(is_member("/proc/self/net/igmp6", "router0         ff020000000000000000000000000012"));
    }
    EXPECT_FALSE(is_member("/proc/self/net/igmp", "120000E0"));
    EXPECT_FALSE(is_member("/proc/self/net/igmp6", "ff020000000000000000000000000012"));
  });
}

TEST(VrrpListener, without_the_group_hears_what_is_sent_to_this_machine_only) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener member = listen(family);
    VrrpListener other = listen(family, "router0", false);
    put_on("wire0", advert(family));
    put_on("wire0", unicast_frame(family));
    EXPECT_EQ(hear_soon(member).size(), 2U);
    const auto heard = hear_soon(other);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].header.destination, unicast(family).destination);
  });
}

TEST(VrrpListener, of_no_interface_hears_what_is_sent_to_this_machine_on_any) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    auto listener = VrrpListener::open(0, Family::ipv4, false);
    ASSERT_TRUE(listener) << listener.error().what;
    put_on("wire0", unicast_frame(Family::ipv4));
    put_on("wire1", unicast_frame(Family::ipv4));
    EXPECT_EQ(hear_soon(*listener).size(), 2U);
  });
}

TEST(VrrpListener, reads_no_more_than_the_limit) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener listener = listen(family);
    for (std::uint8_t i = 0; i < 40; ++i) put_on("wire0", advert(family, {i}));
    ASSERT_TRUE(wait_for(listener.descriptor()));
    EXPECT_EQ(hear(listener, 0).size(), 0U);
    EXPECT_EQ(hear(listener, 1).size(), 1U);
    EXPECT_EQ(hear(listener, 16).size(), 16U);
    const auto rest = hear(listener, 24);
    ASSERT_EQ(rest.size(), 23U);
    EXPECT_EQ(rest.back().message, Octets{39});
  });
}

TEST(VrrpListener, keeps_the_burst_of_a_flood_and_hears_on_after_it) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener listener = listen(family);
    const Octets junk = advert(family, {0xff});
    for (int i = 0; i < 20'000; ++i) put_on("wire0", junk);
    std::size_t kept = 0;
    while (const std::size_t read = hear(listener, 64).size()) kept += read;
    EXPECT_GE(kept, 1'000U) << "ten milliseconds of 100 000 frames each second";
    EXPECT_LT(kept, 20'000U) << "what the kernel keeps is bounded";
    put_on("wire0", advert(family));
    const auto heard = hear_soon(listener);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].message, advert_message);
  });
}

TEST(VrrpListener, hears_again_when_its_interface_was_down) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    VrrpListener listener = listen(family);
    shell("ip link set router0 down");
    EXPECT_EQ(hear(listener).size(), 0U);
    shell("ip link set router0 up");
    wait_until_running();
    put_on("wire0", advert(family));
    EXPECT_EQ(hear_soon(listener).size(), 1U);
  });
}

/// Another Master sends from the same virtual MAC address, which the macvlan of this one has too. In mode private the
/// kernel would keep such a frame from the interface below.
TEST(VrrpListener, hears_another_master_while_a_macvlan_in_mode_vepa_has_the_same_mac_address) {
  SKIP_UNLESS_WIRES();
  with_both_families([](Family family) {
    shell(
        "ip link add link router0 name virtual0 address 00:00:5e:00:01:07 type macvlan mode vepa;"
        "ip link set virtual0 up");
    VrrpListener listener = listen(family);
    put_on("wire0", advert(family));
    EXPECT_EQ(hear_soon(listener).size(), 1U);
    shell("ip link del virtual0");
  });
}

TEST(VrrpListener, names_the_interface_and_the_reason_when_it_cannot_open) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    const auto listener = VrrpListener::open(4711, Family::ipv4, true);
    ASSERT_FALSE(listener);
    EXPECT_EQ(listener.error().what,
              "cannot listen to VRRP over IPv4 on interface 4711, which is gone: No such device or address");
    const int code = harness::as_ordinary_user([] {
      const auto refused = VrrpListener::open(index_of("router0"), Family::ipv6, true);
      const char* const expected =
          "cannot listen to VRRP over IPv6 on router0: Operation not permitted; "
          "the daemon needs the capabilities CAP_NET_RAW and CAP_NET_ADMIN";
      return !refused && refused.error().what == expected ? 0 : 1;
    });
    EXPECT_EQ(code, 0);
  });
}

}  // namespace
}  // namespace vrrpspec::impl
