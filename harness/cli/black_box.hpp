// Devices that a person configured and started, on the wire of an interface of this machine.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "harness/cli/options.hpp"
#include "harness/dut/device.hpp"
#include "harness/error.hpp"
#include "harness/lab/lab.hpp"
#include "harness/suite/set_up.hpp"

namespace vrrpspec::cli {

/// The name of the lab that examines them.
inline constexpr std::string_view wire_lab = "nic";

/// The error names the nearest set-ups.
std::expected<harness::DeviceSetUp, harness::Error> find_set_up(const std::string& name);

/// Whether the case makes sense for a device that nobody can start or stop.
bool can_be_asked_on_a_wire(const harness::Case* test_case);

/// Why the lab that was asked for, "auto" for any, is not one for this device, or why no lab is; empty when it is.
std::string objection_to_lab(const std::string& asked, const harness::Device& device);

/// Listens first, and prints what is heard. The error: another router uses a VRID of the tester, or the interface
/// cannot be used.
std::expected<std::unique_ptr<harness::Lab>, harness::Error> open_wire(const harness::Device& device,
                                                                       const WireOptions& options);

}  // namespace vrrpspec::cli
