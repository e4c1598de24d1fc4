#include "model/wire/packet.hpp"

#include <algorithm>

namespace vrrpspec::wire {
namespace {

using Octets = std::span<const std::uint8_t>;
using Found = std::expected<VrrpPacket, NotVrrp>;

constexpr unsigned ethertype_ipv4 = 0x0800;
constexpr unsigned ethertype_ipv6 = 0x86dd;
constexpr unsigned ethertype_customer_tag = 0x8100;
constexpr unsigned ethertype_service_tag = 0x88a8;
constexpr unsigned ethertype_old_service_tag = 0x9100;
constexpr unsigned ethertype_backbone = 0x88e7;
constexpr std::uint8_t ipv6_fragment_header = 44;
constexpr std::size_t ipv4_header_size = 20;
constexpr std::size_t ipv6_header_size = 40;

constexpr std::unexpected<NotVrrp> because(NotVrrp reason) {
  return std::unexpected{reason};
}

unsigned word_at(Octets octets, std::size_t offset) {
  return static_cast<unsigned>(octets[offset] << 8 | octets[offset + 1]);
}

MacAddress mac_at(Octets octets, std::size_t offset) {
  MacAddress address{};
  std::ranges::copy(octets.subspan(offset, address.size()), address.begin());
  return address;
}

Found find_in_ipv4(Octets datagram) {
  if (datagram.size() < ipv4_header_size) return because(NotVrrp::truncated);
  const std::size_t header_size = static_cast<std::size_t>(datagram[0] & 0x0f) * 4;
  const std::size_t total_size = word_at(datagram, 2);
  if (header_size < ipv4_header_size || total_size < header_size) return because(NotVrrp::not_ip);
  if (datagram[9] != vrrp_protocol_number) return because(NotVrrp::other_protocol);
  const bool more_fragments_or_offset = (word_at(datagram, 6) & 0x3fff) != 0;
  if (more_fragments_or_offset) return because(NotVrrp::fragment);
  if (datagram.size() < total_size) return because(NotVrrp::truncated);
  return VrrpPacket{.ip = {.source = IpAddress::from_octets(datagram.subspan(12, 4)),
                           .destination = IpAddress::from_octets(datagram.subspan(16, 4)),
                           .ttl = datagram[8]},
                    .message = datagram.first(total_size).subspan(header_size)};
}

Found find_in_ipv6(Octets datagram) {
  if (datagram.size() < ipv6_header_size) return because(NotVrrp::truncated);
  const std::size_t payload_size = word_at(datagram, 4);
  if (datagram[6] == ipv6_fragment_header) return because(NotVrrp::fragment);
  if (datagram[6] != vrrp_protocol_number) return because(NotVrrp::other_protocol);
  if (datagram.size() < ipv6_header_size + payload_size) return because(NotVrrp::truncated);
  return VrrpPacket{.ip = {.source = IpAddress::from_octets(datagram.subspan(8, 16)),
                           .destination = IpAddress::from_octets(datagram.subspan(24, 16)),
                           .ttl = datagram[7]},
                    .message = datagram.subspan(ipv6_header_size, payload_size)};
}

}  // namespace

std::string_view to_string(NotVrrp reason) {
  switch (reason) {
    case NotVrrp::not_ip:
      return "not_ip";
    case NotVrrp::other_protocol:
      return "other_protocol";
    case NotVrrp::fragment:
      return "fragment";
    case NotVrrp::truncated:
      return "truncated";
  }
  return "";
}

std::expected<VrrpPacket, NotVrrp> find_in_ip(std::span<const std::uint8_t> datagram) {
  if (datagram.empty()) return because(NotVrrp::truncated);
  switch (datagram[0] >> 4) {
    case 4:
      return find_in_ipv4(datagram);
    case 6:
      return find_in_ipv6(datagram);
    default:
      return because(NotVrrp::not_ip);
  }
}

std::expected<VrrpPacket, NotVrrp> find_in_ethernet(std::span<const std::uint8_t> frame) {
  constexpr std::size_t addresses_size = 12;
  std::size_t addresses = 0;
  std::size_t type = addresses_size;
  for (;;) {
    if (frame.size() < type + 2) return because(NotVrrp::truncated);
    const unsigned ethertype = word_at(frame, type);
    if (ethertype == ethertype_ipv4 || ethertype == ethertype_ipv6) {
      const Octets datagram = frame.subspan(type + 2);
      const int version = ethertype == ethertype_ipv4 ? 4 : 6;
      if (!datagram.empty() && datagram[0] >> 4 != version) return because(NotVrrp::not_ip);
      Found packet = find_in_ip(datagram);
      if (!packet) return packet;
      packet->destination = mac_at(frame, addresses);
      packet->source = mac_at(frame, addresses + 6);
      return packet;
    }
    switch (ethertype) {
      case ethertype_customer_tag:
      case ethertype_service_tag:
      case ethertype_old_service_tag:
        type += 4;
        break;
      case ethertype_backbone:  // four octets of service identifier, then the inner frame
        addresses = type + 6;
        type = addresses + addresses_size;
        break;
      default:
        return because(NotVrrp::not_ip);
    }
  }
}

}  // namespace vrrpspec::wire
