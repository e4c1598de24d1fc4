#include "harness/lab/netns/network_script.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

TEST(NetworkScript, numbers_each_port_with_its_address) {
  const std::string script = network_script({{"vs0p0", "vs0p0"}, {"vs0p1", "vs0p1"}},
                                            {IpAddress::v4(192, 0, 2, 1), IpAddress::v4(192, 0, 2, 2)}, 24);
  EXPECT_TRUE(script.contains("netns add vs0p0\n"));
  EXPECT_TRUE(script.contains("address add 192.0.2.1/24 dev dut0\n"));
  EXPECT_TRUE(script.contains("netns add vs0p1\n"));
  EXPECT_TRUE(script.contains("address add 192.0.2.2/24 dev dut0\n"));
}

TEST(NetworkScript, waits_for_no_duplicate_address_detection) {
  const std::string script = network_script({{"vs0p0", "vs0p0"}}, {*IpAddress::parse("fe80::1")}, 64);
  EXPECT_TRUE(script.contains("address add fe80::1/64 dev dut0 nodad\n"));
}

}  // namespace
}  // namespace vrrpspec::harness
