// Routers with one fault each: what a suite is worth is which of them it finds.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/lab/sim/sim_lab.hpp"
#include "harness/suite/protocol.hpp"

namespace vrrpspec::harness {

struct DeviceMutant {
  std::string name;
  std::string_view killed_by;  ///< the id of the case that is about the fault; empty: of the chart, no case is about it
  MakeSimRouter make;
  Protocol protocol{};
  std::string_view excuse{};  ///< why no case can tell it from a router without the fault; empty: one has to
};
/// Of every protocol: formats and duties on the wire, what is received, configuration, and the steps of the chart.
std::vector<DeviceMutant> all_device_mutants();

/// The document whose model is asked about the protocol.
inline const Profile& profile_of(Protocol protocol) {
  return protocol.version == Version::v2 ? rfc3768 : rfc5798;
}
inline std::ostream& operator<<(std::ostream& out, const DeviceMutant& mutant) {
  return out << mutant.name;
}

}  // namespace vrrpspec::harness
