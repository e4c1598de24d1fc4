// An IP datagram in place: IPv4 with options, IPv6 with the extension headers that may stand before a protocol
// (hop-by-hop, destination options, routing, and a fragment header that makes no fragments). RFC 791, RFC 8200.
#pragma once

#include <cstdint>
#include <expected>
#include <span>

#include "model/wire/wire.hpp"

namespace vrrpspec::wire {

/// How many IPv6 extension headers are followed; beyond, the protocol is that of the next header.
inline constexpr int most_extension_headers = 8;

struct Datagram {
  enum class Completeness : std::uint8_t {
    whole,
    fragment,   ///< one of several; `payload` is empty
    truncated,  ///< the octets end before the datagram does; `payload` is empty
  };
  IpHeader ip{};
  std::uint8_t protocol{0};  ///< as far as the headers could be followed
  Completeness completeness{Completeness::whole};
  std::span<const std::uint8_t> payload{};  ///< neither options nor link padding belong to it
};

enum class DatagramFault : std::uint8_t {
  not_ip,     ///< a version or a length that no IP header has
  truncated,  ///< not even the headers are there
};

std::expected<Datagram, DatagramFault> read_datagram(Family family, std::span<const std::uint8_t> octets);

}  // namespace vrrpspec::wire
