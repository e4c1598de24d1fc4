// Who is on a wire that is not ours alone, as far as it is known beforehand.
#pragma once

#include <optional>
#include <vector>

#include "harness/dut/device.hpp"

namespace vrrpspec::harness {

struct WireParties {
  DeviceSettings device;          ///< what the device under test is configured for
  std::optional<MacAddress> mac;  ///< of its interface, if that is known
  std::vector<unsigned> vrids;    ///< that the tester's adverts name
  bool even_if_alive{false};      ///< the tester may speak though another router uses one of them
};

}  // namespace vrrpspec::harness
