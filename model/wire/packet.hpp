// From the octets of a link to the VRRP message in them, in place; model/wire/link.hpp says which links, datagram.hpp
// which IP headers are understood. Octets that do not hold together are an outcome.
//
// CARP, of the BSDs, uses VRRP's protocol number and groups, and its messages begin like those of VRRPv2: version 2,
// type 1, a group, and where VRRPv2 counts addresses the constant 7. They have 36 octets (4 of header, 4 with the
// checksum, a counter of 8, a digest of 20); a VRRPv2 message that counts 7 addresses has 44 at least, so that whoever
// judges the 36 octets as VRRP must discard them as incomplete, and no valid message is ever taken for CARP. (tcpdump
// has to be told, with `-T carp`; Wireshark asks for 36 octets or more, which a valid VRRPv2 message with seven
// addresses has, too.)
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

#include "model/wire/link.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::wire {

enum class NotVrrp : std::uint8_t {
  not_ip,          ///< neither IPv4 nor IPv6, or a header whose version or length says otherwise
  other_protocol,  ///< IP, but not protocol 112
  fragment,        ///< protocol 112, but not the whole datagram
  truncated,       ///< the octets end before the headers do, or before the datagram does
  carp,            ///< protocol 112, but a message of CARP
  other_link,      ///< a link layer that is not known here
};
/// The enumerator itself: "not_ip".
std::string_view to_string(NotVrrp reason);

struct VrrpPacket {
  MacAddress destination{};  ///< the innermost MAC addresses; zeros where the link layer has none
  MacAddress source{};
  Segment segment{};
  PacketType type{PacketType::unknown};
  std::size_t ip_offset{0};  ///< where the IP header begins
  IpHeader ip;
  std::span<const std::uint8_t> message;  ///< the IP payload: neither IP options nor link padding belong to it
};

std::expected<VrrpPacket, NotVrrp> find_vrrp(LinkType link, std::span<const std::uint8_t> octets);
/// An Ethernet frame without FCS.
std::expected<VrrpPacket, NotVrrp> find_in_ethernet(std::span<const std::uint8_t> frame);
/// An IP datagram without link layer.
std::expected<VrrpPacket, NotVrrp> find_in_ip(std::span<const std::uint8_t> datagram);

}  // namespace vrrpspec::wire
