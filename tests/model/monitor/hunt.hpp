// Whether the monitor finds something about a mutant on a random segment.
#pragma once

#include "tests/model/monitor/mutants.hpp"

namespace vrrpspec::monitor {

/// Router 0 is the mutant (null: conforms) and runs all the time; two others come and go. True when something was found
/// about router 0, whose every input arrives and whose parameters are known.
bool is_found(const Mutant* mutant, const Tolerances& tolerances, std::uint64_t seed);

}  // namespace vrrpspec::monitor
