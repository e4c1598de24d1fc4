#include "impl/kernel/netlink.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include "tests/impl/kernel/in_lab.hpp"

namespace vrrpspec::impl::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class NetlinkInKernel : public InLab {
 protected:
  static void inside(const std::function<void(Netlink&)>& body) {
    InLab::inside([&body] {
      auto netlink = Netlink::open();
      ASSERT_TRUE(netlink) << netlink.error().what;
      body(*netlink);
    });
  }
};

int index_of(Netlink& netlink, const char* name) {
  return netlink.link(name).value().value().index;
}

TEST_F(NetlinkInKernel, tells_links_as_they_are) {
  inside([](Netlink& netlink) {
    const auto found = netlink.link("eth0").value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->mac, eth0_mac);
    EXPECT_EQ(found->kind, "veth");
    EXPECT_EQ(found->mtu, 1500U);
    EXPECT_EQ(found->lower, 0);
    EXPECT_TRUE(found->is_up);
    EXPECT_TRUE(found->is_running);
    EXPECT_EQ(netlink.link(found->index).value(), found);
    EXPECT_THAT(netlink.links().value(), Contains(*found));
    EXPECT_FALSE(netlink.link("eth7").value());
    EXPECT_FALSE(netlink.link(4711).value());
    EXPECT_FALSE(netlink.link("a name that is far too long for an interface").value());
    run("ip -n far link set far0 down");
    EXPECT_TRUE(netlink.link("eth0").value()->is_up);
    EXPECT_FALSE(netlink.link("eth0").value()->is_running);
  });
}

TEST_F(NetlinkInKernel, tells_addresses_and_whether_they_can_be_used) {
  inside([](Netlink& netlink) {
    const int eth0 = index_of(netlink, "eth0");
    set_sysctl("net/ipv6/conf/eth0/accept_dad", "1");
    run("ip address add 2001:db8:1::77/64 dev eth0 && ip address add 203.0.113.1 peer 203.0.113.2/32 dev eth0");
    const auto addresses = netlink.addresses().value();
    EXPECT_THAT(addresses, Contains(InterfaceAddress{eth0, ip("192.0.2.2"), 24, true}));
    EXPECT_THAT(addresses, Contains(InterfaceAddress{eth0, ip("2001:db8:1::2"), 64, true}));
    EXPECT_THAT(addresses, Contains(InterfaceAddress{eth0, ip("2001:db8:1::77"), 64, false}));
    EXPECT_THAT(addresses, Contains(InterfaceAddress{eth0, ip("203.0.113.1"), 32, true}));
  });
}

TEST_F(NetlinkInKernel, adds_and_removes_an_address_twice_without_error) {
  inside([](Netlink& netlink) {
    const int eth0 = index_of(netlink, "eth0");
    for (const InterfaceAddress& address :
         {InterfaceAddress{eth0, ip("192.0.2.1"), 32}, InterfaceAddress{eth0, ip("2001:db8:1::1"), 64}}) {
      ASSERT_DONE(netlink.add_address(address, std::nullopt));
      ASSERT_DONE(netlink.add_address(address, std::nullopt));
      EXPECT_THAT(netlink.addresses().value(), Contains(address));
      ASSERT_DONE(netlink.remove_address(address));
      ASSERT_DONE(netlink.remove_address(address));
      EXPECT_THAT(netlink.addresses().value(), Not(Contains(address)));
    }
  });
}

TEST_F(NetlinkInKernel, gives_addresses_their_label) {
  inside([](Netlink& netlink) {
    ASSERT_DONE(netlink.add_address({index_of(netlink, "eth0"), ip("192.0.2.1"), 32}, "eth0:vip"));
    EXPECT_THAT(output_of("ip address show dev eth0"), HasSubstr("192.0.2.1/32 scope global eth0:vip"));
  });
}

TEST_F(NetlinkInKernel, makes_routes_of_its_addresses_that_yield) {
  inside([](Netlink& netlink) {
    ASSERT_DONE(netlink.add_address({index_of(netlink, "eth1"), ip("192.0.2.1"), 24}, std::nullopt));
    ASSERT_DONE(netlink.add_address({index_of(netlink, "eth1"), ip("2001:db8:1::1"), 64}, std::nullopt));
    run("ip link set eth0 down && ip link set eth0 up");  // what comes last would be last otherwise
    run("ip address replace 2001:db8:1::2/64 dev eth0 nodad");
    EXPECT_THAT(output_of("ip route get 192.0.2.99"), HasSubstr("dev eth0"));
    EXPECT_THAT(output_of("ip route get 2001:db8:1::99"), HasSubstr("dev eth0"));
  });
}

TEST_F(NetlinkInKernel, marks_its_blackholes) {
  inside([](Netlink& netlink) {
    run("ip route add blackhole 203.0.113.9 && ip route add blackhole 2001:db8:9::9");
    for (int i = 0; i < 2; ++i) {
      ASSERT_DONE(netlink.add_blackhole(ip("192.0.2.1")));
      ASSERT_DONE(netlink.add_blackhole(ip("2001:db8:1::1")));
    }
    EXPECT_THAT(netlink.blackholes().value(), ElementsAre(ip("192.0.2.1"), ip("2001:db8:1::1")));
    for (int i = 0; i < 2; ++i) {
      ASSERT_DONE(netlink.remove_blackhole(ip("192.0.2.1")));
      ASSERT_DONE(netlink.remove_blackhole(ip("2001:db8:1::1")));
    }
    EXPECT_THAT(netlink.blackholes().value(), IsEmpty());
    EXPECT_THAT(output_of("ip route show"), HasSubstr("blackhole 203.0.113.9"));
  });
}

TEST_F(NetlinkInKernel, says_what_the_kernel_refuses_and_why) {
  inside([](Netlink& netlink) {
    const int eth0 = index_of(netlink, "eth0");
    const auto same_name =
        netlink.create_macvlan({.lower = eth0, .name = "eth1", .mac = {2, 0, 0, 0, 0, 1}, .alias = "x"});
    ASSERT_FALSE(same_name);
    EXPECT_EQ(same_name.error().what, "cannot make the macvlan eth1 (interface eth0): File exists");
    const auto gone = netlink.add_address({4711, ip("192.0.2.1"), 32}, std::nullopt);
    ASSERT_FALSE(gone);
    EXPECT_THAT(gone.error().what, HasSubstr("cannot add 192.0.2.1/32 (the interface is gone): No such device"));
    EXPECT_FALSE(
        netlink.create_macvlan({.lower = eth0, .name = "a-name-too-long-", .mac = {2, 0, 0, 0, 0, 1}, .alias = "x"}));
    ASSERT_DONE(netlink.delete_link(4711));
  });
}

TEST_F(NetlinkInKernel, makes_the_other_changes_when_one_fails) {
  inside([](Netlink& netlink) {
    const int eth0 = index_of(netlink, "eth0");
    const std::vector<Change> changes{
        AddAddress{.address = {eth0, ip("192.0.2.10"), 32}}, AddAddress{.address = {4711, ip("192.0.2.11"), 32}},
        AddAddress{.address = {4712, ip("192.0.2.12"), 32}}, AddAddress{.address = {eth0, ip("192.0.2.13"), 32}}};
    const auto outcome = netlink.apply(changes);
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().what, HasSubstr("192.0.2.11"));
    EXPECT_THAT(netlink.addresses().value(), Contains(InterfaceAddress{eth0, ip("192.0.2.10"), 32}));
    EXPECT_THAT(netlink.addresses().value(), Contains(InterfaceAddress{eth0, ip("192.0.2.13"), 32}));
  });
}

TEST_F(NetlinkInKernel, takes_hundreds_of_changes_at_once) {
  inside([](Netlink& netlink) {
    const int eth0 = index_of(netlink, "eth0");
    std::vector<Change> changes;
    for (unsigned i = 0; i < 2500; ++i) {
      changes.emplace_back(AddAddress{
          .address = {eth0,
                      IpAddress::v4(203, 0, static_cast<std::uint8_t>(i / 250), static_cast<std::uint8_t>(i % 250)),
                      32}});
    }
    const auto before = netlink.addresses().value().size();
    ASSERT_DONE(netlink.apply(changes));
    EXPECT_EQ(netlink.addresses().value().size(), before + 2500);
    ASSERT_DONE(netlink.apply(changes));  // each of them is an answer: it is there already
    ASSERT_DONE(netlink.add_blackhole(ip("192.0.2.1")));
  });
}

// ---- events ---------------------------------------------------------------------------------------------------------

std::vector<KernelEvent> received(KernelEvents& events) {
  std::vector<KernelEvent> all;
  events.receive([&](const KernelEvent& event) { all.push_back(event); });
  return all;
}

template <typename Event, typename Fits>
bool tells(const std::vector<KernelEvent>& events, Fits fits) {
  return std::ranges::any_of(events, [&](const KernelEvent& event) {
    const auto* const one = std::get_if<Event>(&event);
    return one != nullptr && fits(*one);
  });
}

/// Of links without carrier and of IPv6 addresses the kernel tells in its own time.
template <typename Event, typename Fits>
bool tells_soon(KernelEvents& events, Fits fits) {
  pollfd readable{.fd = events.descriptor(), .events = POLLIN, .revents = 0};
  while (poll(&readable, 1, 3000) > 0) {
    if (tells<Event>(received(events), fits)) return true;
  }
  return false;
}

TEST_F(NetlinkInKernel, tells_what_becomes_of_links) {
  inside([](Netlink& netlink) {
    const int eth0 = index_of(netlink, "eth0");
    auto events = KernelEvents::open().value();
    EXPECT_THAT(received(events), IsEmpty());
    run("ip link set eth0 down");
    EXPECT_TRUE(
        tells<LinkChanged>(received(events), [&](const auto& e) { return e.link.index == eth0 && !e.link.is_up; }));
    run("ip link set eth0 name lan0");
    EXPECT_TRUE(tells<LinkChanged>(received(events),
                                   [&](const auto& e) { return e.link.index == eth0 && e.link.name == "lan0"; }));
    run("ip link set lan0 up && ip -n far link set far0 down");
    EXPECT_TRUE(tells_soon<LinkChanged>(
        events, [&](const auto& e) { return e.link.index == eth0 && e.link.is_up && !e.link.is_running; }));
    run("ip link delete lan0");
    EXPECT_TRUE(tells<LinkGone>(received(events), [&](const auto& e) { return e.index == eth0 && e.name == "lan0"; }));
  });
}

TEST_F(NetlinkInKernel, tells_what_becomes_of_addresses) {
  inside([](Netlink& netlink) {
    auto events = KernelEvents::open().value();
    const int eth0 = index_of(netlink, "eth0");
    for (const char* text : {"192.0.2.1", "2001:db8:1::1"}) {
      const InterfaceAddress address{eth0, ip(text), ip(text).family() == Family::ipv4 ? 32U : 64U};
      ASSERT_DONE(netlink.add_address(address, std::nullopt));
      EXPECT_TRUE(tells_soon<AddressAdded>(events, [&](const auto& e) { return e.address == address; })) << text;
      ASSERT_DONE(netlink.remove_address(address));
      EXPECT_TRUE(tells_soon<AddressGone>(events, [&](const auto& e) { return e.address.address == address.address; }))
          << text;
    }
  });
}

TEST_F(NetlinkInKernel, tells_when_its_blackholes_go_and_of_no_other_route) {
  inside([](Netlink& netlink) {
    ASSERT_DONE(netlink.add_blackhole(ip("192.0.2.1")));
    ASSERT_DONE(netlink.add_blackhole(ip("2001:db8:1::1")));
    auto events = KernelEvents::open().value();
    run("ip route add blackhole 203.0.113.9 && ip route add 203.0.113.128/25 via 192.0.2.9");
    run("ip route delete blackhole 203.0.113.9 && ip route delete 203.0.113.128/25");
    EXPECT_THAT(received(events), IsEmpty());
    for (const char* text : {"192.0.2.1", "2001:db8:1::1"}) {
      run(std::string{"ip route delete blackhole "} + text);
      EXPECT_TRUE(tells_soon<BlackholeGone>(events, [&](const auto& e) { return e.address == ip(text); })) << text;
    }
  });
}

TEST_F(NetlinkInKernel, leaves_its_sockets_to_no_other_program) {
  inside([](Netlink&) {
    const auto events = KernelEvents::open().value();
    for (int descriptor = 3; descriptor <= events.descriptor(); ++descriptor) {
      int type = 0;
      socklen_t size = sizeof type;
      if (getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &type, &size) != 0) continue;
      EXPECT_EQ(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC) << descriptor;
    }
  });
}

TEST_F(NetlinkInKernel, tells_that_events_were_lost) {
  inside([](Netlink& netlink) {
    auto events = KernelEvents::open().value();
    const int eth0 = index_of(netlink, "eth0");
    std::vector<Change> changes;
    for (int i = 0; i < 500; ++i) {
      changes.emplace_back(AddAddress{.address = {eth0, ip("192.0.2.1"), 32}});
      changes.emplace_back(RemoveAddress{{eth0, ip("192.0.2.1"), 32}});
    }
    for (int i = 0; i < 10; ++i) ASSERT_DONE(netlink.apply(changes));
    EXPECT_TRUE(tells<EventsLost>(received(events), [](const auto&) { return true; }));
    ASSERT_DONE(netlink.add_address({eth0, ip("192.0.2.1"), 32}, std::nullopt));
    EXPECT_TRUE(tells<AddressAdded>(received(events), [](const auto&) { return true; }));
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
