// The packet drawings as numbers: RFC 5798 section 5.1 and RFC 3768 section 5.1. Internal to wire/ and its tests.
//
//   octet   0              1     2         3      4 - 5                          6 - 7     8 ...
//   v3      version, type  VRID  priority  count  4 bits rsvd, 12 bits interval  checksum  addresses
//   v2      version, type  VRID  priority  count  auth type, seconds             checksum  addresses, 8 octets of auth
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/types.hpp"

namespace vrrpspec::wire::layout {

inline constexpr std::size_t version_type = 0;
inline constexpr std::size_t vrid = 1;
inline constexpr std::size_t priority = 2;
inline constexpr std::size_t count = 3;
inline constexpr std::size_t interval = 4;          // v3, two octets with rsvd
inline constexpr std::size_t auth_type = 4;         // v2
inline constexpr std::size_t interval_seconds = 5;  // v2
inline constexpr std::size_t checksum = 6;
inline constexpr std::size_t addresses = 8;
inline constexpr std::size_t auth_data_size = 8;  // v2, after the addresses

inline constexpr std::uint8_t type_advertisement = 1;

constexpr std::size_t address_size(Family family) {
  return family == Family::ipv4 ? 4 : 16;
}

/// Where the addresses end; in VRRPv2 the authentication data begin there.
constexpr std::size_t addresses_end(Family family, std::size_t address_count) {
  return addresses + address_count * address_size(family);
}

/// The octets a complete message has, at least.
constexpr std::size_t message_size(Version version, Family family, std::size_t address_count) {
  return addresses_end(family, address_count) + (version == Version::v2 ? auth_data_size : 0);
}

}  // namespace vrrpspec::wire::layout
