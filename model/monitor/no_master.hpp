// When nobody was Master of a virtual router, for longer than any Backup waits.
#pragma once

#include "model/monitor/group.hpp"

namespace vrrpspec::monitor {

struct NoMaster {
  std::size_t before{0};   ///< who was Master until then, as an index into members()
  Instant from{};          ///< its last ADVERTISEMENT
  PacketNumber packet{0};  ///< that one
  Instant to{};            ///< the next Master's first one, or the end of the capture
  bool goes_on{false};     ///< until the end
};

/// A Backup of whatever priority takes over after Master_Down_Interval, which is shorter than four intervals: beyond
/// them there was none, or its adverts are missing. `end` is that of the capture.
std::vector<NoMaster> without_master(const Group& group, Instant end);

}  // namespace vrrpspec::monitor
