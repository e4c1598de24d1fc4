// Settings of virtual routers for the tests of this folder.
#pragma once

#include "harness/dut/device.hpp"

namespace vrrpspec::harness {

inline DeviceSettings ipv4_settings() {
  DeviceSettings settings{
      .parameters = Parameters{.vrid = *Vrid::from(51), .primary_address = IpAddress::v4(192, 0, 2, 11)},
      .addresses = {}};
  settings.addresses.push_back(IpAddress::v4(192, 0, 2, 100));
  return settings;
}

inline DeviceSettings ipv6_settings() {
  DeviceSettings settings = ipv4_settings();
  settings.parameters.family = Family::ipv6;
  settings.parameters.primary_address = *IpAddress::parse("fe80::11");
  settings.addresses.clear();
  settings.addresses.push_back(*IpAddress::parse("fe80::5:1"));
  settings.addresses.push_back(*IpAddress::parse("2001:db8::5"));
  settings.prefix_length = 64;
  return settings;
}

inline LaunchPlace place() {
  return {.interface = "dut0", .directory = "/tmp/case"};
}

}  // namespace vrrpspec::harness
