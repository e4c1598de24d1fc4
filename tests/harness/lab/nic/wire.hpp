// Frames of a wire with a device, the tester and others on it.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/frame/advert_frame.hpp"
#include "harness/frame/seen.hpp"
#include "harness/lab/nic/parties.hpp"

namespace vrrpspec::harness {

inline const IpAddress device_address = IpAddress::v4(192, 0, 2, 11);
inline const IpAddress virtual_address = IpAddress::v4(192, 0, 2, 100);
inline constexpr MacAddress virtual_mac{0, 0, 0x5e, 0, 1, 51};
inline constexpr MacAddress device_mac{2, 0, 0, 0, 0, 1};
inline constexpr MacAddress other_mac{2, 0, 0, 0, 0, 9};

inline WireParties parties() {
  return {.device = {.parameters = {.vrid = *Vrid::from(51),
                                    .priority = Priority{100},
                                    .advertisement_interval = Centiseconds{50},
                                    .primary_address = device_address},
                     .addresses = {virtual_address}},
          .mac = {},
          .vrids = {51, 52}};
}

/// As the device would send it, but for what is given.
inline AdvertFrame advert_of(const IpAddress& source, unsigned vrid = 51, const MacAddress& mac = virtual_mac) {
  AdvertFrame frame;
  frame.source_mac = mac;
  frame.source = source;
  frame.vrid = static_cast<std::uint8_t>(vrid);
  frame.max_adver_int = 50;
  frame.addresses = {virtual_address};
  return frame;
}

inline std::vector<std::uint8_t> gratuitous_arp(const IpAddress& address, const MacAddress& source,
                                                const MacAddress& sender) {
  constexpr MacAddress broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  return build(SeenArp{source, broadcast, 1, sender, address, broadcast, address});
}

}  // namespace vrrpspec::harness
