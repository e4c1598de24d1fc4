#include "model/monitor/said.hpp"

#include <algorithm>

namespace vrrpspec::monitor {
namespace {

constexpr MacAddress broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
constexpr std::uint8_t neighbor_discovery_hop_limit = 255;

bool is_broadcast(const wire::NeighborPacket& packet) {
  return packet.destination == broadcast || packet.type == wire::PacketType::broadcast;
}

bool is_unicast(const wire::NeighborPacket& packet) {
  if (packet.type == wire::PacketType::to_host || packet.type == wire::PacketType::to_other_host) return true;
  return packet.destination != MacAddress{} && (packet.destination[0] & 1) == 0;
}

Said::Kind kind_of(const wire::ArpPacket& arp, const wire::NeighborPacket& packet) {
  switch (arp.operation) {
    case wire::ArpPacket::request:
      return arp.is_gratuitous() && !is_unicast(packet) ? Said::Kind::announcement : Said::Kind::other;
    case wire::ArpPacket::reply:
      if (arp.is_gratuitous() && is_broadcast(packet)) return Said::Kind::announcement;
      return is_unicast(packet) ? Said::Kind::answer : Said::Kind::other;
    default:
      return Said::Kind::other;
  }
}

std::optional<Said> read(const wire::ArpPacket& arp, const wire::NeighborPacket& packet) {
  constexpr auto nobody = IpAddress::v4(0, 0, 0, 0);
  if (arp.sender == nobody) return std::nullopt;
  return Said{.kind = kind_of(arp, packet),
              .address = arp.sender,
              .mac = arp.sender_mac,
              .link_source = packet.source,
              .is_to_all = is_broadcast(packet),
              .is_about_itself = arp.is_gratuitous(),
              .link_destination = packet.destination};
}

std::optional<Said> read(const wire::NeighborAdvertisement& advertisement, const wire::NeighborPacket& packet) {
  const bool is_to_all = packet.ip.destination.octets()[0] == 0xff;
  // RFC 4861 section 7.1.2 has a receiver drop what is solicited and multicast: an announcement with a wrong flag.
  Said::Kind kind = advertisement.solicited ? Said::Kind::answer : Said::Kind::other;
  if (is_to_all) kind = Said::Kind::announcement;
  return Said{.kind = kind,
              .address = advertisement.target,
              .mac = advertisement.target_mac,
              .link_source = packet.source,
              .source = packet.ip.source,
              .router_flag = advertisement.router,
              .solicited_flag = advertisement.solicited,
              .override_flag = advertisement.override_flag,
              .is_to_all = is_to_all,
              .link_destination = packet.destination};
}

}  // namespace

std::optional<Said> said_in(const wire::NeighborPacket& packet) {
  if (const auto* arp = std::get_if<wire::ArpPacket>(&packet.message)) return read(*arp, packet);
  if (!packet.checksum_right || packet.ip.ttl != neighbor_discovery_hop_limit) return std::nullopt;
  if (const auto* advertisement = std::get_if<wire::NeighborAdvertisement>(&packet.message)) {
    return read(*advertisement, packet);
  }
  if (const auto* solicitation = std::get_if<wire::NeighborSolicitation>(&packet.message)) {
    return Said{.kind = Said::Kind::question,
                .address = solicitation->target,
                .link_source = packet.source,
                .source = packet.ip.source,
                .link_destination = packet.destination};
  }
  return std::nullopt;
}

bool is_of_a_virtual_router(const MacAddress& mac) {
  constexpr std::array<std::uint8_t, 4> prefix{0x00, 0x00, 0x5e, 0x00};
  return std::ranges::equal(std::span{mac}.first(4), prefix) && (mac[4] == 1 || mac[4] == 2);
}

}  // namespace vrrpspec::monitor
