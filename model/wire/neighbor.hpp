// Who answers for an address, and with which MAC address: ARP for IPv4 on Ethernet (RFC 826), Neighbor Solicitations,
// Neighbor Advertisements and Router Advertisements (RFC 4861), and echo replies of ICMP and ICMPv6. In place, without
// allocation; whether a host would believe the packet is reported, not judged.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "model/wire/link.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::wire {

struct ArpPacket {
  static constexpr std::uint16_t request = 1;
  static constexpr std::uint16_t reply = 2;
  std::uint16_t operation{0};
  MacAddress sender_mac{};
  IpAddress sender;
  MacAddress target_mac{};
  IpAddress target;
  /// A request or a reply about the sender's own address.
  [[nodiscard]] bool is_gratuitous() const { return sender == target; }
};

struct NeighborSolicitation {
  IpAddress target;
  std::optional<MacAddress> source_mac;  ///< of the Source Link-Layer Address option
};

struct NeighborAdvertisement {
  IpAddress target;
  bool router{false};
  bool solicited{false};
  bool override_flag{false};
  std::optional<MacAddress> target_mac;  ///< of the Target Link-Layer Address option
};

struct RouterAdvertisement {
  std::uint16_t lifetime_seconds{0};
  std::optional<MacAddress> source_mac;  ///< of the Source Link-Layer Address option
};

struct EchoReply {
  std::uint16_t identifier{0};
  std::uint16_t sequence{0};
};

using NeighborMessage =
    std::variant<ArpPacket, NeighborSolicitation, NeighborAdvertisement, RouterAdvertisement, EchoReply>;

struct NeighborPacket {
  MacAddress destination{};  ///< the innermost MAC addresses; zeros where the link layer has none
  MacAddress source{};
  Segment segment{};
  PacketType type{PacketType::unknown};
  IpHeader ip{};              ///< of ARP: nothing
  bool checksum_right{true};  ///< of ICMP and ICMPv6; wrong on what a sender's own capture caught before the device
  NeighborMessage message;
};

/// Empty for anything else, for fragments, for what is cut, and for options whose lengths do not hold together.
std::optional<NeighborPacket> find_neighbor(LinkType link, std::span<const std::uint8_t> octets);

/// That `address` is at `mac`. `link_source` is the frame's own source, which a switch learns from: the two may differ.
struct Claim {
  IpAddress address;
  MacAddress mac{};
  MacAddress link_source{};
  friend bool operator==(const Claim&, const Claim&) = default;
};
/// What the packet says about its sender's address: ARP about the sender, unless it is a probe from 0.0.0.0; a Neighbor
/// Advertisement about its target; a Router Advertisement and an echo reply about their source. Without a link-layer
/// option it is said by the frame's source. A solicitation claims nothing.
std::optional<Claim> claim_of(const NeighborPacket& packet);

}  // namespace vrrpspec::wire
