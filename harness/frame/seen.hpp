// What is read from captured frames: every field as it stands, right or wrong. Nothing is judged here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/types.hpp"

namespace vrrpspec::harness {

/// A frame that carries IP protocol 112, or an IP packet to the VRRP group. Reports of membership in that group (IGMP,
/// MLD) are none: the hosts' kernels send them.
struct SeenAdvert {
  MacAddress source_mac{};
  MacAddress destination_mac{};
  IpAddress source;
  IpAddress destination;
  std::uint8_t ttl{0};
  std::uint8_t protocol{0};

  std::size_t message_length{0};  ///< octets of IP payload; fields beyond it are zero
  std::uint8_t version{0};
  std::uint8_t type{0};
  std::uint8_t vrid{0};
  std::uint8_t priority{0};
  std::uint8_t count{0};
  std::uint8_t rsvd{0};            ///< v3: four bits; v2: authentication type
  std::uint16_t max_adver_int{0};  ///< v3: centiseconds; v2: seconds
  std::uint16_t checksum{0};
  bool checksum_right_pseudo{false};
  bool checksum_right_plain{false};
  std::vector<IpAddress> addresses;  ///< those of `count` that are present
};
std::optional<SeenAdvert> read_advert(std::span<const std::uint8_t> frame);

struct SeenArp {
  MacAddress source_mac{};
  MacAddress destination_mac{};
  std::uint16_t opcode{0};
  MacAddress sender_mac{};
  IpAddress sender;
  MacAddress target_mac{};
  IpAddress target;
  /// A request or reply about the sender's own address.
  [[nodiscard]] bool is_gratuitous() const { return sender == target; }
};
std::optional<SeenArp> read_arp(std::span<const std::uint8_t> frame);

/// An Ethernet ARP packet, for asking.
std::vector<std::uint8_t> build(const SeenArp& arp);

}  // namespace vrrpspec::harness
