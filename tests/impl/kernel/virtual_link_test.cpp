#include "impl/kernel/virtual_link.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/impl/kernel/in_lab.hpp"

namespace vrrpspec::impl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class VirtualLinkInKernel : public InLab {
 protected:
  static VirtualLinkPlan ipv4_plan(Kernel& kernel) {
    return plan_of(kernel.netlink, Family::ipv4, {{.address = vip4, .prefix_length = 24}});
  }
  static VirtualLinkPlan ipv6_plan(Kernel& kernel) {
    return plan_of(
        kernel.netlink, Family::ipv6,
        {{.address = ip("fe80::1"), .prefix_length = 64}, {.address = ip("2001:db8:1::1"), .prefix_length = 64}});
  }
};

TEST_F(VirtualLinkInKernel, is_down_with_its_mac_and_its_mark_at_first) {
  inside([] {
    Kernel kernel = Kernel::open();
    const VirtualLink link = make(kernel, ipv4_plan(kernel));
    const auto found = kernel.netlink.link("vrrp.7").value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->index, link.index());
    EXPECT_EQ(found->mac, vmac4);
    EXPECT_FALSE(found->is_up);
    EXPECT_EQ(found->kind, "macvlan");
    EXPECT_EQ(found->alias, "vrrpspecd eth0 7 IPv4 record " + kernel.record.file().string());
    EXPECT_EQ(found->lower, kernel.netlink.link("eth0").value()->index);
  });
}

TEST_F(VirtualLinkInKernel, is_up_while_active_only) {
  inside([] {
    Kernel kernel = Kernel::open();
    VirtualLink link = make(kernel, ipv4_plan(kernel));
    ASSERT_DONE(link.activate());
    EXPECT_TRUE(kernel.netlink.link("vrrp.7").value()->is_up);
    ASSERT_DONE(link.deactivate());
    EXPECT_FALSE(kernel.netlink.link("vrrp.7").value()->is_up);
    ASSERT_DONE(link.remove());
    EXPECT_FALSE(kernel.netlink.link("vrrp.7").value());
  });
}

TEST_F(VirtualLinkInKernel, has_no_ipv6_address_but_those_of_its_plan) {
  inside([] {
    Kernel kernel = Kernel::open();
    VirtualLink four = make(kernel, ipv4_plan(kernel));
    VirtualLinkPlan plan = ipv6_plan(kernel);
    plan.accepts = false;
    VirtualLink six = make(kernel, plan);
    ASSERT_DONE(four.activate());
    ASSERT_DONE(six.activate());
    const Tap tap{"far0"};
    tap.hear(100);
    EXPECT_THAT(output_of("ip -6 address show dev vrrp.7; ip -6 address show dev vrrp6.7"), Not(HasSubstr("inet6")));
  });
}

TEST_F(VirtualLinkInKernel, answers_arp_with_the_virtual_mac_and_nothing_else) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, ipv4_plan(kernel));
    EXPECT_THAT(answers_for(tap, vip4, brief), IsEmpty());
    ASSERT_DONE(link.activate());
    EXPECT_THAT(answers_for(tap, vip4), ElementsAre(vmac4));
    EXPECT_THAT(answers_for(tap, ip("192.0.2.2")), ElementsAre(eth0_mac));
    ASSERT_DONE(link.deactivate());
    EXPECT_THAT(answers_for(tap, vip4, brief), IsEmpty());
  });
}

TEST_F(VirtualLinkInKernel, leaves_arp_to_the_interface_unanswered_for_its_address) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, ipv4_plan(kernel));
    ASSERT_DONE(link.activate());
    tap.clear();
    tap.send(arp_request(vip4, eth0_mac));
    for (const Frame& frame : tap.hear(150)) EXPECT_FALSE(harness::read_arp(frame));
  });
}

TEST_F(VirtualLinkInKernel, answers_arp_under_a_strict_reverse_path_filter) {
  inside([] {
    set_sysctl("net/ipv4/conf/all/rp_filter", "1");
    set_sysctl("net/ipv4/conf/default/rp_filter", "1");
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLinkPlan plan = ipv4_plan(kernel);
    plan.addresses[0].prefix_length = 32;  // the way back leads through eth0 alone
    VirtualLink link = make(kernel, plan);
    ASSERT_DONE(link.activate());
    EXPECT_THAT(answers_for(tap, vip4), ElementsAre(vmac4));
    EXPECT_TRUE(answers_echo(tap, vmac4, vip4));
  });
}

TEST_F(VirtualLinkInKernel, answers_solicitations_with_the_virtual_mac_and_nothing_else) {
  inside([] {
    set_sysctl("net/ipv6/conf/default/disable_ipv6", "1");
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, ipv6_plan(kernel));
    for (const char* address : {"fe80::1", "2001:db8:1::1"})
      EXPECT_THAT(answers_for(tap, ip(address), brief), IsEmpty());
    ASSERT_DONE(link.activate());
    for (const char* address : {"fe80::1", "2001:db8:1::1"}) {
      EXPECT_THAT(answers_for(tap, ip(address)), ElementsAre(vmac6)) << address;
      EXPECT_TRUE(answers_echo(tap, vmac6, ip(address))) << address;
    }
    EXPECT_THAT(answers_for(tap, ip("2001:db8:1::2")), ElementsAre(eth0_mac));
    ASSERT_DONE(link.deactivate());
    for (const char* address : {"fe80::1", "2001:db8:1::1"}) {
      EXPECT_THAT(answers_for(tap, ip(address), brief), IsEmpty()) << address;
      EXPECT_FALSE(answers_echo(tap, vmac6, ip(address), brief)) << address;
    }
  });
}

TEST_F(VirtualLinkInKernel, answers_echo_requests_while_active_only) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, ipv4_plan(kernel));
    EXPECT_FALSE(answers_echo(tap, vmac4, vip4, brief));
    ASSERT_DONE(link.activate());
    EXPECT_TRUE(answers_echo(tap, vmac4, vip4));
    ASSERT_DONE(link.deactivate());
    EXPECT_FALSE(answers_echo(tap, vmac4, vip4, brief));
  });
}

TEST_F(VirtualLinkInKernel, drops_what_it_does_not_accept_without_a_word) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLinkPlan four_plan = ipv4_plan(kernel), six_plan = ipv6_plan(kernel);
    four_plan.accepts = six_plan.accepts = false;
    VirtualLink four = make(kernel, four_plan), six = make(kernel, six_plan);
    ASSERT_DONE(four.activate());
    ASSERT_DONE(six.activate());
    EXPECT_FALSE(answers_echo(tap, vmac4, vip4, brief));
    EXPECT_FALSE(answers_echo(tap, vmac6, ip("2001:db8:1::1"), brief));
    EXPECT_FALSE(answers_echo(tap, vmac6, ip("fe80::1"), brief));
    EXPECT_THAT(answers_for(tap, vip4, brief), IsEmpty());  // that is the daemon's part
    EXPECT_EQ(kernel.netlink.blackholes().value().size(), 3U);
    ASSERT_DONE(four.deactivate());
    ASSERT_DONE(six.deactivate());
    EXPECT_THAT(kernel.netlink.blackholes().value(), IsEmpty());
  });
}

/// Whether a packet to that MAC address which is to leave by eth1 leaves by it.
bool forwards(const Tap& near, const Tap& far, const MacAddress& mac, const IpAddress& from, const IpAddress& to,
              int milliseconds) {
  run("ip neigh replace " + to_string(to) + " lladdr " + to_string(other_mac) + " dev eth1");
  far.clear();
  near.clear();
  near.send(udp(host_mac, mac, from, to));
  const auto is_it = [](const Frame& frame) {
    return frame.size() > 4 && std::ranges::equal(std::span{frame}.last(4), std::string_view{"vrrp"});
  };
  const auto frames = far.hear(milliseconds, is_it);
  for (const Frame& frame : near.hear(20)) EXPECT_FALSE(is_error(frame));
  return std::ranges::any_of(frames, is_it);
}

TEST_F(VirtualLinkInKernel, forwards_frames_to_the_virtual_mac_while_active_only) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap near{"far0"}, far{"far1"};
    VirtualLink four = make(kernel, ipv4_plan(kernel)), six = make(kernel, ipv6_plan(kernel));
    const auto both = [&](int milliseconds) {
      return std::pair{forwards(near, far, vmac4, ip("192.0.2.9"), ip("198.51.100.9"), milliseconds),
                       forwards(near, far, vmac6, ip("2001:db8:1::9"), ip("2001:db8:2::9"), milliseconds)};
    };
    EXPECT_EQ(sysctl("net/ipv4/ip_forward"), "0");
    EXPECT_EQ(both(brief), std::pair(false, false));
    ASSERT_DONE(four.activate());
    ASSERT_DONE(six.activate());
    EXPECT_EQ(both(patient), std::pair(true, true));
    EXPECT_FALSE(forwards(near, far, eth0_mac, ip("192.0.2.9"), ip("198.51.100.9"), brief));
    ASSERT_DONE(four.deactivate());
    ASSERT_DONE(six.deactivate());
    EXPECT_EQ(both(brief), std::pair(false, false));
  });
}

TEST_F(VirtualLinkInKernel, asks_neighbors_of_the_interface_with_its_own_address) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, ipv4_plan(kernel));
    ASSERT_DONE(link.activate());
    tap.clear();
    tap.send(echo_request(host_mac, vmac4, ip("192.0.2.9"), vip4));  // the way back is unknown: the kernel asks for it
    bool asked = false;
    for (const Frame& frame : tap.hear(patient, [](const Frame& one) { return harness::read_arp(one).has_value(); })) {
      const auto arp = harness::read_arp(frame);
      if (!arp) continue;
      asked = true;
      EXPECT_TRUE(arp->sender == vip4 ? arp->sender_mac == vmac4 : arp->sender_mac == eth0_mac)
          << to_string(arp->sender);
    }
    EXPECT_TRUE(asked);
  });
}

TEST_F(VirtualLinkInKernel, names_no_other_address_with_the_virtual_mac) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, ipv4_plan(kernel));
    ASSERT_DONE(link.activate());
    // A packet from the address of the interface that is to leave by the macvlan.
    run("ip route add 192.0.2.99/32 dev vrrp.7 src 192.0.2.2");
    tap.clear();
    const Descriptor socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(9);
    ASSERT_EQ(inet_pton(AF_INET, "192.0.2.99", &to.sin_addr), 1);
    ASSERT_EQ(sendto(socket.number(), "x", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to), 1);
    const auto frames = tap.hear(patient, [](const Frame& one) { return harness::read_arp(one).has_value(); });
    ASSERT_FALSE(frames.empty());
    const auto arp = harness::read_arp(frames.back());
    ASSERT_TRUE(arp);
    EXPECT_EQ(arp->sender_mac, vmac4);
    EXPECT_EQ(arp->sender, vip4);
  });
}

TEST_F(VirtualLinkInKernel, shares_its_interface_with_another_virtual_router) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink first = make(kernel, ipv4_plan(kernel));
    VirtualLink second =
        make(kernel, plan_of(kernel.netlink, Family::ipv4, {{.address = ip("192.0.2.5"), .prefix_length = 24}}, 8));
    ASSERT_DONE(first.activate());
    ASSERT_DONE(second.activate());
    EXPECT_THAT(answers_for(tap, vip4), ElementsAre(vmac4));
    EXPECT_THAT(answers_for(tap, ip("192.0.2.5")), ElementsAre(virtual_router_mac(Family::ipv4, *Vrid::from(8))));
    ASSERT_DONE(second.remove());
    EXPECT_THAT(answers_for(tap, vip4), ElementsAre(vmac4));
  });
}

TEST_F(VirtualLinkInKernel, puts_addresses_on_other_interfaces_where_the_plan_says_so) {
  inside([] {
    run("ip address add 203.0.113.2/32 dev eth1");
    Kernel kernel = Kernel::open();
    VirtualLinkPlan plan = ipv4_plan(kernel);
    plan.addresses.push_back({.address = ip("203.0.113.1"), .device = "eth1", .label = "eth1:vip"});
    plan.addresses.push_back({.address = ip("203.0.113.2"), .device = "eth1"});
    plan.addresses.push_back({.address = ip("203.0.113.3"), .device = "eth9"});
    VirtualLink link = make(kernel, plan);
    const auto outcome = link.activate();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().what, "there is no interface eth9 to put 203.0.113.3 on");
    EXPECT_TRUE(kernel.netlink.link("vrrp.7").value()->is_up);
    EXPECT_THAT(output_of("ip address show dev eth1"), HasSubstr("203.0.113.1/32 scope global eth1:vip"));
    ASSERT_DONE(link.deactivate());
    EXPECT_THAT(output_of("ip address show dev eth1"), Not(HasSubstr("203.0.113.1/32")));
    EXPECT_THAT(output_of("ip address show dev eth1"), HasSubstr("203.0.113.2/32"));  // it was there before
  });
}

TEST_F(VirtualLinkInKernel, follows_a_change_of_its_addresses) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLinkPlan plan = ipv4_plan(kernel);
    VirtualLink link = make(kernel, plan);
    plan.addresses.push_back({.address = ip("192.0.2.5"), .prefix_length = 24});
    ASSERT_DONE(link.change(plan));
    EXPECT_FALSE(kernel.netlink.link("vrrp.7").value()->is_up);
    ASSERT_DONE(link.activate());
    EXPECT_THAT(answers_for(tap, ip("192.0.2.5")), ElementsAre(vmac4));
    plan.addresses.erase(plan.addresses.begin());
    ASSERT_DONE(link.change(plan));
    EXPECT_THAT(answers_for(tap, ip("192.0.2.5")), ElementsAre(vmac4));
    EXPECT_THAT(answers_for(tap, vip4, brief), IsEmpty());
    plan.accepts = false;
    ASSERT_DONE(link.change(plan));
    EXPECT_THAT(kernel.netlink.blackholes().value(), ElementsAre(ip("192.0.2.5")));
    EXPECT_THAT(answers_for(tap, ip("192.0.2.5"), brief), IsEmpty());
    plan.accepts = true;
    ASSERT_DONE(link.change(plan));
    EXPECT_THAT(kernel.netlink.blackholes().value(), IsEmpty());
    EXPECT_THAT(answers_for(tap, ip("192.0.2.5")), ElementsAre(vmac4));
  });
}

TEST_F(VirtualLinkInKernel, repairs_what_somebody_took_away) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, ipv4_plan(kernel));
    run("ip link set vrrp.7 up");
    ASSERT_DONE(link.repair());
    EXPECT_FALSE(kernel.netlink.link("vrrp.7").value()->is_up);
    ASSERT_DONE(link.activate());
    for (const char* damage : {"ip address flush dev vrrp.7", "ip link set vrrp.7 down", "ip link delete vrrp.7",
                               "ip link set vrrp.7 address 02:00:00:00:00:55"}) {
      run(damage);
      ASSERT_DONE(link.repair());
      EXPECT_EQ(link.index(), kernel.netlink.link("vrrp.7").value()->index);
      EXPECT_THAT(answers_for(tap, vip4), ElementsAre(vmac4)) << damage;
    }
    auto events = KernelEvents::open().value();
    ASSERT_DONE(link.repair());
    int count = 0;
    events.receive([&](const KernelEvent&) { ++count; });
    EXPECT_EQ(count, 0) << "nothing was to be repaired";
  });
}

TEST_F(VirtualLinkInKernel, refuses_a_name_that_somebody_else_has) {
  inside([] {
    run("ip link add link eth0 name vrrp.7 type macvlan");
    Kernel kernel = Kernel::open();
    const auto link = VirtualLink::create(kernel.netlink, kernel.record, ipv4_plan(kernel));
    ASSERT_FALSE(link);
    EXPECT_THAT(link.error().what, HasSubstr("there is an interface vrrp.7 already"));
    EXPECT_EQ(sysctl("net/ipv4/conf/eth0/arp_ignore"), "0");
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
