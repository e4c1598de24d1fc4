// keepalived 2.2.7 as Debian ships it, as a device under test: a configuration file of one instance and a command line,
// made from the settings of a case. What keepalived cannot be told is an error that says so, never a silent change.
// Nothing is started here. RFC 5798 section 6.1 says what is configured; keepalived.conf(5) how.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/error.hpp"

namespace vrrpspec::harness {

/// How keepalived is run; each variant is a device of its own.
struct KeepalivedVariant {
  std::string name;
  bool use_vmac{true};  ///< a macvlan with the virtual router's MAC address; otherwise the interface's own is used
  bool strict{false};   ///< vrrp_strict
  std::vector<std::string> instance{};  ///< more lines of the instance
};

/// The configuration file of one instance on `interface`.
std::expected<std::string, Error> keepalived_configuration(const KeepalivedVariant& variant,
                                                           const DeviceSettings& settings,
                                                           const std::string& interface);

/// `keepalived` first, then those whose configuration changes what is on the wire.
const std::vector<KeepalivedVariant>& keepalived_variants();

Device keepalived_device(const KeepalivedVariant& variant);

}  // namespace vrrpspec::harness
