// The device as most cases want it, and what they change. Private to the suite.
#pragma once

#include "harness/dut/device.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::harness {

inline constexpr unsigned suite_priority = 100;
/// Of the adverts that are not for the device.
inline constexpr unsigned other_vrid = 52;

/// An address on the segment: 192.0.2.HOST or fe80::HOST, which adverts come from.
IpAddress on_link(Family family, std::uint8_t host);

/// The tester's own address: below the device's, so that it loses every tie unless a case says otherwise.
inline IpAddress tester_address(Family family) {
  return on_link(family, 1);
}
/// Of a tester that wins a tie, or is an owner.
inline IpAddress higher_address(Family family) {
  return on_link(family, 200);
}

/// A Backup by configuration: VRID 51, priority 100, 0.5 s (VRRPv2: 1 s), 192.0.2.11 on the segment for 192.0.2.100, or
/// fe80::11 for fe80::100.
DeviceSettings backup(Protocol protocol);
DeviceSettings backup_without_preemption(Protocol protocol);
/// The address owner: the virtual router's address is the interface's own.
DeviceSettings owner(Protocol protocol);
/// One whose interval is neither a second nor the suite's usual one.
DeviceSettings slow_backup(Protocol protocol);
/// Several addresses, in an order that no sorting gives; for IPv6 a link-local one comes first (5.2.9).
DeviceSettings backup_for_three_addresses(Protocol protocol);

// One function a section, in the order of the RFC.
std::vector<Case> section_5_cases();
std::vector<Case> section_6_4_1_cases();
std::vector<Case> section_6_4_2_cases();
std::vector<Case> section_6_4_3_cases();
std::vector<Case> section_7_1_cases();

}  // namespace vrrpspec::harness
