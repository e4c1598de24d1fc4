// Which device a name on a command line means: a built-in one, or a description file.
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/error.hpp"

namespace vrrpspec::harness {

/// The device that is the model itself.
inline constexpr std::string_view model_device_name = "sim";

std::vector<Device> built_in_devices();

/// The name of a built-in device, or the path of a description, which ends in `.toml`.
std::expected<Device, Error> find_device(std::string_view name_or_path);

}  // namespace vrrpspec::harness
