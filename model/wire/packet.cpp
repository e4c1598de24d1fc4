#include "model/wire/packet.hpp"

#include "model/wire/datagram.hpp"
#include "model/wire/layout.hpp"

namespace vrrpspec::wire {
namespace {

using Found = std::expected<VrrpPacket, NotVrrp>;

constexpr std::unexpected<NotVrrp> because(NotVrrp reason) {
  return std::unexpected{reason};
}

NotVrrp reason_of(LinkFault fault) {
  switch (fault) {
    case LinkFault::unknown_link:
      return NotVrrp::other_link;
    case LinkFault::truncated:
      return NotVrrp::truncated;
    case LinkFault::no_protocol:
      break;
  }
  return NotVrrp::not_ip;
}

constexpr std::size_t carp_size = 36;
constexpr std::uint8_t carp_authentication_length = 7;  // of counter and digest, in units of 4 octets
static_assert(carp_size < layout::message_size(Version::v2, Family::ipv4, carp_authentication_length));

bool is_carp(std::span<const std::uint8_t> message) {
  constexpr std::uint8_t version_2_type_1 = 0x21;
  return message.size() == carp_size && message[layout::version_type] == version_2_type_1 &&
         message[layout::count] == carp_authentication_length;
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
    case NotVrrp::carp:
      return "carp";
    case NotVrrp::other_link:
      return "other_link";
  }
  return "";
}

std::expected<VrrpPacket, NotVrrp> find_vrrp(LinkType link, std::span<const std::uint8_t> octets) {
  const auto packet = open_link(link, octets);
  if (!packet) return because(reason_of(packet.error()));
  if (packet->ethertype != ethertype_ipv4 && packet->ethertype != ethertype_ipv6) return because(NotVrrp::not_ip);
  const auto datagram =
      read_datagram(packet->ethertype == ethertype_ipv4 ? Family::ipv4 : Family::ipv6, packet->payload);
  if (!datagram) {
    return because(datagram.error() == DatagramFault::truncated ? NotVrrp::truncated : NotVrrp::not_ip);
  }
  if (datagram->protocol != vrrp_protocol_number) return because(NotVrrp::other_protocol);
  if (datagram->completeness == Datagram::Completeness::fragment) return because(NotVrrp::fragment);
  if (datagram->completeness == Datagram::Completeness::truncated) return because(NotVrrp::truncated);
  if (is_carp(datagram->payload)) return because(NotVrrp::carp);
  Found found{std::in_place};
  found->destination = packet->destination;
  found->source = packet->source;
  found->segment = packet->segment;
  found->type = packet->type;
  found->ip_offset = static_cast<std::size_t>(packet->payload.data() - octets.data());
  found->ip = datagram->ip;
  found->message = datagram->payload;
  return found;
}

std::expected<VrrpPacket, NotVrrp> find_in_ip(std::span<const std::uint8_t> datagram) {
  return find_vrrp(LinkType::raw_ip, datagram);
}

std::expected<VrrpPacket, NotVrrp> find_in_ethernet(std::span<const std::uint8_t> frame) {
  return find_vrrp(LinkType::ethernet, frame);
}

}  // namespace vrrpspec::wire
