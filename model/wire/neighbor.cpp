#include "model/wire/neighbor.hpp"

#include <algorithm>

#include "model/wire/datagram.hpp"
#include "model/wire/octets.hpp"

namespace vrrpspec::wire {
namespace {

constexpr std::uint8_t protocol_icmp = 1;
constexpr std::uint8_t protocol_icmpv6 = 58;

constexpr std::uint8_t icmp_echo_reply = 0;
constexpr std::uint8_t icmpv6_echo_reply = 129;
constexpr std::uint8_t icmpv6_router_advertisement = 134;
constexpr std::uint8_t icmpv6_neighbor_solicitation = 135;
constexpr std::uint8_t icmpv6_neighbor_advertisement = 136;

constexpr std::uint8_t option_source_link_layer = 1;
constexpr std::uint8_t option_target_link_layer = 2;

std::optional<ArpPacket> read_arp(Octets octets) {
  constexpr std::size_t size = 28;
  if (octets.size() < size) return std::nullopt;
  const bool ipv4_on_ethernet =
      word_at(octets, 0) == 1 && word_at(octets, 2) == ethertype_ipv4 && octets[4] == 6 && octets[5] == 4;
  if (!ipv4_on_ethernet) return std::nullopt;
  return ArpPacket{.operation = word_at(octets, 6),
                   .sender_mac = mac_at(octets, 8),
                   .sender = IpAddress::from_octets(octets.subspan(14, 4)),
                   .target_mac = mac_at(octets, 18),
                   .target = IpAddress::from_octets(octets.subspan(24, 4))};
}

/// False when a length is zero or leads out of `options`: such a packet is to be ignored as a whole (RFC 4861, 4.6).
bool read_option(Octets options, std::uint8_t wanted, std::optional<MacAddress>& mac) {
  constexpr std::size_t unit = 8;
  while (!options.empty()) {
    if (options.size() < 2 || options[1] == 0) return false;
    const std::size_t size = options[1] * unit;
    if (options.size() < size) return false;
    if (options[0] == wanted && size == unit && !mac) mac = mac_at(options, 2);
    options = options.subspan(size);
  }
  return true;
}

std::optional<NeighborMessage> read_solicitation(Octets message) {
  constexpr std::size_t fixed_size = 24;
  if (message.size() < fixed_size) return std::nullopt;
  NeighborSolicitation solicitation{.target = IpAddress::from_octets(message.subspan(8, 16)), .source_mac = {}};
  if (!read_option(message.subspan(fixed_size), option_source_link_layer, solicitation.source_mac)) return std::nullopt;
  return solicitation;
}

std::optional<NeighborMessage> read_advertisement(Octets message) {
  constexpr std::size_t fixed_size = 24;
  if (message.size() < fixed_size) return std::nullopt;
  NeighborAdvertisement advertisement{.target = IpAddress::from_octets(message.subspan(8, 16)),
                                      .router = (message[4] & 0x80) != 0,
                                      .solicited = (message[4] & 0x40) != 0,
                                      .override_flag = (message[4] & 0x20) != 0,
                                      .target_mac = {}};
  if (!read_option(message.subspan(fixed_size), option_target_link_layer, advertisement.target_mac)) {
    return std::nullopt;
  }
  return advertisement;
}

std::optional<NeighborMessage> read_router_advertisement(Octets message) {
  constexpr std::size_t fixed_size = 16;
  if (message.size() < fixed_size) return std::nullopt;
  RouterAdvertisement advertisement{.lifetime_seconds = word_at(message, 6), .source_mac = {}};
  if (!read_option(message.subspan(fixed_size), option_source_link_layer, advertisement.source_mac)) {
    return std::nullopt;
  }
  return advertisement;
}

/// `message` has the eight octets that all of them begin with.
std::optional<NeighborMessage> read_icmp(std::uint8_t protocol, Octets message) {
  const std::uint8_t type = message[0];
  const std::uint8_t code = message[1];
  if (code != 0) return std::nullopt;
  const bool echo_reply = type == (protocol == protocol_icmp ? icmp_echo_reply : icmpv6_echo_reply);
  if (echo_reply) return EchoReply{.identifier = word_at(message, 4), .sequence = word_at(message, 6)};
  if (protocol == protocol_icmp) return std::nullopt;
  switch (type) {
    case icmpv6_router_advertisement:
      return read_router_advertisement(message);
    case icmpv6_neighbor_solicitation:
      return read_solicitation(message);
    case icmpv6_neighbor_advertisement:
      return read_advertisement(message);
    default:
      return std::nullopt;
  }
}

/// RFC 4443 section 2.3: the pseudo-header of VRRP with another protocol number.
bool icmp_checksum_right(const IpHeader& ip, std::uint8_t protocol, Octets message) {
  if (protocol == protocol_icmp) return checksum(message) == 0;
  return checksum(message, pseudo_header_sum(ip, message.size()) - vrrp_protocol_number + protocol_icmpv6) == 0;
}

/// Fills in what the IP datagram says.
bool read_ip(NeighborPacket& packet, Family family, Octets octets) {
  const auto datagram = read_datagram(family, octets);
  if (!datagram || datagram->completeness != Datagram::Completeness::whole) return false;
  constexpr std::size_t shortest = 8;
  const std::uint8_t protocol = family == Family::ipv4 ? protocol_icmp : protocol_icmpv6;
  if (datagram->protocol != protocol || datagram->payload.size() < shortest) return false;
  auto message = read_icmp(protocol, datagram->payload);
  if (!message) return false;
  packet.message = *message;
  packet.ip = datagram->ip;
  packet.checksum_right = icmp_checksum_right(datagram->ip, protocol, datagram->payload);
  return true;
}

}  // namespace

std::optional<NeighborPacket> find_neighbor(LinkType link, std::span<const std::uint8_t> octets) {
  const auto opened = open_link(link, octets);
  if (!opened) return std::nullopt;
  NeighborPacket packet{.destination = opened->destination,
                        .source = opened->source,
                        .segment = opened->segment,
                        .type = opened->type,
                        .message = {}};
  switch (opened->ethertype) {
    case ethertype_arp:
      if (const auto arp = read_arp(opened->payload)) {
        packet.message = *arp;
        return packet;
      }
      return std::nullopt;
    case ethertype_ipv4:
      return read_ip(packet, Family::ipv4, opened->payload) ? std::optional{packet} : std::nullopt;
    case ethertype_ipv6:
      return read_ip(packet, Family::ipv6, opened->payload) ? std::optional{packet} : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<Claim> claim_of(const NeighborPacket& packet) {
  const auto claim = [&packet](const IpAddress& address, const std::optional<MacAddress>& mac) {
    return Claim{.address = address, .mac = mac.value_or(packet.source), .link_source = packet.source};
  };
  if (const auto* arp = std::get_if<ArpPacket>(&packet.message)) {
    constexpr auto nobody = IpAddress::v4(0, 0, 0, 0);
    if (arp->sender == nobody) return std::nullopt;
    return claim(arp->sender, arp->sender_mac);
  }
  if (const auto* advertisement = std::get_if<NeighborAdvertisement>(&packet.message)) {
    return claim(advertisement->target, advertisement->target_mac);
  }
  if (const auto* advertisement = std::get_if<RouterAdvertisement>(&packet.message)) {
    return claim(packet.ip.source, advertisement->source_mac);
  }
  if (std::holds_alternative<EchoReply>(packet.message)) return claim(packet.ip.source, std::nullopt);
  return std::nullopt;
}

}  // namespace vrrpspec::wire
