// What a description says, as a device.
#include "harness/dut/description.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "tests/harness/dut/settings.hpp"

namespace vrrpspec::harness {
namespace {

Device device_of(std::string_view text, const std::filesystem::path& file = "/etc/vrrpspec/router.toml") {
  auto device = parse_device_description(text, file);
  if (device) return *std::move(device);
  ADD_FAILURE() << device.error().message;
  std::abort();
}

Launch launch_of(std::string_view text, const DeviceSettings& settings = ipv4_settings()) {
  auto launch = device_of(text).launch(settings, place());
  if (launch) return *std::move(launch);
  ADD_FAILURE() << launch.error().message;
  std::abort();
}

TEST(DeviceDescription, needs_only_a_command_and_when_it_is_ready) {
  constexpr std::string_view smallest = "[dut]\nstart = ['my-router']\nready = { after = '1500ms' }\n";
  const Device device = device_of(smallest);
  EXPECT_EQ(device.name, "router");
  EXPECT_TRUE(device.version_command.empty());
  EXPECT_TRUE(device.capabilities.v2 && device.capabilities.v3 && device.capabilities.ipv4 && device.capabilities.ipv6);
  EXPECT_TRUE(device.capabilities.owner && device.capabilities.accept_mode);
  EXPECT_TRUE(device.capabilities.preempt && device.capabilities.forwarding);
  const Launch launch = launch_of(smallest);
  EXPECT_EQ(launch.argv, std::vector<std::string>{"my-router"});
  EXPECT_TRUE(launch.files.empty());
  EXPECT_EQ(launch.ready_output, std::nullopt);
  EXPECT_EQ(launch.ready_after, std::chrono::milliseconds{1500});
  EXPECT_EQ(launch.stop_signal, SIGTERM);
  EXPECT_EQ(launch.stop_within, std::chrono::seconds{15});
}

constexpr std::string_view complete = R"(
[dut]
name = "My router"
start = ["my-router", "-i", "{interface}", "--config={dir}/router.conf"]
ready = { output = 'listening on \w+', within = "1500ms" }
stop = { signal = "SIGINT", within = "1min" }
version = ["my-router", "{v}"]
capabilities = { versions = [3], families = ["ipv6"], owner = false, accept_mode = false, preempt = false,)"
                                      R"( owner_without_preemption = false, forwarding = false }
[[dut.file]]
path = "router.conf"
content = "vrid {vrid}\n"
[[dut.file]]
path = "{dir}/more/{vrid}.conf"
content = ""
)";

TEST(DeviceDescription, says_what_the_device_can_do) {
  const Device device = device_of(complete);
  EXPECT_EQ(device.name, "My router");
  EXPECT_EQ(device.version_command, (std::vector<std::string>{"my-router", "{v}"}));
  EXPECT_FALSE(device.capabilities.v2);
  EXPECT_TRUE(device.capabilities.v3);
  EXPECT_FALSE(device.capabilities.ipv4);
  EXPECT_TRUE(device.capabilities.ipv6);
  EXPECT_FALSE(device.capabilities.owner || device.capabilities.accept_mode);
  EXPECT_FALSE(device.capabilities.preempt || device.capabilities.owner_without_preemption);
  EXPECT_FALSE(device.capabilities.forwarding);
}

TEST(DeviceDescription, says_how_the_device_is_started_and_stopped) {
  const Launch launch = launch_of(complete);
  EXPECT_EQ(launch.argv, (std::vector<std::string>{"my-router", "-i", "dut0", "--config=/tmp/case/router.conf"}));
  EXPECT_EQ(launch.ready_output, R"(listening on \w+)");
  EXPECT_EQ(launch.ready_within, std::chrono::milliseconds{1500});
  EXPECT_EQ(launch.ready_after, Duration::zero());
  EXPECT_EQ(launch.stop_signal, SIGINT);
  EXPECT_EQ(launch.stop_within, std::chrono::minutes{1});
  ASSERT_EQ(launch.files.size(), 2U);
  EXPECT_EQ(launch.files[0].path, "/tmp/case/router.conf");
  EXPECT_EQ(launch.files[0].content, "vrid 51\n");
  EXPECT_EQ(launch.files[1].path, "/tmp/case/more/51.conf");
}

TEST(DeviceDescription, waits_fifteen_seconds_for_a_line_unless_it_says_otherwise) {
  EXPECT_EQ(launch_of("[dut]\nstart = ['a']\nready = { output = 'x' }\n").ready_within, std::chrono::seconds{15});
}

TEST(DeviceDescription, programs_with_a_slash_lie_beside_the_description) {
  const auto program = [](std::string_view start) {
    return launch_of("[dut]\nstart = ['" + std::string{start} + "']\nready.after = '1s'\n").argv.at(0);
  };
  EXPECT_EQ(program("my-router"), "my-router");
  EXPECT_EQ(program("./my-router"), "/etc/vrrpspec/my-router");
  EXPECT_EQ(program("../bin/my-router"), "/etc/bin/my-router");
  EXPECT_EQ(program("/opt/my-router"), "/opt/my-router");
  EXPECT_EQ(program("{dir}/start.sh"), "/tmp/case/start.sh");
  EXPECT_EQ(device_of("[dut]\nstart=['a']\nversion=['./v']\nready.after='1s'\n").version_command.at(0),
            "/etc/vrrpspec/v");
}

TEST(DeviceDescription, the_folder_of_a_relative_description_is_absolute) {
  const Device device = device_of("[dut]\nstart = ['./my-router']\nready.after = '1s'\n", "router.toml");
  const auto launch = device.launch(ipv4_settings(), place());
  ASSERT_TRUE(launch);
  EXPECT_EQ(launch->argv.at(0), (std::filesystem::current_path() / "my-router").string());
}

// Whether the path leaves the folder may depend on the settings; what the sample did not show is caught here.
TEST(DeviceDescription, files_outside_of_the_directory_are_refused_at_the_latest_at_launch) {
  const Device device = device_of(
      "[dut]\nstart = ['a']\nready.after = '1s'\n[[dut.file]]\npath = \"{family:a|../../etc/b}\"\ncontent = ''\n");
  EXPECT_TRUE(device.launch(ipv4_settings(), place()));
  const auto launch = device.launch(ipv6_settings(), place());
  ASSERT_FALSE(launch);
  EXPECT_EQ(launch.error().message, "router: dut.file.path comes to \"../../etc/b\", which is not a file in /tmp/case");
}

TEST(DeviceDescription, is_read_from_a_file) {
  const std::filesystem::path file = std::filesystem::path{::testing::TempDir()} / "described-router.toml";
  std::ofstream{file} << "[dut]\nstart = ['my-router']\nready.after = '1s'\n";
  const auto device = load_device_description(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(device) << device.error().message;
  EXPECT_EQ(device->name, "described-router");
}

TEST(DeviceDescription, a_folder_is_no_description) {
  const auto device = load_device_description("/tmp");
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().message,
            "cannot read the device description /tmp: Is a directory; give the path of a TOML file");
}

}  // namespace
}  // namespace vrrpspec::harness
