// Who heeds whom: whether a router, as its own adverts show it to be configured, has to accept those of another.
#pragma once

#include <string_view>

#include "model/monitor/sighting.hpp"

namespace vrrpspec::monitor {

/// Why adverts of one router may not count for another.
enum class Obstacle : std::uint8_t {
  none,
  fault,     ///< the message itself: Sighting::fault
  version,   ///< of the protocol
  checksum,  ///< one with pseudo-header, one without
  address_list,
  interval,        ///< VRRPv2 only
  authentication,  ///< VRRPv2 only: type or password
  not_addressed,   ///< sent to somebody else's unicast address
  content,         ///< VRRPv3: no address, no interval, or a first IPv6 address that RFC 9568 discards
};
std::string_view to_string(Obstacle obstacle);

struct Reception {
  Obstacle obstacle{Obstacle::none};
  /// The RFC demands that the receiver discards it; false where it may or may not.
  bool must_discard{false};
};

/// `own` is the latest valid advert of the receiver.
Reception reception(const Sighting& advert, const Sighting& own);

/// The clause that speaks of the obstacle.
ClauseKey clause_of(Obstacle obstacle, Version version);

}  // namespace vrrpspec::monitor
