// What a run is about besides its document: a version of VRRP over an address family. The cases are the same for all
// three; what a device is configured for, and under which key a demand stands, depends on it.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "model/clause/profile.hpp"

namespace vrrpspec::harness {

/// VRRPv2 has no IPv6 (2-01).
struct Protocol {
  Version version{Version::v3};
  Family family{Family::ipv4};
  friend constexpr bool operator==(const Protocol&, const Protocol&) = default;
};
inline constexpr std::array all_protocols{Protocol{}, Protocol{.family = Family::ipv6},
                                          Protocol{.version = Version::v2}};

constexpr Protocol protocol_of(const Profile& profile, Family family) {
  return {profile.version, family};
}

/// "VRRPv3 over IPv6", "VRRPv2".
std::string to_string(Protocol protocol);

/// The key under which a demand stands in this protocol: its own, that of its twin, or none where nothing is demanded.
/// VRRPv2's demands keep RFC 5798's keys where RFC 3768 has the same words (2-19).
std::optional<ClauseKey> clause_in(ClauseKey key, Protocol protocol);

/// The protocols that a case is about.
struct Protocols {
  bool v3_ipv4{true};
  bool v3_ipv6{true};
  bool v2{true};
  [[nodiscard]] constexpr bool contains(Protocol protocol) const {
    if (protocol.version == Version::v2) return v2;
    return protocol.family == Family::ipv4 ? v3_ipv4 : v3_ipv6;
  }
};
inline constexpr Protocols over_ipv4{.v3_ipv6 = false};
inline constexpr Protocols over_ipv6{.v3_ipv4 = false, .v2 = false};
inline constexpr Protocols version_3{.v2 = false};
inline constexpr Protocols version_3_over_ipv4{.v3_ipv6 = false, .v2 = false};
/// Where only one reading of the checksum is right: AMB-1 is about VRRPv3 over IPv4.
inline constexpr Protocols sure_of_the_checksum{.v3_ipv4 = false};
inline constexpr Protocols version_2{.v3_ipv4 = false, .v3_ipv6 = false};

}  // namespace vrrpspec::harness
