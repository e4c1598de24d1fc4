#include "model/wire/link.hpp"

#include "model/wire/octets.hpp"

namespace vrrpspec::wire {
namespace {

using Opened = std::expected<LinkPacket, LinkFault>;

constexpr std::uint16_t ethertype_customer_tag = 0x8100;
constexpr std::uint16_t ethertype_service_tag = 0x88a8;
constexpr std::uint16_t ethertype_old_service_tag = 0x9100;
constexpr std::uint16_t ethertype_backbone = 0x88e7;
constexpr std::uint16_t smallest_ethertype = 0x0600;  // below it is a length of 802.3

constexpr std::unexpected<LinkFault> because(LinkFault fault) {
  return std::unexpected{fault};
}

/// False when the segment has no room for one more VLAN.
bool enter_vlan(Segment& segment, std::uint16_t tag) {
  const auto identifier = static_cast<std::uint16_t>(tag & 0x0fff);
  if (identifier == 0) return true;
  for (std::uint16_t& vlan : segment.vlans) {
    if (vlan != 0) continue;
    vlan = identifier;
    return true;
  }
  return false;
}

/// Follows tags and backbone headers from the EtherType at `type` on. The packet is made in place: a copy of what has
/// just been written octet by octet costs more than reading it did.
std::optional<LinkFault> follow_tags(LinkPacket& packet, Octets octets, std::size_t type) {
  constexpr std::size_t addresses_size = 12;
  for (;;) {
    if (octets.size() < type + 2) return LinkFault::truncated;
    packet.ethertype = word_at(octets, type);
    switch (packet.ethertype) {
      case ethertype_customer_tag:
      case ethertype_service_tag:
      case ethertype_old_service_tag:
        if (octets.size() < type + 4) return LinkFault::truncated;
        if (!enter_vlan(packet.segment, word_at(octets, type + 2))) return LinkFault::no_protocol;
        type += 4;
        break;
      case ethertype_backbone: {  // flags, 24 bits of service identifier, then the inner frame
        const std::size_t addresses = type + 6;
        if (octets.size() < addresses + addresses_size) return LinkFault::truncated;
        packet.segment.vlans = {};
        packet.segment.service = long_at(octets, type + 2) & 0xffffff;
        packet.destination = mac_at(octets, addresses);
        packet.source = mac_at(octets, addresses + 6);
        type = addresses + addresses_size;
        break;
      }
      default:
        if (packet.ethertype < smallest_ethertype) return LinkFault::no_protocol;
        packet.payload = octets.subspan(type + 2);
        return std::nullopt;
    }
  }
}

Opened open_ethernet(Octets octets) {
  constexpr std::size_t addresses_size = 12;
  if (octets.size() < addresses_size) return because(LinkFault::truncated);
  Opened opened{std::in_place};
  opened->destination = mac_at(octets, 0);
  opened->source = mac_at(octets, 6);
  if (const auto fault = follow_tags(*opened, octets, addresses_size)) return because(*fault);
  return opened;
}

PacketType packet_type_of(unsigned number) {
  return number < static_cast<unsigned>(PacketType::unknown) ? static_cast<PacketType>(number) : PacketType::unknown;
}

/// On interfaces of these ARPHRD_ types the protocol field is something else, or nothing.
bool has_ethertype(unsigned hardware_type) {
  constexpr unsigned netlink = 824, radiotap = 803, frad = 770;
  return hardware_type != netlink && hardware_type != radiotap && hardware_type != frad;
}

Opened open_cooked(Octets octets) {
  constexpr std::size_t protocol = 14;
  if (octets.size() < protocol + 2) return because(LinkFault::truncated);
  if (!has_ethertype(word_at(octets, 2))) return because(LinkFault::no_protocol);
  Opened opened{std::in_place};
  opened->type = packet_type_of(word_at(octets, 0));
  if (word_at(octets, 4) == opened->source.size()) opened->source = mac_at(octets, 6);
  if (const auto fault = follow_tags(*opened, octets, protocol)) return because(*fault);
  return opened;
}

Opened open_cooked_v2(Octets octets) {
  constexpr std::size_t header_size = 20;
  if (octets.size() < header_size) return because(LinkFault::truncated);
  if (!has_ethertype(word_at(octets, 8))) return because(LinkFault::no_protocol);
  Opened opened{std::in_place};
  LinkPacket& packet = *opened;
  packet.segment.interface_index = long_at(octets, 4);
  packet.type = packet_type_of(octets[10]);
  if (octets[11] == packet.source.size()) packet.source = mac_at(octets, 12);
  packet.ethertype = word_at(octets, 0);
  packet.payload = octets.subspan(header_size);
  const bool tagged = packet.ethertype == ethertype_customer_tag || packet.ethertype == ethertype_service_tag ||
                      packet.ethertype == ethertype_old_service_tag;
  if (tagged) {
    if (packet.payload.size() < 2) return because(LinkFault::truncated);
    if (!enter_vlan(packet.segment, word_at(packet.payload, 0))) return because(LinkFault::no_protocol);
    if (const auto fault = follow_tags(packet, octets, header_size + 2)) return because(*fault);
    return opened;
  }
  if (packet.ethertype < smallest_ethertype) return because(LinkFault::no_protocol);
  return opened;
}

/// By the version nibble.
Opened open_raw(Octets octets) {
  if (octets.empty()) return because(LinkFault::truncated);
  switch (octets[0] >> 4) {
    case 4:
      return LinkPacket{.ethertype = ethertype_ipv4, .payload = octets};
    case 6:
      return LinkPacket{.ethertype = ethertype_ipv6, .payload = octets};
    default:
      return because(LinkFault::no_protocol);
  }
}

/// The family's number of IPv6 differs between systems, and its byte order between machines: the packet itself says
/// which it is, and the family has to be one that somebody uses for it.
Opened open_loopback(Octets octets) {
  constexpr std::size_t header_size = 4;
  if (octets.size() < header_size) return because(LinkFault::truncated);
  const std::uint32_t number = long_at(octets, 0);
  const std::uint32_t family = number <= 0xffff ? number : static_cast<std::uint32_t>(octets[0] | octets[1] << 8);
  const bool swapped_is_small = number <= 0xffff || (number & 0xffff) == 0;
  const bool ipv4 = family == 2;
  const bool ipv6 = family == 10 || family == 24 || family == 28 || family == 30;
  if (!swapped_is_small || (!ipv4 && !ipv6)) return because(LinkFault::no_protocol);
  return LinkPacket{.ethertype = ipv4 ? ethertype_ipv4 : ethertype_ipv6, .payload = octets.subspan(header_size)};
}

}  // namespace

std::expected<LinkPacket, LinkFault> open_link(LinkType link, std::span<const std::uint8_t> octets) {
  switch (link) {
    case LinkType::ethernet:
      return open_ethernet(octets);
    case LinkType::linux_cooked:
      return open_cooked(octets);
    case LinkType::linux_cooked_v2:
      return open_cooked_v2(octets);
    case LinkType::raw_of_linux:
    case LinkType::raw_of_openbsd:
    case LinkType::raw_ip:
      return open_raw(octets);
    case LinkType::raw_ipv4:
      return LinkPacket{.ethertype = ethertype_ipv4, .payload = octets};
    case LinkType::raw_ipv6:
      return LinkPacket{.ethertype = ethertype_ipv6, .payload = octets};
    case LinkType::bsd_null:
    case LinkType::bsd_loop:
      return open_loopback(octets);
  }
  return because(LinkFault::unknown_link);
}

}  // namespace vrrpspec::wire
