#include "harness/dut/vrrpspecd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/dut/settings.hpp"

namespace vrrpspec::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string configuration_for(const DeviceSettings& settings) {
  const auto text = vrrpspecd_configuration(settings, "dut0");
  return text ? *text : "error: " + text.error().message;
}

TEST(Vrrpspecd, is_configured_in_the_words_of_keepalived) {
  DeviceSettings settings = ipv4_settings();
  settings.parameters.preempt_mode = false;
  const std::string text = configuration_for(settings);
  for (const char* line : {"state BACKUP", "interface dut0", "version 3", "nopreempt", "no_accept",
                           "garp_master_repeat 1", "virtual_ipaddress {"})
    EXPECT_THAT(text, HasSubstr(line));
  EXPECT_THAT(text, Not(HasSubstr("vrrp_profile")));
}

TEST(Vrrpspecd, is_told_of_rfc_9568) {
  DeviceSettings settings = ipv4_settings();
  settings.profile = &rfc9568;
  EXPECT_THAT(configuration_for(settings), HasSubstr("vrrp_profile rfc9568"));
}

TEST(Vrrpspecd, is_given_whole_seconds_for_version_2_and_refuses_others) {
  DeviceSettings settings = ipv4_settings();
  settings.version = Version::v2;
  settings.parameters.advertisement_interval = Centiseconds{300};
  EXPECT_THAT(configuration_for(settings), HasSubstr("advert_int 3\n"));
  settings.parameters.advertisement_interval = Centiseconds{50};
  EXPECT_THAT(configuration_for(settings), HasSubstr("whole seconds"));
}

TEST(Vrrpspecd, keeps_all_its_files_in_the_place_it_is_given) {
  const auto launch = vrrpspecd_device().launch(ipv4_settings(), {.interface = "dut0", .directory = "/place"});
  ASSERT_TRUE(launch);
  EXPECT_THAT(launch->argv, testing::Contains("--run-dir=/place"));
  EXPECT_EQ(launch->files.front().path, "/place/vrrpspecd.conf");
}

}  // namespace
}  // namespace vrrpspec::harness
