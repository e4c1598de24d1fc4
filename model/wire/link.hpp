// From the octets of a link to the network packet in them, in place: Ethernet II, VLAN tags (802.1Q, 802.1ad), backbone
// encapsulation (802.1ah), Linux "cooked" captures of both versions, BSD loopback, and IP without link layer. Says on
// which segment the packet was: two routers with one VRID in two VLANs are two virtual routers.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "model/types.hpp"

namespace vrrpspec::wire {

/// The numbers that capture files use (LINKTYPE_…); any other value is a link layer that is not known here.
enum class LinkType : std::uint16_t {
  bsd_null = 0,  ///< address family in the byte order of the machine that captured
  ethernet = 1,
  raw_of_linux = 12,    ///< raw IP, as some programs write it by its DLT number
  raw_of_openbsd = 14,  ///< the same
  raw_ip = 101,
  bsd_loop = 108,  ///< address family in network byte order
  linux_cooked = 113,
  raw_ipv4 = 228,
  raw_ipv6 = 229,
  linux_cooked_v2 = 276,
};

/// Where a packet was, as far as the packet itself says.
struct Segment {
  static constexpr std::size_t most_vlans = 2;
  /// VLAN identifiers, outermost first; 0 where there is none, since a tag with identifier 0 names no VLAN. Within a
  /// backbone frame, those of the inner frame.
  std::array<std::uint16_t, most_vlans> vlans{};
  std::optional<std::uint32_t> service{};  ///< I-SID of 802.1ah, 24 bits
  std::uint32_t interface_index{0};        ///< of the capturing machine, where the link says so (cooked v2); else 0
  friend auto operator<=>(const Segment&, const Segment&) = default;
};

/// How the capturing machine saw the packet. Only cooked captures say.
enum class PacketType : std::uint8_t {
  to_host = 0,
  broadcast = 1,
  multicast = 2,
  to_other_host = 3,
  outgoing = 4,
  unknown
};

enum class LinkFault : std::uint8_t {
  unknown_link,  ///< a link type that is not known here
  truncated,     ///< the octets end within the link layer
  no_protocol,   ///< no EtherType where one belongs, or more VLAN tags than a Segment holds
};

inline constexpr std::uint16_t ethertype_ipv4 = 0x0800;
inline constexpr std::uint16_t ethertype_arp = 0x0806;
inline constexpr std::uint16_t ethertype_ipv6 = 0x86dd;

struct LinkPacket {
  MacAddress destination{};  ///< the innermost MAC addresses; zeros where the link has none (cooked: no destination)
  MacAddress source{};
  Segment segment{};
  PacketType type{PacketType::unknown};
  std::uint16_t ethertype{0};
  std::span<const std::uint8_t> payload{};  ///< link padding belongs to it
};

/// Ethernet frames are without FCS, or with one that is taken for padding.
std::expected<LinkPacket, LinkFault> open_link(LinkType link, std::span<const std::uint8_t> octets);

}  // namespace vrrpspec::wire
