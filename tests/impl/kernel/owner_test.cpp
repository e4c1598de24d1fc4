// The address owner: its addresses are on the interface, and on the macvlan while it is Master.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "harness/frame/advert_frame.hpp"
#include "impl/kernel/virtual_link.hpp"
#include "tests/impl/kernel/in_lab.hpp"

namespace vrrpspec::impl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const IpAddress own4 = IpAddress::v4(192, 0, 2, 2);

class OwnerLinkInKernel : public InLab {
 protected:
  static VirtualLinkPlan owner_plan(Kernel& kernel, Family family, std::vector<VirtualAddress> addresses,
                                    unsigned vrid = 7) {
    VirtualLinkPlan plan = plan_of(kernel.netlink, family, std::move(addresses), vrid);
    plan.owner = true;
    return plan;
  }
};

TEST_F(OwnerLinkInKernel, moves_its_address_to_the_macvlan_and_back_as_it_was) {
  inside([] {
    run("ip address flush dev eth0 && ip address add 192.0.2.2/24 broadcast 192.0.2.127 label eth0:own metric 77 dev "
        "eth0");
    const std::string before = output_of("ip -o address show dev eth0; ip route show");
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 32}}));
    EXPECT_EQ(output_of("ip -o address show dev eth0; ip route show"), before);
    ASSERT_DONE(link.activate());
    EXPECT_THAT(output_of("ip -o address show dev eth0"), Not(HasSubstr("192.0.2.2")));
    EXPECT_THAT(output_of("ip -o address show dev vrrp.7"), HasSubstr("192.0.2.2/24 metric 77 brd 192.0.2.127"));
    EXPECT_THAT(output_of("ip route show"), HasSubstr("192.0.2.0/24 dev vrrp.7"));
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(vmac4));
    EXPECT_TRUE(answers_echo(tap, vmac4, own4));
    ASSERT_DONE(link.deactivate());
    EXPECT_EQ(output_of("ip -o address show dev eth0; ip route show"), before);
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(eth0_mac));
    ASSERT_DONE(link.remove());
    EXPECT_FALSE(std::filesystem::exists(undo_file));
  });
}

TEST_F(OwnerLinkInKernel, has_its_address_at_every_moment) {
  inside([] {
    Kernel kernel = Kernel::open();
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}}));
    auto events = KernelEvents::open().value();
    ASSERT_DONE(link.activate());
    ASSERT_DONE(link.deactivate());
    int copies = 1, fewest = 1;
    events.receive([&](const KernelEvent& event) {
      const auto* const added = std::get_if<AddressAdded>(&event);
      const auto* const gone = std::get_if<AddressGone>(&event);
      if (added != nullptr && added->address.address == own4) ++copies;
      if (gone != nullptr && gone->address.address == own4) --copies;
      fewest = std::min(fewest, copies);
    });
    EXPECT_EQ(copies, 1);
    EXPECT_EQ(fewest, 1);
  });
}

TEST_F(OwnerLinkInKernel, keeps_the_routes_that_go_with_the_last_address) {
  inside([] {
    run("ip route add default via 192.0.2.254 dev eth0 && ip route add 203.0.113.0/25 dev eth0 scope link metric 5 mtu "
        "1400");
    run("ip route add 203.0.113.128/25 via 203.0.113.1 dev eth0 proto static src 192.0.2.2 table 100");
    const std::string routes = "ip route show table all | grep -v ^broadcast | grep -v linkdown | sort";
    const std::string before = output_of(routes);
    Kernel kernel = Kernel::open();
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}}));
    ASSERT_DONE(link.activate());
    EXPECT_THAT(output_of("ip -4 route show table all | grep -v 127.112.0.1"), Not(HasSubstr("eth0")));
    EXPECT_THAT(output_of("ip route get 203.0.113.200"), HasSubstr("dev vrrp.7"));
    EXPECT_THAT(output_of("ip route get 198.18.0.1"), HasSubstr("via 192.0.2.254 dev vrrp.7"));
    ASSERT_DONE(link.deactivate());
    EXPECT_EQ(output_of(routes), before);
  });
}

TEST_F(OwnerLinkInKernel, leaves_other_addresses_of_the_subnet_in_place) {
  inside([] {
    run("ip address add 192.0.2.3/24 dev eth0 && ip route add default via 192.0.2.254 dev eth0");
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}}));
    ASSERT_DONE(link.activate());
    EXPECT_THAT(answers_for(tap, ip("192.0.2.3")), ElementsAre(eth0_mac));
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(vmac4));
    EXPECT_THAT(output_of("ip route get 198.18.0.1"), HasSubstr("via 192.0.2.254 dev eth0"));
    ASSERT_DONE(link.deactivate());
    EXPECT_THAT(answers_for(tap, ip("192.0.2.3")), ElementsAre(eth0_mac));
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(eth0_mac));
    ASSERT_DONE(link.remove());
    EXPECT_EQ(sysctl("net/ipv4/conf/eth0/promote_secondaries"), "0");
  });
}

TEST_F(OwnerLinkInKernel, moves_ipv6_addresses_link_local_too) {
  inside([] {
    run("ip address add fe80::2/64 dev eth0 nodad");
    const std::string shown = "ip -o -6 address show dev eth0 | sort; ip -6 route show | sort";
    const std::string before = output_of(shown);
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv6,
                                               {{.address = ip("fe80::2"), .prefix_length = 64},
                                                {.address = ip("2001:db8:1::2"), .prefix_length = 64}}));
    ASSERT_DONE(link.activate());
    for (const char* address : {"fe80::2", "2001:db8:1::2"}) {
      EXPECT_THAT(answers_for(tap, ip(address)), ElementsAre(vmac6)) << address;
      EXPECT_TRUE(answers_echo(tap, vmac6, ip(address))) << address;
    }
    ASSERT_DONE(link.deactivate());
    EXPECT_EQ(output_of(shown), before);
    for (const char* address : {"fe80::2", "2001:db8:1::2"})
      EXPECT_THAT(answers_for(tap, ip(address)), ElementsAre(eth0_mac)) << address;
  });
}

TEST_F(OwnerLinkInKernel, shares_its_interface_with_another_owner) {
  inside([] {
    run("ip address add 192.0.2.3/24 dev eth0 && ip route add default via 192.0.2.254 dev eth0");
    const std::string shown =
        "ip -o address show dev eth0 | sed 's/secondary//; s/^.*inet/inet/' | sort; ip route show | sed 's/src.*//'";
    const std::string before = output_of(shown);
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink first = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}}, 7));
    VirtualLink second =
        make(kernel, owner_plan(kernel, Family::ipv4, {{.address = ip("192.0.2.3"), .prefix_length = 24}}, 8));
    ASSERT_DONE(first.activate());
    ASSERT_DONE(second.activate());
    EXPECT_THAT(output_of("ip route get 198.18.0.1"), HasSubstr("via 192.0.2.254 dev vrrp.8"));
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(vmac4));
    EXPECT_THAT(answers_for(tap, ip("192.0.2.3")), ElementsAre(virtual_router_mac(Family::ipv4, *Vrid::from(8))));
    ASSERT_DONE(first.remove());
    ASSERT_DONE(second.remove());
    EXPECT_EQ(output_of(shown), before);
    EXPECT_FALSE(std::filesystem::exists(undo_file));
  });
}

/// A raw socket of the group on eth0, as the daemon has it.
Descriptor listen_for_adverts(int index) {
  Descriptor socket{::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, vrrp_protocol_number)};
  ip_mreqn membership{};
  membership.imr_multiaddr.s_addr = inet_addr("224.0.0.18");
  membership.imr_ifindex = index;
  EXPECT_EQ(setsockopt(socket.number(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership), 0);
  EXPECT_EQ(setsockopt(socket.number(), SOL_SOCKET, SO_BINDTODEVICE, "eth0", 4), 0);
  return socket;
}

/// Whether the advert of another Master, from the virtual MAC address that is ours too, arrives on eth0.
bool hears_advert(const Tap& tap, const Descriptor& listener) {
  harness::AdvertFrame advert;
  advert.source_mac = vmac4;
  advert.source = ip("192.0.2.3");
  advert.vrid = 7;
  advert.addresses = {own4};
  tap.send(harness::build(advert));
  pollfd readable{.fd = listener.number(), .events = POLLIN, .revents = 0};
  std::array<char, 256> buffer{};
  return poll(&readable, 1, patient) == 1 && recv(listener.number(), buffer.data(), buffer.size(), 0) > 0;
}

TEST_F(OwnerLinkInKernel, hears_the_adverts_of_another_master_under_a_strict_filter) {
  inside([] {
    set_sysctl("net/ipv4/conf/all/rp_filter", "1");
    set_sysctl("net/ipv4/conf/eth0/rp_filter", "0");
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    const Descriptor listener = listen_for_adverts(kernel.netlink.link("eth0").value()->index);
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}}));
    EXPECT_TRUE(hears_advert(tap, listener));
    ASSERT_DONE(link.activate());
    EXPECT_TRUE(hears_advert(tap, listener));
    ASSERT_DONE(link.remove());
    EXPECT_EQ(sysctl("net/ipv4/conf/eth0/rp_filter"), "0");
  });
}

TEST_F(OwnerLinkInKernel, gives_an_address_back_that_left_the_plan) {
  inside([] {
    run("ip address add 192.0.2.3/24 dev eth0");
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    const VirtualAddress second{.address = ip("192.0.2.3"), .prefix_length = 24};
    const VirtualLinkPlan both = owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}, second});
    VirtualLinkPlan one = both;
    one.addresses.pop_back();
    VirtualLink link = make(kernel, both);
    ASSERT_DONE(link.activate());
    ASSERT_DONE(link.change(one));
    EXPECT_THAT(answers_for(tap, second.address), ElementsAre(eth0_mac));
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(vmac4));
    ASSERT_DONE(link.change(both));
    EXPECT_THAT(answers_for(tap, second.address), ElementsAre(vmac4));
    ASSERT_DONE(link.remove());
    EXPECT_THAT(answers_for(tap, second.address), ElementsAre(eth0_mac));
  });
}

TEST_F(OwnerLinkInKernel, gets_its_address_back_from_a_macvlan_that_somebody_deleted) {
  inside([] {
    run("ip route add default via 192.0.2.254 dev eth0");
    const std::string before = output_of("ip -o address show dev eth0; ip route show");
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}}));
    ASSERT_DONE(link.activate());
    run("ip link delete vrrp.7");
    ASSERT_DONE(link.repair());
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(vmac4));
    EXPECT_THAT(output_of("ip route get 198.18.0.1"), HasSubstr("via 192.0.2.254 dev vrrp.7"));
    run("ip link delete vrrp.7");
    ASSERT_DONE(link.deactivate());
    EXPECT_EQ(output_of("ip -o address show dev eth0; ip route show"), before);
  });
}

TEST_F(OwnerLinkInKernel, takes_its_address_again_when_somebody_puts_it_back) {
  inside([] {
    Kernel kernel = Kernel::open();
    const Tap tap{"far0"};
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}}));
    ASSERT_DONE(link.activate());
    run("ip address add 192.0.2.2/24 dev eth0");
    ASSERT_DONE(link.repair());
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(vmac4));
    ASSERT_DONE(link.remove());
    EXPECT_THAT(answers_for(tap, own4), ElementsAre(eth0_mac));
    EXPECT_THAT(output_of("ip address show dev eth0"), Not(HasSubstr("127.112.0.1")));
    EXPECT_FALSE(std::filesystem::exists(undo_file));
  });
}

TEST_F(OwnerLinkInKernel, leaves_an_address_that_the_macvlan_does_not_take) {
  inside([] {
    Kernel kernel = Kernel::open();
    VirtualLink link =
        make(kernel, owner_plan(kernel, Family::ipv6, {{.address = ip("2001:db8:1::2"), .prefix_length = 64}}));
    set_sysctl("net/ipv6/conf/vrrp6.7/disable_ipv6", "1");
    const auto outcome = link.activate();
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().what, HasSubstr("cannot put 2001:db8:1::2/64 (interface vrrp6.7): Permission denied"));
    EXPECT_THAT(output_of("ip address show dev eth0"), HasSubstr("2001:db8:1::2/64"));
    ASSERT_DONE(link.repair());
    EXPECT_THAT(output_of("ip address show dev eth0"), Not(HasSubstr("2001:db8:1::2/64")));
    ASSERT_DONE(link.remove());
    EXPECT_THAT(output_of("ip address show dev eth0"), HasSubstr("2001:db8:1::2/64"));
  });
}

TEST_F(OwnerLinkInKernel, forgets_an_interface_that_vanishes) {
  inside([] {
    Kernel kernel = Kernel::open();
    VirtualLink link = make(kernel, owner_plan(kernel, Family::ipv4, {{.address = own4, .prefix_length = 24}}));
    ASSERT_DONE(link.activate());
    run("ip link delete eth0");
    ASSERT_DONE(link.deactivate());
    ASSERT_DONE(link.remove());
    EXPECT_FALSE(std::filesystem::exists(undo_file));
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
