// What a host on the LAN sees of vrrpspecd: answers for the virtual addresses come from the virtual MAC address of a
// Master and from nowhere else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <span>

#include "tests/impl/e2e/daemon_process.hpp"
#include "tests/impl/kernel/in_lab.hpp"

namespace vrrpspec::impl::test {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Answers : public InLab {};

void expect_only(const Tap& tap, const IpAddress& address, const MacAddress& mac) {
  const auto answers = answers_for(tap, address);
  EXPECT_THAT(answers, Not(IsEmpty())) << to_string(address);
  EXPECT_THAT(answers, Each(mac)) << to_string(address);
}

TEST_F(Answers, of_a_backup_are_none) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{instance(" advert_int 10\n")};
    daemon.wait_for_log("started");
    EXPECT_THAT(answers_for(tap, vip4), IsEmpty());
    expect_only(tap, IpAddress::v4(192, 0, 2, 2), eth0_mac);
  });
}

TEST_F(Answers, of_a_master_that_accepts_packets_come_from_the_virtual_mac) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{instance(" accept\n")};
    daemon.wait_until_master();
    expect_only(tap, vip4, vmac4);
    EXPECT_TRUE(answers_echo(tap, vmac4, vip4));
  });
}

TEST_F(Answers, of_a_master_that_does_not_accept_packets_are_arp_only) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{instance(" no_accept\n")};
    daemon.wait_until_master();
    expect_only(tap, vip4, vmac4);
    EXPECT_FALSE(answers_echo(tap, vmac4, vip4));
    EXPECT_FALSE(answers_echo(tap, eth0_mac, vip4));
  });
}

TEST_F(Answers, of_an_ipv6_master_that_accepts_packets_come_from_the_virtual_mac) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{ipv6_instance(" accept\n")};
    daemon.wait_until_master();
    expect_only(tap, ip("fe80::1"), vmac6);
    expect_only(tap, ip("2001:db8:1::1"), vmac6);
    EXPECT_TRUE(answers_echo(tap, vmac6, ip("2001:db8:1::1")));
  });
}

/// The source link-layer address option of a Neighbor Solicitation for `target`; empty when it is none.
std::optional<MacAddress> asks_with(const Frame& frame, const IpAddress& target) {
  constexpr std::size_t type_at = 54, target_at = 62, option_at = 78, size = 86;
  if (frame.size() < size || frame[12] != 0x86 || frame[20] != 58 || frame[type_at] != 135) return std::nullopt;
  const std::span octets{frame};
  if (IpAddress::from_octets(octets.subspan(target_at, 16)) != target || frame[option_at] != 1) return std::nullopt;
  MacAddress mac{};
  std::ranges::copy(octets.subspan(option_at + 2, mac.size()), mac.begin());
  return mac;
}

TEST_F(Answers, of_an_ipv6_master_ask_for_hosts_with_the_virtual_mac_only) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{ipv6_instance(" accept\n")};
    daemon.wait_until_master();
    const IpAddress host = ip("2001:db8:1::99");
    tap.clear();
    tap.send(echo_request({2, 0, 0, 0, 0, 0x99}, vmac6, host, ip("2001:db8:1::1")));
    std::vector<MacAddress> asked;
    tap.hear(1500, [&](const Frame& frame) {
      if (const auto mac = asks_with(frame, host)) asked.push_back(*mac);
      return false;
    });
    EXPECT_THAT(asked, AllOf(Not(IsEmpty()), Each(vmac6)));
    EXPECT_THAT(output_of("ip -6 route get 2001:db8:1::99"), HasSubstr("src 2001:db8:1::2"));
  });
}

TEST_F(Answers, of_an_ipv6_master_that_does_not_accept_packets_are_neighbor_discovery_only) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{ipv6_instance(" no_accept\n")};
    daemon.wait_until_master();
    expect_only(tap, ip("fe80::1"), vmac6);
    expect_only(tap, ip("2001:db8:1::1"), vmac6);
    EXPECT_FALSE(answers_echo(tap, vmac6, ip("2001:db8:1::1")));
  });
}

TEST_F(Answers, of_an_ipv6_master_leave_the_ipv4_address_of_the_interface_alone) {
  inside([] {
    const Tap tap{"far0"};
    run("echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter; echo 0 > /proc/sys/net/ipv4/conf/default/rp_filter");
    const DaemonProcess daemon{ipv6_instance(" accept\n")};
    daemon.wait_until_master();
    expect_only(tap, IpAddress::v4(192, 0, 2, 2), eth0_mac);
  });
}

TEST_F(Answers, for_an_address_that_is_said_to_be_on_the_interface_come_from_the_virtual_mac) {
  inside([] {
    const Tap tap{"far0"};
    std::string configuration = instance();
    configuration.replace(configuration.find("192.0.2.1/24"), 12, "192.0.2.1/24 dev eth0");
    const DaemonProcess daemon{configuration};
    daemon.wait_until_master();
    expect_only(tap, vip4, vmac4);
  });
}

TEST_F(Answers, of_a_router_beside_an_owner_come_with_the_owners_address_as_source) {
  inside([] {
    const Tap tap{"far0"};
    run("ip address delete 192.0.2.2/24 dev eth0 && ip address add 192.0.2.1/24 dev eth0");
    std::string beside = instance(" priority 50\n");
    beside.replace(beside.find("VI"), 2, "VJ");
    beside.replace(beside.find("virtual_router_id 7"), 19, "virtual_router_id 8");
    beside.replace(beside.find("192.0.2.1/24"), 12, "192.0.2.8/24");
    const DaemonProcess daemon{instance(" state MASTER\n priority 255\n") + beside};
    daemon.wait_for_log("router=VJ from=Backup to=Master");
    EXPECT_EQ(daemon.status().at("routers").as_array().at(1).as_object().at("primary_address"), "192.0.2.1");
    expect_only(tap, IpAddress::v4(192, 0, 2, 8), virtual_router_mac(Family::ipv4, *Vrid::from(8)));
  });
}

TEST_F(Answers, of_an_owner_come_from_the_virtual_mac_only_and_its_address_is_back_in_the_end) {
  inside([] {
    const Tap tap{"far0"};
    run("ip address add 192.0.2.1/24 dev eth0");
    const std::string before = network_snapshot();
    DaemonProcess daemon{instance(" state MASTER\n priority 255\n")};
    daemon.wait_until_master();
    expect_only(tap, vip4, vmac4);
    EXPECT_TRUE(answers_echo(tap, vmac4, vip4));
    EXPECT_EQ(daemon.stop(), 0);
    expect_only(tap, vip4, eth0_mac);
    EXPECT_EQ(network_snapshot(), before);
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
