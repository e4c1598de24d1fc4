// The set-ups that people write in descriptions: names that never change, one for each configuration.
#include "harness/suite/set_up.hpp"

#include <gtest/gtest.h>

#include <set>

namespace vrrpspec::harness {
namespace {

bool same(const DeviceSettings& one, const DeviceSettings& other) {
  return one.parameters == other.parameters && one.version == other.version && one.addresses == other.addresses &&
         one.prefix_length == other.prefix_length;
}

TEST(SetUps, keep_their_names) {
  std::set<std::string> names;
  for (const DeviceSetUp& each : set_ups_of(all_cases())) names.insert(each.name);
  for (const char* name :
       {"backup", "backup-no-preemption", "backup-3-addresses", "owner", "owner-300cs", "owner-300cs-no-preemption"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(SetUps, have_one_configuration_a_name) {
  for (const Case& each : all_cases()) {
    for (const Case& other : all_cases()) {
      EXPECT_EQ(same(each.settings, other.settings), set_up_name(each.settings) == set_up_name(other.settings))
          << each.id << " and " << other.id;
    }
  }
}

TEST(SetUps, share_out_all_cases) {
  std::size_t cases = 0;
  for (const DeviceSetUp& each : set_ups_of(all_cases())) cases += each.cases.size();
  EXPECT_EQ(cases, all_cases().size());
}

TEST(SetUps, say_which_one_a_case_needs) {
  const Case& first = all_cases().front();
  EXPECT_EQ(other_set_up_reason(first, "backup"), "");
  EXPECT_NE(other_set_up_reason(first, "owner").find("the case needs 'backup'"), std::string::npos);
}

}  // namespace
}  // namespace vrrpspec::harness
