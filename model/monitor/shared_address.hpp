// One address in two virtual routers of a segment: each Master answers for it with a MAC address of its own.
#pragma once

#include <vector>

#include "model/monitor/judge.hpp"

namespace vrrpspec::monitor {

struct SharedAddress {
  IpAddress address;
  GroupKey one;
  GroupKey other;
  friend bool operator==(const SharedAddress&, const SharedAddress&) = default;
};

/// What routers of two virtual routers of a segment list at the same time, by the lists that each told last; the first
/// hundred.
std::vector<SharedAddress> shared_addresses(const Judge& judge);

}  // namespace vrrpspec::monitor
