// Octets <-> values: the packet of section 5 and the receive checks of section 7.1. Nothing here reads past the span it
// was given, allocates in proportion to what a packet claims, or throws.
#pragma once

#include <array>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "model/advertisement.hpp"
#include "model/clause/profile.hpp"
#include "model/wire/discard.hpp"

namespace vrrpspec::wire {

/// What the IP header says about a VRRP message. Both addresses have the same family.
struct IpHeader {
  IpAddress source;
  IpAddress destination;
  std::uint8_t ttl{vrrp_ttl};  ///< TTL or Hop Limit
};

/// One's complement of the one's complement sum, RFC 1071. `partial` is what pseudo_header_sum() returned, or 0.
std::uint16_t checksum(std::span<const std::uint8_t> message, std::uint32_t partial = 0);
/// Sum of source, destination, length and protocol 112: RFC 2460 8.1, and by analogy for IPv4 (AMB-1).
std::uint32_t pseudo_header_sum(const IpHeader& header, std::size_t message_length);

inline constexpr std::uint8_t auth_type_none = 0;
inline constexpr std::uint8_t auth_type_simple_text = 1;

/// RFC 2338 / RFC 3768 authentication as configured for a VRRPv2 router.
struct Authentication {
  std::uint8_t type{auth_type_none};
  std::array<std::uint8_t, 8> data{};  ///< the password, padded with zeros; type 0 sends zeros and ignores what it gets
  friend constexpr bool operator==(const Authentication&, const Authentication&) = default;
};

/// What the trailer of a VRRPv2 message says, unjudged: for captures, whose configuration nobody knows. Empty for
/// another version and for a message too short to have a trailer.
std::optional<Authentication> authentication_of(std::span<const std::uint8_t> message);

/// The checks that need no configuration but the authentication: TTL, version, type, completeness, checksum, and those
/// the profile adds. `message` is the IP payload, from the version nibble to the end of the datagram. A longer message
/// than the count asks for is accepted; its checksum covers the surplus too (AMB-8).
std::expected<Advertisement, Discard> decode(std::span<const std::uint8_t> message, const IpHeader& header,
                                             const Profile& profile, const Authentication& authentication = {});

/// The checks against the local configuration: VRID, owner, and where the profile has them interval and address list.
/// Empty when the advert is to be processed.
std::optional<Discard> receive_check(const Advertisement& advertisement, const Parameters& parameters,
                                     const AddressList& addresses, const Profile& profile);

/// The octets of the message, checksum included. The interval must fit the version (v3: 0-4095 cs; v2: whole seconds
/// up to 255), all addresses (at most 255) have the family of the source, and the authentication type is 0 or 1:
/// anything else is a bug of the caller and aborts.
std::vector<std::uint8_t> encode(const Advertisement& advertisement, const IpAddress& destination,
                                 const Profile& profile, const Authentication& authentication = {});

}  // namespace vrrpspec::wire
