// An ADVERTISEMENT as a segment shows it: what every receiver can read, right or wrong, and what nobody may heed.
#pragma once

#include <optional>

#include "model/advertisement.hpp"
#include "model/monitor/hypothesis.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::monitor {

struct Sighting {
  Instant at{};
  PacketNumber packet{0};
  /// Sightings of one capture with the same number differ in instant and packet only; 0: nothing is known of others.
  std::uint64_t content{0};
  MacAddress source_mac{};  ///< zeros where the link has none
  IpAddress destination;
  std::uint8_t ttl{vrrp_ttl};
  std::uint8_t reserved{0};  ///< VRRPv3: the four bits before the interval
  /// Of a message with a fault: the fields that could be read, the others as they are by default.
  Advertisement advert;
  bool checksum_plain{false};                            ///< right for the message alone
  bool checksum_pseudo{false};                           ///< right with a pseudo-header
  std::optional<wire::Authentication> authentication{};  ///< of VRRPv2
  /// Why every receiver must discard it, whatever its configuration.
  std::optional<wire::DiscardReason> fault{};

  [[nodiscard]] bool is_to_group() const { return destination == vrrp_multicast_group(destination.family()); }
  /// Both were read from the same octets.
  [[nodiscard]] bool repeats(const Sighting& other) const { return content != 0 && content == other.content; }
};

/// `v3` is the document by which a message of VRRPv3 is read. Empty when not even the version and the VRID can be read,
/// or the version is neither 2 nor 3.
std::optional<Sighting> sight(const wire::VrrpPacket& packet, Instant at, PacketNumber number,
                              const Profile& v3 = rfc5798);

}  // namespace vrrpspec::monitor
