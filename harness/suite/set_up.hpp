// Set-ups: the configurations that the cases want of a device. A device that only a person can configure is examined
// one set-up at a time.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::harness {

struct DeviceSetUp {
  std::string name;  ///< never changes: people write it in descriptions
  DeviceSettings settings;
  std::vector<const Case*> cases;
};

/// The set-ups of the cases, in the order of the protocols and in that in which the cases first want them.
std::vector<DeviceSetUp> set_ups_of(std::span<const Case> cases);

/// What differs from the usual device: "backup", "owner-300cs", "backup-no-preemption".
std::string set_up_name(const DeviceSettings& settings);

/// Why the case cannot be asked in this protocol of a device that is configured for the set-up `name`; empty when it
/// can.
std::string other_set_up_reason(const Case& test_case, Protocol protocol, std::string_view name);

/// The VRIDs that the tester's adverts name: none of them may be in use where a case is asked.
std::vector<unsigned> vrids_on_the_wire();

/// The addresses that the tester's adverts come from, its usual one first: nobody else may have them.
std::vector<IpAddress> tester_addresses(Family family);

}  // namespace vrrpspec::harness
