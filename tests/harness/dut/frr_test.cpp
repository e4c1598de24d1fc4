// What FRR is told for given settings: whole files, and the settings it cannot be given.
#include "harness/dut/frr.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "tests/harness/dut/settings.hpp"

namespace vrrpspec::harness {
namespace {

std::expected<Launch, Error> launch(const DeviceSettings& settings) {
  return frr_device().launch(settings, place());
}

std::string configuration(const DeviceSettings& settings) {
  const auto text = frr_configuration(settings, "dut0");
  return text ? *text : "error: " + text.error().message;
}

bool ready_at(const Launch& launch, const std::string& line) {
  return std::regex_search(line, std::regex{launch.ready_output.value_or("no pattern")});
}

TEST(Frr, is_configured_for_version_3_in_milliseconds) {
  EXPECT_EQ(configuration(ipv4_settings()),
            "debug vrrp protocol\n"
            "debug vrrp packets\n"
            "interface dut0\n"
            " vrrp 51 version 3\n"
            " vrrp 51 priority 100\n"
            " vrrp 51 advertisement-interval 1000\n"
            " vrrp 51 preempt\n"
            " vrrp 51 ip 192.0.2.100\n");
}

TEST(Frr, is_configured_for_ipv6_with_the_addresses_in_their_order) {
  DeviceSettings settings = ipv6_settings();
  settings.parameters.preempt_mode = false;
  settings.parameters.advertisement_interval = Centiseconds{7};
  EXPECT_EQ(configuration(settings),
            "debug vrrp protocol\n"
            "debug vrrp packets\n"
            "interface dut0\n"
            " vrrp 51 version 3\n"
            " vrrp 51 priority 100\n"
            " vrrp 51 advertisement-interval 70\n"
            " no vrrp 51 preempt\n"
            " vrrp 51 ipv6 fe80::5:1\n"
            " vrrp 51 ipv6 2001:db8::5\n");
}

TEST(Frr, is_given_whole_seconds_for_version_2) {
  DeviceSettings settings = ipv4_settings();
  settings.version = Version::v2;
  settings.parameters.advertisement_interval = Centiseconds{300};
  const std::string text = configuration(settings);
  EXPECT_NE(text.find(" vrrp 51 version 2\n"), std::string::npos) << text;
  EXPECT_NE(text.find(" vrrp 51 advertisement-interval 3000\n"), std::string::npos) << text;
  settings.parameters.advertisement_interval = Centiseconds{150};
  EXPECT_EQ(configuration(settings),
            "error: frr cannot be configured so: the advertisement interval is 150 centiseconds, VRRPv2 takes whole "
            "seconds only");
}

TEST(Frr, refuses_intervals_that_no_advert_can_carry) {
  DeviceSettings settings = ipv4_settings();
  settings.parameters.advertisement_interval = Centiseconds{4096};
  EXPECT_FALSE(launch(settings));
  settings.parameters.advertisement_interval = Centiseconds{0};
  EXPECT_FALSE(launch(settings));
  settings.parameters.advertisement_interval = Centiseconds{4095};
  EXPECT_NE(configuration(settings).find("advertisement-interval 40950\n"), std::string::npos);
}

TEST(Frr, refuses_what_no_virtual_router_is) {
  DeviceSettings settings = ipv4_settings();
  settings.addresses.clear();
  EXPECT_EQ(configuration(settings), "error: frr cannot be configured so: the virtual router has no address");
}

TEST(Frr, cannot_own_addresses) {
  EXPECT_FALSE(frr_device().capabilities.owner);
  DeviceSettings settings = ipv4_settings();
  settings.parameters.priority = priority_owner;
  EXPECT_EQ(
      configuration(settings),
      "error: frr cannot be configured so: FRR 8.4.4 takes priorities 1 to 254, so it cannot be an address owner");
}

TEST(Frr, finds_a_macvlan_with_the_mac_address_and_the_addresses_of_the_virtual_router) {
  const std::string ipv4 = frr_script(ipv4_settings(), place());
  EXPECT_NE(ipv4.find("macvlan=vrrp4-51\n"), std::string::npos) << ipv4;
  EXPECT_NE(ipv4.find("link dut0 address 00:00:5e:00:01:33 type macvlan mode bridge\n"), std::string::npos) << ipv4;
  EXPECT_NE(ipv4.find("\nip address add 192.0.2.100/32 dev $macvlan\nip link set dev $macvlan up\n"), std::string::npos)
      << ipv4;
}

// Its IPv6 adverts come from the link-local address of the macvlan that was added last.
TEST(Frr, finds_the_primary_ipv6_address_last_on_the_macvlan) {
  const std::string ipv6 = frr_script(ipv6_settings(), place());
  EXPECT_NE(ipv6.find("macvlan=vrrp6-51\n"), std::string::npos) << ipv6;
  EXPECT_NE(ipv6.find("link dut0 address 00:00:5e:00:02:33 type macvlan mode bridge\n"), std::string::npos) << ipv6;
  EXPECT_NE(ipv6.find("\nip address add fe80::5:1/128 dev $macvlan nodad\n"
                      "ip address add 2001:db8::5/128 dev $macvlan nodad\n"
                      "ip address add fe80::11/128 dev $macvlan nodad\n"),
            std::string::npos)
      << ipv6;
}

TEST(Frr, keeps_all_its_files_in_the_place_it_is_given) {
  const auto made = launch(ipv4_settings());
  ASSERT_TRUE(made);
  const std::vector<std::string> expected{"sh", "/tmp/case/run.sh"};
  EXPECT_EQ(made->argv, expected);
  ASSERT_EQ(made->files.size(), 2U);
  EXPECT_EQ(made->files[0].path, "/tmp/case/run.sh");
  EXPECT_EQ(made->files[1].path, "/tmp/case/frr.conf");
  EXPECT_EQ(made->files[0].content.find('{'), made->files[0].content.find("{\n")) << "a field that was not filled in";
  EXPECT_NE(made->files[0].content.find("directory='/tmp/case'\n"), std::string::npos);
}

TEST(Frr, is_ready_when_the_virtual_router_of_its_family_leaves_initialize) {
  const auto ipv4 = launch(ipv4_settings());
  const auto ipv6 = launch(ipv6_settings());
  ASSERT_TRUE(ipv4 && ipv6);
  const std::string line = "VRRP: [W23ZH-NY264] [CORE] [VRID 51] [IPv4] Initialize -> Backup";
  EXPECT_TRUE(ready_at(*ipv4, line));
  EXPECT_FALSE(ready_at(*ipv6, line));
  EXPECT_FALSE(ready_at(
      *ipv4, "VRRP: [P485H-A79BW] [CORE] [VRID 51] [IPv4] Refusing to start Virtual Router: No VRRP interface"));
}

}  // namespace
}  // namespace vrrpspec::harness
