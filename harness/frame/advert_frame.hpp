// Frames the tester puts on the wire, able to lie in every field. Default values are those of a truthful VRRPv3 advert.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/parameters.hpp"
#include "model/types.hpp"

namespace vrrpspec::harness {

/// An Ethernet frame with a VRRP advert. Fields left empty are computed truthfully from the others.
struct AdvertFrame {
  MacAddress source_mac{};
  std::optional<MacAddress> destination_mac;  ///< of the destination group
  IpAddress source;
  std::optional<IpAddress> destination;  ///< 224.0.0.18 or ff02::12
  std::uint8_t ttl{vrrp_ttl};
  std::uint8_t protocol{vrrp_protocol_number};

  std::uint8_t version{3};
  std::uint8_t type{1};
  std::uint8_t vrid{1};
  std::uint8_t priority{100};
  std::optional<std::uint8_t> count;  ///< of `addresses`
  std::uint8_t rsvd{0};               ///< four bits (v3); authentication type (v2)
  std::uint16_t max_adver_int{100};   ///< centiseconds, 12 bits (v3); seconds, 8 bits (v2)
  std::vector<IpAddress> addresses;
  std::optional<std::vector<std::uint8_t>> authentication;  ///< v2: eight zero octets unless given
  bool plain_ipv4_checksum{false};                          ///< leave the pseudo-header out (AMB-1)
  std::uint16_t checksum_error{0};                          ///< xored into the right checksum
  std::optional<std::size_t> truncate_message_to;  ///< octets of the VRRP message that are sent; checksum over these
};

/// The field that says an interval: centiseconds, or of version 2 seconds, whole ones only.
std::uint16_t adver_int_field(Version version, Centiseconds interval);

/// The octets of the frame, without frame check sequence.
std::vector<std::uint8_t> build(const AdvertFrame& frame);

}  // namespace vrrpspec::harness
