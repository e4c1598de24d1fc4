// The virtual router with VRID 7 and a host that asks about it: their addresses, and an advert.
#pragma once

#include "model/types.hpp"
#include "tests/impl/frame/octet_text.hpp"

namespace vrrpspec::impl {

inline constexpr MacAddress ipv4_virtual_mac{0x00, 0x00, 0x5e, 0x00, 0x01, 0x07};
inline constexpr MacAddress ipv6_virtual_mac{0x00, 0x00, 0x5e, 0x00, 0x02, 0x07};
inline constexpr MacAddress host_mac{0x02, 0x00, 0x00, 0x00, 0x00, 0x0a};
inline const IpAddress ipv4_address = IpAddress::v4(192, 0, 2, 7);
inline const IpAddress ipv6_address = *IpAddress::parse("2001:db8::7");
inline const IpAddress ipv4_host = IpAddress::v4(192, 0, 2, 10);
inline const IpAddress ipv6_host = *IpAddress::parse("2001:db8::a");

/// VRRPv3, priority 100, every second, of 192.0.2.7.
inline const Octets advert_message = octets("31 07 64 01 00 64 05 fb c0 00 02 07");

}  // namespace vrrpspec::impl
