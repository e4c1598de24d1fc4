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
  std::vector<IpAddress> addresses;   ///< those of `count` that are present
  std::vector<std::uint8_t> trailer;  ///< what follows them: authentication data (v2)
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

/// Where a Neighbor Advertisement goes that nobody asked for (RFC 4861 section 7.2.6): ff02::1, and its MAC address.
IpAddress all_nodes_group();
inline constexpr MacAddress all_nodes_mac{0x33, 0x33, 0, 0, 0, 1};

/// RFC 4861 section 4.4.
struct SeenNeighborAdvertisement {
  MacAddress source_mac{};
  MacAddress destination_mac{};
  IpAddress source;
  IpAddress destination;
  std::uint8_t hop_limit{255};
  bool router{false};
  bool solicited{false};
  bool override_flag{false};
  IpAddress target;
  std::optional<MacAddress> target_mac;  ///< of the target link-layer address option
  bool checksum_right{true};             ///< built frames are right
};
std::optional<SeenNeighborAdvertisement> read_neighbor_advertisement(std::span<const std::uint8_t> frame);
std::vector<std::uint8_t> build(const SeenNeighborAdvertisement& advertisement);

}  // namespace vrrpspec::harness
