// FRR 8.4.4 as Debian ships it (zebra and vrrpd), as a device under test: vrrpd's configuration file, and a script that
// makes what FRR wants to find - a macvlan with the virtual router's MAC address and addresses, and zebra - and then
// runs vrrpd. What vrrpd cannot be told is an error that says so, but for Accept_Mode, which it does not have: it
// always accepts. Nothing is started here. RFC 5798 section 6.1 says what is configured; FRR's user guide, chapter
// VRRP, how.
#pragma once

#include <expected>
#include <string>

#include "harness/dut/device.hpp"
#include "harness/error.hpp"

namespace vrrpspec::harness {

/// vrrpd's configuration file for one virtual router on `interface`.
std::expected<std::string, Error> frr_configuration(const DeviceSettings& settings, const std::string& interface);

/// The script that runs zebra and vrrpd in `place`, and ends as vrrpd does.
std::string frr_script(const DeviceSettings& settings, const LaunchPlace& place);

/// `frr`.
Device frr_device();

}  // namespace vrrpspec::harness
