// Routers with one fault each.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/lab/sim/sim_lab.hpp"
#include "harness/suite/protocol.hpp"

namespace vrrpspec::harness {

struct Mutant {
  std::string name;
  std::string_view killed_by;  ///< the id of the case that is about the fault
  MakeSimRouter make;
  Protocol protocol{};
};
/// Of every protocol.
std::vector<Mutant> all_mutants();

/// The document whose model is asked about the protocol.
inline const Profile& profile_of(Protocol protocol) {
  return protocol.version == Version::v2 ? rfc3768 : rfc5798;
}
inline std::ostream& operator<<(std::ostream& out, const Mutant& mutant) {
  return out << mutant.name;
}

}  // namespace vrrpspec::harness
