// What RFC 5798 lets nobody configure, whatever the device: asked by the adapters of the built-in devices.
#pragma once

#include <string>

#include "harness/dut/device.hpp"

namespace vrrpspec::harness {

/// Why no device can be a virtual router with these settings; empty when one can.
std::string objection_to(const DeviceSettings& settings);

}  // namespace vrrpspec::harness
