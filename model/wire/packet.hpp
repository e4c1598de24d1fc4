// From the octets of a link to the VRRP message in them, in place: Ethernet II, VLAN tags (802.1Q, 802.1ad) and
// backbone encapsulation (802.1ah) skipped, then IPv4 or IPv6. Octets that do not hold together are an outcome. IPv6
// extension headers are not followed: VRRP is sent without.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

#include "model/wire/wire.hpp"

namespace vrrpspec::wire {

enum class NotVrrp : std::uint8_t {
  not_ip,          ///< neither IPv4 nor IPv6, or a header whose version or length says otherwise
  other_protocol,  ///< IP, but not protocol 112
  fragment,        ///< protocol 112, but not the whole datagram
  truncated,       ///< the octets end before the headers do, or before the datagram does
};
/// The enumerator itself: "not_ip".
std::string_view to_string(NotVrrp reason);

struct VrrpPacket {
  MacAddress destination{};  ///< the innermost MAC addresses; zeros where there is no link layer
  MacAddress source{};
  IpHeader ip;
  std::span<const std::uint8_t> message;  ///< the IP payload: neither IP options nor link padding belong to it
};

/// An Ethernet frame without FCS.
std::expected<VrrpPacket, NotVrrp> find_in_ethernet(std::span<const std::uint8_t> frame);
/// An IP datagram without link layer.
std::expected<VrrpPacket, NotVrrp> find_in_ip(std::span<const std::uint8_t> datagram);

}  // namespace vrrpspec::wire
