// A description of a device that is reached through a wire only.
#include <gtest/gtest.h>

#include "harness/dut/description.hpp"
#include "tests/harness/dut/settings.hpp"

namespace vrrpspec::harness {
namespace {

std::string message_about_box(std::string_view lines) {
  const auto device = parse_device_description("[dut.black_box]\n" + std::string{lines}, "box.toml");
  return device ? "no error" : device.error().message;
}

TEST(BlackBoxDescription, is_an_interface_and_a_set_up) {
  const auto device =
      parse_device_description("[dut.black_box]\ninterface = 'eth1'\nset_up = 'backup'\n", "/etc/box.toml");
  ASSERT_TRUE(device) << device.error().message;
  EXPECT_EQ(device->name, "box");
  ASSERT_TRUE(device->black_box);
  EXPECT_EQ(device->black_box->interface, "eth1");
  EXPECT_EQ(device->black_box->set_up, "backup");
  EXPECT_FALSE(device->black_box->mac);
  EXPECT_FALSE(device->capabilities.restart);
  EXPECT_TRUE(device->capabilities.owner);
  const auto launch = device->launch(ipv4_settings(), place());
  ASSERT_FALSE(launch);
  EXPECT_NE(launch.error().message.find("lab nic"), std::string::npos);
}

TEST(BlackBoxDescription, has_name_version_capabilities_and_mac_if_told) {
  const auto device = parse_device_description(
      "[dut]\nname = 'The box'\nversion = ['ssh', 'box', 'show version']\ncapabilities = { versions = [3], owner = "
      "false }\n[dut.black_box]\ninterface = 'eth1'\nset_up = 'backup'\nmac = '02:00:00:00:aB:01'\n",
      "box.toml");
  ASSERT_TRUE(device) << device.error().message;
  EXPECT_EQ(device->name, "The box");
  EXPECT_EQ(device->version_command.size(), 3U);
  EXPECT_FALSE(device->capabilities.v2);
  EXPECT_FALSE(device->capabilities.owner);
  EXPECT_FALSE(device->capabilities.restart);
  EXPECT_EQ(device->black_box->mac, (MacAddress{2, 0, 0, 0, 0xab, 1}));
}

TEST(BlackBoxDescription, a_program_has_none) {
  const auto device = parse_device_description("[dut]\nstart = ['a']\nready = { after = '1s' }\n", "r.toml");
  ASSERT_TRUE(device);
  EXPECT_FALSE(device->black_box);
  EXPECT_TRUE(device->capabilities.restart);
}

TEST(BlackBoxDescription, each_mistake_is_said_with_what_to_write) {
  EXPECT_EQ(message_about_box("interface = 'eth1'\nset_up = 'backup'\n"), "no error");
  EXPECT_NE(message_about_box("set_up = 'backup'\n").find("dut.black_box.interface is missing"), std::string::npos);
  EXPECT_NE(message_about_box("interface = 'eth1'\n").find("vrrpspec dut set-ups"), std::string::npos);
  EXPECT_NE(message_about_box("interface = 'eth1'\nsetup = 'backup'\n").find("did you mean \"set_up\"?"),
            std::string::npos);
  for (const char* name : {"", "eth1/2", "a b", "a-name-of-16-oct"}) {
    EXPECT_NE(message_about_box("interface = '" + std::string{name} + "'\nset_up = 'backup'\n").find("`ip link`"),
              std::string::npos)
        << name;
  }
  for (const char* mac : {"", "02:00:00:00:00", "02:00:00:00:00:0g", "02-00-00-00-00-01", "2:0:0:0:0:1"}) {
    EXPECT_NE(
        message_about_box("interface = 'eth1'\nset_up = 'backup'\nmac = '" + std::string{mac} + "'\n").find("MAC"),
        std::string::npos)
        << mac;
  }
}

TEST(BlackBoxDescription, nothing_that_starts_a_program_stands_beside_it) {
  const auto device = parse_device_description(
      "[dut]\nstart = ['a']\nready = { after = '1s' }\nstop = { signal = 'INT' }\nfile = [{ path = 'a', content = 'b' "
      "}]\n[dut.black_box]\ninterface = 'eth1'\nset_up = 'backup'\n",
      "box.toml");
  ASSERT_FALSE(device);
  for (const char* key : {"dut.start", "dut.ready", "dut.stop", "dut.file"}) {
    EXPECT_NE(device.error().message.find(key), std::string::npos) << device.error().message;
  }
}

}  // namespace
}  // namespace vrrpspec::harness
