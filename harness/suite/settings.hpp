// The device as most cases want it, and what they change. Private to the suite.
#pragma once

#include <functional>

#include "harness/dut/device.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::harness {

/// Not a default anywhere, so that a device that ignores its configuration is seen. Short, so that cases are.
inline constexpr Centiseconds suite_interval{50};
inline constexpr unsigned suite_priority = 100;
/// Of the adverts that are not for the device.
inline constexpr unsigned other_vrid = 52;

/// Of a tester that wins a tie, or is an owner.
inline const IpAddress higher_address = IpAddress::v4(192, 0, 2, 200);

/// A Backup by configuration: VRID 51, priority 100, 0.5 s, 192.0.2.11 on the segment for 192.0.2.100.
inline DeviceSettings backup() {
  return {.parameters = {.vrid = *Vrid::from(51),
                         .priority = Priority{suite_priority},
                         .advertisement_interval = suite_interval,
                         .primary_address = IpAddress::v4(192, 0, 2, 11)},
          .addresses = {IpAddress::v4(192, 0, 2, 100)}};
}

inline DeviceSettings backup_without_preemption() {
  DeviceSettings settings = backup();
  settings.parameters.preempt_mode = false;
  return settings;
}

/// The address owner: the virtual router's address is the interface's own.
inline DeviceSettings owner() {
  DeviceSettings settings = backup();
  settings.parameters.priority = priority_owner;
  settings.addresses = {settings.parameters.primary_address};
  return settings;
}

/// Several addresses, in an order that no sorting gives.
inline DeviceSettings backup_for_three_addresses() {
  DeviceSettings settings = backup();
  settings.addresses = {IpAddress::v4(192, 0, 2, 102), IpAddress::v4(192, 0, 2, 100), IpAddress::v4(192, 0, 2, 101)};
  return settings;
}

// One function a section, in the order of the RFC.
std::vector<Case> section_5_cases();
std::vector<Case> section_6_4_1_cases();
std::vector<Case> section_6_4_2_cases();
std::vector<Case> section_6_4_3_cases();
std::vector<Case> section_7_1_cases();

}  // namespace vrrpspec::harness
