// IPv4 (RFC 791) and IPv6 (RFC 8200) packets as octets, and the groups of both: shared by whole frames and by what raw
// sockets send.
#pragma once

#include <cstdint>
#include <span>

#include "impl/frame/frames.hpp"
#include "model/types.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::impl {

inline constexpr std::uint8_t icmpv6_protocol_number = 58;
inline constexpr std::size_t ipv4_header_size = 20;
inline constexpr std::size_t ipv6_header_size = 40;

/// Appends the header of a packet with `payload_size` octets: class CS6 (RFC 4594 3.2, what routing protocols use), no
/// options, not to be fragmented. Aborts when the packet would be longer than 65535 octets (IPv6: its payload).
void append_ip_header(Octets& packet, const wire::IpHeader& header, std::uint8_t protocol, std::size_t payload_size);

/// A VRRP packet as a raw socket that writes its own headers sends it.
Octets vrrp_packet(const wire::IpHeader& header, std::span<const std::uint8_t> message);

bool is_multicast(const IpAddress& address);
inline bool is_multicast(const MacAddress& address) {
  return (address[0] & 1) != 0;
}
bool is_unspecified(const IpAddress& address);
/// RFC 1112 6.4, RFC 2464 7. Aborts when `group` is no multicast address.
MacAddress multicast_mac(const IpAddress& group);
/// ff02::1
IpAddress all_nodes_group();
/// ff02::2
IpAddress all_routers_group();
/// ff02::1:ffXX:XXXX, RFC 4291 2.7.1. `address` is an IPv6 address.
IpAddress solicited_node_group(const IpAddress& address);

}  // namespace vrrpspec::impl
