// Routers with one fault each.
#pragma once

#include <ostream>
#include <string_view>
#include <vector>

#include "harness/lab/sim/sim_lab.hpp"

namespace vrrpspec::harness {

struct Mutant {
  std::string_view name;
  std::string_view killed_by;  ///< the id of the case that is about the fault
  MakeSimRouter make;
};
std::vector<Mutant> all_mutants();
inline std::ostream& operator<<(std::ostream& out, const Mutant& mutant) {
  return out << mutant.name;
}

}  // namespace vrrpspec::harness
