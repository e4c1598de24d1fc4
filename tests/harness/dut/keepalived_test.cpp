// What keepalived is told for given settings: whole files, and the settings it cannot be given.
#include "harness/dut/keepalived.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/dut/devices.hpp"
#include "tests/harness/dut/settings.hpp"

namespace vrrpspec::harness {
namespace {

const Device& device_named(std::string_view name) {
  static const std::vector<Device> devices = built_in_devices();
  const auto found = std::ranges::find(devices, name, &Device::name);
  if (found == devices.end()) std::abort();
  return *found;
}

std::expected<Launch, Error> launch(std::string_view name, const DeviceSettings& settings) {
  return device_named(name).launch(settings, place());
}

std::string configuration(std::string_view name, const DeviceSettings& settings) {
  const auto made = launch(name, settings);
  return made ? made->files.at(0).content : "error: " + made.error().message;
}

TEST(Keepalived, is_configured_for_version_3_with_a_virtual_mac_address) {
  EXPECT_EQ(configuration("keepalived", ipv4_settings()),
            "global_defs {\n"
            "    router_id vrrpspec\n"
            "}\n"
            "\n"
            "vrrp_instance vrrpspec {\n"
            "    state BACKUP\n"
            "    interface dut0\n"
            "    use_vmac\n"
            "    version 3\n"
            "    virtual_router_id 51\n"
            "    priority 100\n"
            "    advert_int 1.00\n"
            "    no_accept\n"
            "    garp_master_delay 0\n"
            "    garp_master_repeat 1\n"
            "    virtual_ipaddress {\n"
            "        192.0.2.100/24\n"
            "    }\n"
            "}\n");
}

TEST(Keepalived, is_configured_for_ipv6_with_the_addresses_in_their_order) {
  DeviceSettings settings = ipv6_settings();
  settings.parameters.accept_mode = true;
  settings.parameters.preempt_mode = false;
  settings.parameters.advertisement_interval = Centiseconds{7};
  EXPECT_EQ(configuration("keepalived-strict", settings),
            "global_defs {\n"
            "    router_id vrrpspec\n"
            "    vrrp_strict\n"
            "}\n"
            "\n"
            "vrrp_instance vrrpspec {\n"
            "    state BACKUP\n"
            "    interface dut0\n"
            "    use_vmac\n"
            "    version 3\n"
            "    virtual_router_id 51\n"
            "    priority 100\n"
            "    advert_int 0.07\n"
            "    nopreempt\n"
            "    accept\n"
            "    garp_master_delay 0\n"
            "    garp_master_repeat 1\n"
            "    virtual_ipaddress {\n"
            "        fe80::5:1/64\n"
            "        2001:db8::5/64\n"
            "    }\n"
            "}\n");
}

TEST(Keepalived, starts_as_master_only_as_owner) {
  DeviceSettings settings = ipv4_settings();
  settings.parameters.priority = priority_owner;
  EXPECT_EQ(configuration("keepalived", settings),
            "global_defs {\n"
            "    router_id vrrpspec\n"
            "}\n"
            "\n"
            "vrrp_instance vrrpspec {\n"
            "    state MASTER\n"
            "    interface dut0\n"
            "    use_vmac\n"
            "    version 3\n"
            "    virtual_router_id 51\n"
            "    priority 255\n"
            "    advert_int 1.00\n"
            "    garp_master_delay 0\n"
            "    garp_master_repeat 1\n"
            "    virtual_ipaddress {\n"
            "        192.0.2.100/24\n"
            "    }\n"
            "}\n");
}

TEST(Keepalived, is_given_whole_seconds_for_version_2) {
  DeviceSettings settings = ipv4_settings();
  settings.version = Version::v2;
  settings.parameters.advertisement_interval = Centiseconds{300};
  const std::string text = configuration("keepalived-no-vmac", settings);
  EXPECT_NE(text.find("    version 2\n"), std::string::npos) << text;
  EXPECT_NE(text.find("    advert_int 3\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("use_vmac"), std::string::npos) << text;
}

TEST(Keepalived, a_variant_adds_its_keyword_to_the_instance) {
  const std::string vmac = "    use_vmac\n";
  std::string expected = configuration("keepalived", ipv4_settings());
  expected.insert(expected.find(vmac) + vmac.size(), "    lower_prio_no_advert\n");
  EXPECT_EQ(configuration("keepalived-lower-prio-no-advert", ipv4_settings()), expected);
}

TEST(Keepalived, strict_version_2_is_not_told_about_accept_mode) {
  DeviceSettings settings = ipv4_settings();
  settings.version = Version::v2;
  EXPECT_EQ(configuration("keepalived-strict", settings).find("accept"), std::string::npos);
  settings.parameters.accept_mode = true;
  EXPECT_EQ(configuration("keepalived-strict", settings),
            "error: keepalived-strict cannot be configured so: vrrp_strict has no accept mode for VRRPv2");
}

TEST(Keepalived, refuses_a_fraction_of_a_second_for_version_2) {
  DeviceSettings settings = ipv4_settings();
  settings.version = Version::v2;
  settings.parameters.advertisement_interval = Centiseconds{150};
  EXPECT_EQ(
      configuration("keepalived", settings),
      "error: keepalived cannot be configured so: the advertisement interval is 1.50 s, VRRPv2 takes whole seconds "
      "only; ask for a multiple of 100 centiseconds");
}

TEST(Keepalived, refuses_intervals_outside_the_range_of_the_version) {
  DeviceSettings settings = ipv4_settings();
  settings.parameters.advertisement_interval = Centiseconds{4096};
  EXPECT_FALSE(launch("keepalived", settings));
  settings.parameters.advertisement_interval = Centiseconds{4095};
  EXPECT_NE(configuration("keepalived", settings).find("advert_int 40.95\n"), std::string::npos);
  settings.parameters.advertisement_interval = Centiseconds{0};
  EXPECT_FALSE(launch("keepalived", settings));
  settings.version = Version::v2;
  EXPECT_FALSE(launch("keepalived", settings));
  settings.parameters.advertisement_interval = Centiseconds{25600};
  EXPECT_FALSE(launch("keepalived", settings));
  settings.parameters.advertisement_interval = Centiseconds{25500};
  EXPECT_NE(configuration("keepalived", settings).find("advert_int 255\n"), std::string::npos);
}

TEST(Keepalived, refuses_what_no_virtual_router_is) {
  DeviceSettings settings = ipv4_settings();
  settings.parameters.priority = priority_stop;
  EXPECT_FALSE(launch("keepalived", settings)) << "priority 0";

  settings = ipv4_settings();
  settings.addresses.clear();
  EXPECT_FALSE(launch("keepalived", settings)) << "no address";

  settings = ipv4_settings();
  settings.addresses.push_back(*IpAddress::parse("2001:db8::5"));
  EXPECT_FALSE(launch("keepalived", settings)) << "two families";

  settings = ipv6_settings();
  settings.version = Version::v2;
  EXPECT_FALSE(launch("keepalived", settings)) << "version 2 over IPv6";

  settings = ipv6_settings();
  std::ranges::reverse(settings.addresses);
  EXPECT_FALSE(launch("keepalived", settings)) << "first address not link-local";
}

TEST(Keepalived, without_a_virtual_mac_address_cannot_own_addresses) {
  EXPECT_TRUE(device_named("keepalived").capabilities.owner);
  EXPECT_TRUE(device_named("keepalived-strict").capabilities.owner);
  EXPECT_FALSE(device_named("keepalived-no-vmac").capabilities.owner);
  DeviceSettings settings = ipv4_settings();
  settings.parameters.priority = priority_owner;
  EXPECT_FALSE(launch("keepalived-no-vmac", settings));
}

TEST(Keepalived, keeps_all_its_files_in_the_place_it_is_given) {
  const auto made = launch("keepalived", ipv4_settings());
  ASSERT_TRUE(made);
  ASSERT_EQ(made->files.size(), 1U);
  EXPECT_EQ(made->files[0].path, "/tmp/case/keepalived.conf");
  const std::vector<std::string> expected{"keepalived",
                                          "--dont-fork",
                                          "--vrrp",
                                          "--dont-respawn",
                                          "--log-console",
                                          "--log-detail",
                                          "--no-syslog",
                                          "--pid=/tmp/case/keepalived.pid",
                                          "--vrrp_pid=/tmp/case/vrrp.pid",
                                          "--use-file=/tmp/case/keepalived.conf"};
  EXPECT_EQ(made->argv, expected);
  EXPECT_EQ(made->ready_output, R"(VRRP sockpool: \[)");
}

}  // namespace
}  // namespace vrrpspec::harness
