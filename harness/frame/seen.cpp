#include "harness/frame/seen.hpp"

#include <tins/arp.h>
#include <tins/ethernetII.h>
#include <tins/icmpv6.h>
#include <tins/ipv6.h>

#include <algorithm>
#include <array>

#include "harness/frame/message.hpp"
#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

using Octets = std::span<const std::uint8_t>;

constexpr std::size_t ethernet_header_size = 14;
constexpr std::uint16_t ethertype_ipv4 = 0x0800;
constexpr std::uint16_t ethertype_arp = 0x0806;
constexpr std::uint16_t ethertype_ipv6 = 0x86dd;
constexpr std::uint8_t protocol_icmpv6 = 58;

/// The caller knows that both octets are there.
std::uint16_t word(Octets octets, std::size_t at) {
  return static_cast<std::uint16_t>(octets[at] << 8 | octets[at + 1]);
}

MacAddress mac(Octets octets, std::size_t at) {
  MacAddress address{};
  std::ranges::copy(octets.subspan(at, address.size()), address.begin());
  return address;
}

/// An IP packet without its header; the payload ends where both the header and the frame allow.
struct Packet {
  IpAddress source;
  IpAddress destination;
  std::uint8_t ttl{0};
  std::uint8_t protocol{0};
  Octets payload;
};

std::optional<Packet> read_ipv4(Octets octets) {
  constexpr std::size_t least = 20;
  constexpr std::uint16_t fragment_offset_mask = 0x1fff;
  if (octets.size() < least || octets[0] >> 4 != 4) return std::nullopt;
  const std::size_t header = std::size_t{4} * (octets[0] & 0xfU);
  if (header < least || header > octets.size() || (word(octets, 6) & fragment_offset_mask) != 0) return std::nullopt;
  const std::size_t end = std::clamp<std::size_t>(word(octets, 2), header, octets.size());
  return Packet{.source = IpAddress::from_octets(octets.subspan(12, 4)),
                .destination = IpAddress::from_octets(octets.subspan(16, 4)),
                .ttl = octets[8],
                .protocol = octets[9],
                .payload = octets.subspan(header, end - header)};
}

/// Hop-by-hop options, routing and destination options may stand before the message (RFC 8200 section 4.1).
void skip_extension_headers(Packet& packet) {
  const auto is_extension = [](std::uint8_t number) { return number == 0 || number == 43 || number == 60; };
  while (is_extension(packet.protocol) && packet.payload.size() >= 8) {
    const std::size_t size = 8 + std::size_t{8} * packet.payload[1];
    if (size > packet.payload.size()) return;
    packet.protocol = packet.payload[0];
    packet.payload = packet.payload.subspan(size);
  }
}

std::optional<Packet> read_ipv6(Octets octets) {
  constexpr std::size_t header = 40;
  if (octets.size() < header || octets[0] >> 4 != 6) return std::nullopt;
  Packet packet{.source = IpAddress::from_octets(octets.subspan(8, 16)),
                .destination = IpAddress::from_octets(octets.subspan(24, 16)),
                .ttl = octets[7],
                .protocol = octets[6],
                .payload = octets.subspan(header, std::min<std::size_t>(word(octets, 4), octets.size() - header))};
  skip_extension_headers(packet);
  return packet;
}

std::optional<Packet> read_packet(Octets frame) {
  if (frame.size() < ethernet_header_size) return std::nullopt;
  switch (word(frame, 12)) {
    case ethertype_ipv4:
      return read_ipv4(frame.subspan(ethernet_header_size));
    case ethertype_ipv6:
      return read_ipv6(frame.subspan(ethernet_header_size));
    default:
      return std::nullopt;
  }
}

/// IGMP and ICMPv6 are how hosts join and leave a group: reports of that go to the group itself, from every listener.
bool is_group_membership(const Packet& packet) {
  constexpr std::uint8_t igmp = 2;
  return packet.protocol == (packet.source.family() == Family::ipv4 ? igmp : protocol_icmpv6);
}

bool is_advert(const Packet& packet) {
  if (packet.protocol == vrrp_protocol_number) return true;
  return packet.destination == vrrp_multicast_group(packet.source.family()) && !is_group_membership(packet);
}

/// The first link-layer address of the options of a Neighbor Discovery message that has the type (RFC 4861 section
/// 4.6.1); an option of no length ends the list.
std::optional<MacAddress> link_layer_address(Octets options, std::uint8_t type) {
  constexpr std::size_t unit = 8;
  while (options.size() >= unit) {
    const std::size_t size = unit * options[1];
    if (size == 0 || size > options.size()) return std::nullopt;
    if (options[0] == type && size == unit) return mac(options, 2);
    options = options.subspan(size);
  }
  return std::nullopt;
}

std::size_t address_size(Family family) {
  return family == Family::ipv4 ? 4 : 16;
}

std::vector<IpAddress> present_addresses(Octets body, Family family, std::uint8_t count) {
  const std::size_t size = address_size(family);
  std::vector<IpAddress> addresses;
  for (std::size_t i = 0; i < count && (i + 1) * size <= body.size(); ++i) {
    addresses.push_back(IpAddress::from_octets(body.subspan(i * size, size)));
  }
  return addresses;
}

}  // namespace

std::optional<SeenAdvert> read_advert(Octets frame) {
  const std::optional<Packet> packet = read_packet(frame);
  if (!packet || !is_advert(*packet)) return std::nullopt;
  const Family family = packet->source.family();
  const MessageFields fields = read_message(packet->payload);
  const std::vector<IpAddress> addresses = present_addresses(fields.body, family, fields.count);
  const std::size_t listed = addresses.size() * address_size(family);
  const bool whole = packet->payload.size() >= message_header_size;
  const std::uint32_t sum = octet_sum(packet->payload);
  const std::uint32_t pseudo = pseudo_header_sum(packet->source, packet->destination, packet->payload.size());
  return SeenAdvert{.source_mac = mac(frame, 6),
                    .destination_mac = mac(frame, 0),
                    .source = packet->source,
                    .destination = packet->destination,
                    .ttl = packet->ttl,
                    .protocol = packet->protocol,
                    .message_length = packet->payload.size(),
                    .version = fields.version,
                    .type = fields.type,
                    .vrid = fields.vrid,
                    .priority = fields.priority,
                    .count = fields.count,
                    .rsvd = fields.rsvd,
                    .max_adver_int = fields.max_adver_int,
                    .checksum = fields.checksum,
                    .checksum_right_pseudo = whole && fold(sum + pseudo) == 0,
                    .checksum_right_plain = whole && fold(sum) == 0,
                    .addresses = addresses,
                    .trailer = {fields.body.begin() + static_cast<std::ptrdiff_t>(listed), fields.body.end()}};
}

std::optional<SeenArp> read_arp(Octets frame) {
  constexpr std::size_t size = 28;
  if (frame.size() < ethernet_header_size + size || word(frame, 12) != ethertype_arp) return std::nullopt;
  const Octets arp = frame.subspan(ethernet_header_size);
  const bool ipv4_on_ethernet = word(arp, 0) == 1 && word(arp, 2) == ethertype_ipv4 && arp[4] == 6 && arp[5] == 4;
  if (!ipv4_on_ethernet) return std::nullopt;
  return SeenArp{.source_mac = mac(frame, 6),
                 .destination_mac = mac(frame, 0),
                 .opcode = word(arp, 6),
                 .sender_mac = mac(arp, 8),
                 .sender = IpAddress::from_octets(arp.subspan(14, 4)),
                 .target_mac = mac(arp, 18),
                 .target = IpAddress::from_octets(arp.subspan(24, 4))};
}

std::vector<std::uint8_t> build(const SeenArp& arp) {
  VRRPSPEC_ASSERT(arp.sender.family() == Family::ipv4 && arp.target.family() == Family::ipv4);
  Tins::ARP packet{to_string(arp.target), to_string(arp.sender), arp.target_mac.data(), arp.sender_mac.data()};
  packet.opcode(static_cast<Tins::ARP::Flags>(arp.opcode));
  Tins::EthernetII ethernet{arp.destination_mac.data(), arp.source_mac.data()};
  ethernet.inner_pdu(packet);
  return ethernet.serialize();
}

IpAddress all_nodes_group() {
  return IpAddress::from_octets(std::array<std::uint8_t, 16>{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
}

std::optional<SeenNeighborAdvertisement> read_neighbor_advertisement(Octets frame) {
  constexpr std::uint8_t type = 136, target_link_layer = 2;
  constexpr std::size_t fixed_part = 24;
  const std::optional<Packet> packet = read_packet(frame);
  if (!packet || packet->source.family() != Family::ipv6 || packet->protocol != protocol_icmpv6) return std::nullopt;
  const Octets message = packet->payload;
  if (message.size() < fixed_part || message[0] != type) return std::nullopt;
  const std::uint32_t pseudo =
      pseudo_header_sum(packet->source, packet->destination, message.size()) - vrrp_protocol_number + protocol_icmpv6;
  return SeenNeighborAdvertisement{.source_mac = mac(frame, 6),
                                   .destination_mac = mac(frame, 0),
                                   .source = packet->source,
                                   .destination = packet->destination,
                                   .hop_limit = packet->ttl,
                                   .router = (message[4] & 0x80) != 0,
                                   .solicited = (message[4] & 0x40) != 0,
                                   .override_flag = (message[4] & 0x20) != 0,
                                   .target = IpAddress::from_octets(message.subspan(8, 16)),
                                   .target_mac = link_layer_address(message.subspan(fixed_part), target_link_layer),
                                   .checksum_right = fold(octet_sum(message) + pseudo) == 0};
}

std::vector<std::uint8_t> build(const SeenNeighborAdvertisement& advertisement) {
  Tins::ICMPv6 message{Tins::ICMPv6::NEIGHBOUR_ADVERT};
  message.target_addr(to_string(advertisement.target));
  message.router(advertisement.router ? 1 : 0);
  message.solicited(advertisement.solicited ? 1 : 0);
  message.override(advertisement.override_flag ? 1 : 0);
  if (advertisement.target_mac) message.target_link_layer_addr(advertisement.target_mac->data());
  Tins::IPv6 ip{to_string(advertisement.destination), to_string(advertisement.source)};
  ip.hop_limit(advertisement.hop_limit);
  ip.inner_pdu(message);
  Tins::EthernetII ethernet{advertisement.destination_mac.data(), advertisement.source_mac.data()};
  ethernet.inner_pdu(ip);
  return ethernet.serialize();
}

}  // namespace vrrpspec::harness
