// How a capture is to be judged.
#pragma once

#include <cstddef>
#include <vector>

#include "model/clause/profile.hpp"
#include "model/monitor/told.hpp"
#include "model/monitor/tolerances.hpp"

namespace vrrpspec::monitor {

struct JudgeSettings {
  Tolerances tolerances{};
  /// The only document of VRRPv3 that routers may follow; null: either.
  const Profile* profile{nullptr};
  /// What is known of routers beforehand.
  std::vector<Told> told{};
  /// So many senders are judged, of all virtual routers: they are what takes memory. Two on each VLAN of a
  /// full trunk are 8188.
  std::size_t most_routers{8192};
};

}  // namespace vrrpspec::monitor
