// Descriptions, cards and refusals around devices on a wire, as far as no wire is needed.
#include "harness/cli/black_box.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/cli/card.hpp"
#include "harness/cli/program.hpp"
#include "harness/dut/description.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

harness::Device box(std::string set_up) {
  harness::Device device;
  device.name = "box";
  device.black_box = harness::BlackBox{.interface = "eth7", .set_up = std::move(set_up)};
  return device;
}

TEST(WireLab, is_for_black_boxes_and_they_for_it) {
  EXPECT_EQ(objection_to_lab("auto", box("backup")), "");
  EXPECT_EQ(objection_to_lab("nic", box("backup")), "");
  for (const char* lab : {"netns", "uml", "sim"}) {
    EXPECT_TRUE(contains(objection_to_lab(lab, box("backup")), "black box on the wire of eth7")) << lab;
    EXPECT_EQ(objection_to_lab(lab, harness::Device{}), "") << lab;
  }
  EXPECT_EQ(objection_to_lab("auto", harness::Device{}), "");
  EXPECT_TRUE(contains(objection_to_lab("nic", harness::Device{}), "vrrpspec dut init --black-box"));
  EXPECT_TRUE(contains(objection_to_lab("auto", box("ownr")), "nearest: owner"));
}

TEST(Card, says_all_that_is_configured_in_every_set_up) {
  for (const harness::DeviceSetUp& each : harness::set_ups_of(harness::all_cases())) {
    const std::string text = card({.interface = "eth7", .set_up = each.name}, "my box.toml");
    const Parameters& p = each.settings.parameters;
    for (const std::string& part :
         {"'" + each.name + "'", std::string{"eth7"}, std::to_string(p.vrid.number()), to_string(p.primary_address),
          std::to_string(p.priority.value()), std::to_string(p.advertisement_interval.count()) + " centiseconds",
          std::string{p.preempt_mode ? "True, and at once" : "False"},
          std::string{p.is_owner() ? "yes: the address" : "no\n"}, std::string{"vrrpspec test 'my box.toml'"},
          std::string{p.family == Family::ipv4 ? "192.0.2.1 and" : "fe80::1 and"}, std::string{"VRIDs 51 and 52"},
          std::string{"Never a LAN in use"}}) {
      EXPECT_TRUE(contains(text, part)) << part << " is not in:\n" << text;
    }
    for (const IpAddress& address : each.settings.addresses) EXPECT_TRUE(contains(text, to_string(address))) << text;
  }
}

TEST(Card, fits_a_page) {
  std::istringstream lines{card({.interface = "eth7", .set_up = "backup-3-addresses"}, "box.toml")};
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

/// `dut init`, in a folder of its own.
class DutInit : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "vrrpspec-init-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    file = folder / "box.toml";
  }
  void TearDown() override { fs::remove_all(folder); }
  static ProgramOutput vrrpspec(std::vector<std::string> words) {
    words.insert(words.begin(), VRRPSPEC_PROGRAM);
    return run_program(std::move(words)).value_or(ProgramOutput{.exit_status = -1, .text = "it did not end"});
  }
  fs::path folder;
  fs::path file;
};

TEST_F(DutInit, writes_a_black_box_and_prints_its_card) {
  const ProgramOutput output = vrrpspec({"dut", "init", "--black-box", "eth7", "--set-up", "owner", "-o", file});
  EXPECT_EQ(output.exit_status, 0) << output.text;
  EXPECT_TRUE(contains(output.text, "Card for the set-up 'owner'")) << output.text;
  const auto device = harness::load_device_description(file);
  ASSERT_TRUE(device) << device.error().message;
  EXPECT_EQ(device->black_box->interface, "eth7");
  EXPECT_EQ(device->black_box->set_up, "owner");
  const ProgramOutput check = vrrpspec({"dut", "check", file});
  EXPECT_EQ(check.exit_status, 0) << check.text;
  EXPECT_TRUE(contains(check.text, "Card for the set-up 'owner'")) << check.text;
}

TEST_F(DutInit, writes_a_program_that_is_a_valid_description) {
  EXPECT_EQ(vrrpspec({"dut", "init", "-o", file}).exit_status, 0);
  const auto device = harness::load_device_description(file);
  ASSERT_TRUE(device) << device.error().message;
  EXPECT_FALSE(device->black_box);
}

TEST_F(DutInit, overwrites_nothing_unless_told) {
  std::ofstream{file} << "mine";
  const ProgramOutput refused = vrrpspec({"dut", "init", "-o", file});
  EXPECT_EQ(refused.exit_status, 2);
  EXPECT_TRUE(contains(refused.text, "--force")) << refused.text;
  EXPECT_EQ(fs::file_size(file), 4U);
  EXPECT_EQ(vrrpspec({"dut", "init", "-o", file, "--force"}).exit_status, 0);
  EXPECT_GT(fs::file_size(file), 100U);
}

TEST_F(DutInit, refuses_what_could_not_be_read_again) {
  EXPECT_EQ(vrrpspec({"dut", "init", "-o", folder / "box"}).exit_status, 2);
  EXPECT_EQ(vrrpspec({"dut", "init", "--black-box", "no/such", "-o", file}).exit_status, 2);
  const ProgramOutput output = vrrpspec({"dut", "init", "--black-box", "eth7", "--set-up", "bakup", "-o", file});
  EXPECT_EQ(output.exit_status, 2);
  EXPECT_TRUE(contains(output.text, "nearest: backup")) << output.text;
  EXPECT_EQ(vrrpspec({"dut", "init", "--set-up", "owner", "-o", file}).exit_status, 2);
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(DutInit, set_ups_are_listed) {
  const ProgramOutput output = vrrpspec({"dut", "set-ups"});
  EXPECT_EQ(output.exit_status, 0);
  for (const harness::DeviceSetUp& each : harness::set_ups_of(harness::all_cases())) {
    EXPECT_TRUE(contains(output.text, each.name + " ")) << output.text;
  }
}

TEST_F(DutInit, an_interface_that_is_not_there_is_named) {
  ASSERT_EQ(vrrpspec({"dut", "init", "--black-box", "none-such", "-o", file}).exit_status, 0);
  const ProgramOutput output = vrrpspec({"test", file, "S-430", "--out", folder / "out"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_TRUE(contains(output.text, "no interface none-such")) << output.text;
}

TEST_F(DutInit, other_labs_do_not_reach_a_black_box) {
  ASSERT_EQ(vrrpspec({"dut", "init", "--black-box", "eth7", "-o", file}).exit_status, 0);
  EXPECT_EQ(vrrpspec({"test", file, "S-430", "--lab", "netns"}).exit_status, 2);
  EXPECT_EQ(vrrpspec({"test", "keepalived", "S-430", "--lab", "nic"}).exit_status, 2);
  EXPECT_EQ(vrrpspec({"test", file, "S-430", "--listen", "soon"}).exit_status, 2);
}

}  // namespace
}  // namespace vrrpspec::cli
