// The names of the built-in devices, for suggestions and completion.
#pragma once

#include <string>
#include <vector>

#include "harness/dut/devices.hpp"

namespace vrrpspec::cli {

inline std::vector<std::string> device_names() {
  std::vector<std::string> names;
  for (const harness::Device& device : harness::built_in_devices()) names.push_back(device.name);
  return names;
}

}  // namespace vrrpspec::cli
