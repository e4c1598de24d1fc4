// The commands that build a segment's network, as a shell script a person can repeat.
#pragma once

#include <string>
#include <vector>

#include "model/types.hpp"

namespace vrrpspec::harness {

/// One port: the device's end is `dut0` in a namespace of its own, the wire's end stays with the harness.
struct PortNames {
  std::string name_space;
  std::string wire_end;
};
inline constexpr const char* device_interface = "dut0";

std::string network_script(const std::vector<PortNames>& ports, const std::vector<IpAddress>& addresses,
                           unsigned prefix_length);

}  // namespace vrrpspec::harness
