// One vrrpspecd in a network namespace: a second one would take the first one's links for leftovers.
#pragma once

#include <expected>

#include "impl/descriptor.hpp"
#include "impl/error.hpp"

namespace vrrpspec::impl {

/// Held as long as the descriptor is open, and given back by the kernel however the daemon ends.
std::expected<Descriptor, Error> claim_network_namespace();

}  // namespace vrrpspec::impl
