// Names of devices.
#include "harness/dut/devices.hpp"

#include <gtest/gtest.h>

#include "tests/harness/dut/settings.hpp"

namespace vrrpspec::harness {
namespace {

TEST(Devices, built_in_ones_are_found_by_name) {
  for (const char* name : {"keepalived", "keepalived-no-vmac", "keepalived-strict", "frr"}) {
    const auto device = find_device(name);
    ASSERT_TRUE(device) << name;
    EXPECT_EQ(device->name, name);
  }
}

TEST(Devices, unknown_names_are_answered_with_the_nearest_one) {
  const auto device = find_device("keepalved");
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().message,
            "no device is called \"keepalved\"; did you mean \"keepalived\"? built in are keepalived, "
            "keepalived-no-vmac, keepalived-strict, keepalived-lower-prio-no-advert, frr, vrrpspecd, sim, none; any "
            "other is described "
            "in a TOML file, named by a path that ends in .toml");
  EXPECT_FALSE(find_device(""));
}

TEST(Devices, descriptions_are_found_by_their_path) {
  const auto device = find_device(VRRPSPEC_SOURCE_DIR "/docs/examples/keepalived.toml");
  ASSERT_TRUE(device) << device.error().message;
  EXPECT_EQ(device->name, "keepalived by description");
}

TEST(Devices, missing_descriptions_are_an_error) {
  const auto device = find_device("/nonexistent/router.toml");
  ASSERT_FALSE(device);
  EXPECT_EQ(
      device.error().message,
      "cannot read the device description /nonexistent/router.toml: No such file or directory; give the path of a "
      "TOML file");
}

// The example is the built-in device in the words of a description; only what has no effect differs.
TEST(Devices, the_example_launches_what_the_built_in_device_launches) {
  const auto described = find_device(VRRPSPEC_SOURCE_DIR "/docs/examples/keepalived.toml");
  const auto built_in = find_device("keepalived");
  ASSERT_TRUE(described && built_in);
  EXPECT_EQ(described->version_command, built_in->version_command);
  DeviceSettings settings = ipv6_settings();
  settings.parameters.preempt_mode = false;
  settings.parameters.advertisement_interval = Centiseconds{125};
  const auto one = described->launch(settings, place());
  const auto other = built_in->launch(settings, place());
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->argv, other->argv);
  EXPECT_EQ(one->ready_output, other->ready_output);
  EXPECT_EQ(one->ready_within, other->ready_within);
  EXPECT_EQ(one->ready_after, other->ready_after);
  EXPECT_EQ(one->stop_signal, other->stop_signal);
  EXPECT_EQ(one->stop_within, other->stop_within);
  ASSERT_EQ(one->files.size(), 1U);
  EXPECT_EQ(one->files[0].path, other->files[0].path);
  EXPECT_EQ(one->files[0].content, other->files[0].content);
}

}  // namespace
}  // namespace vrrpspec::harness
