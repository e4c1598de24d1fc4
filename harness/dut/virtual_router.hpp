// What RFC 5798 lets nobody configure, whatever the device: asked by the adapters of the built-in devices.
#pragma once

#include <cstdint>
#include <string>

#include "harness/dut/device.hpp"

namespace vrrpspec::harness {

/// Devices are told intervals in seconds.
inline constexpr std::uint16_t centiseconds_per_second = 100;

/// Why no device can be a virtual router with these settings; empty when one can.
std::string objection_to(const DeviceSettings& settings);

}  // namespace vrrpspec::harness
