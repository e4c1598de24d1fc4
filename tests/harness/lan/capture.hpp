// What `vrrpspec check` finds in the capture of a LAN.
#pragma once

#include <cstdint>

#include "tests/harness/lan/lan.hpp"

namespace vrrpspec::harness {

/// `vrrpspec check` finds nothing in the capture: at no port a violation, a suspicion or two Masters; and it has seen
/// `adverts` of one Master at each.
void expect_conforming_capture(const Lan& lan, std::uint64_t adverts);

}  // namespace vrrpspec::harness
