#include "impl/frame/ip.hpp"

#include <algorithm>
#include <array>

#include "impl/frame/octets.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::uint8_t network_control = 0xc0;  // DSCP CS6

void append_ipv4_header(Octets& packet, const wire::IpHeader& header, std::uint8_t protocol, std::size_t total_size) {
  constexpr std::uint8_t version_and_length = 0x45;
  constexpr std::uint16_t dont_fragment = 0x4000;
  const std::size_t start = packet.size();
  packet.push_back(version_and_length);
  packet.push_back(network_control);
  append_word(packet, static_cast<std::uint16_t>(total_size));
  append_word(packet, 0);  // no fragments, so no Identification: RFC 6864 4.1
  append_word(packet, dont_fragment);
  packet.push_back(header.ttl);
  packet.push_back(protocol);
  append_word(packet, 0);
  append(packet, header.source.octets());
  append(packet, header.destination.octets());
  constexpr std::size_t checksum_offset = 10;
  put_word(packet, start + checksum_offset, wire::checksum(std::span{packet}.subspan(start)));
}

void append_ipv6_header(Octets& packet, const wire::IpHeader& header, std::uint8_t protocol, std::size_t payload_size) {
  constexpr std::uint16_t version_and_class = 0x6000 | network_control << 4;
  append_word(packet, version_and_class);
  append_word(packet, 0);  // flow label
  append_word(packet, static_cast<std::uint16_t>(payload_size));
  packet.push_back(protocol);
  packet.push_back(header.ttl);
  append(packet, header.source.octets());
  append(packet, header.destination.octets());
}

/// ff02::X:XXXX
IpAddress link_local_group(std::array<std::uint8_t, 5> last) {
  std::array<std::uint8_t, 16> octets{0xff, 0x02};
  std::ranges::copy(last, octets.end() - last.size());
  return IpAddress::from_octets(octets);
}

}  // namespace

void append_ip_header(Octets& packet, const wire::IpHeader& header, std::uint8_t protocol, std::size_t payload_size) {
  constexpr std::size_t longest = 0xffff;
  VRRPSPEC_ASSERT(header.source.family() == header.destination.family());
  if (header.source.family() == Family::ipv4) {
    const std::size_t total_size = ipv4_header_size + payload_size;
    VRRPSPEC_ASSERT(total_size <= longest);
    append_ipv4_header(packet, header, protocol, total_size);
  } else {
    VRRPSPEC_ASSERT(payload_size <= longest);
    append_ipv6_header(packet, header, protocol, payload_size);
  }
}

Octets vrrp_packet(const wire::IpHeader& header, std::span<const std::uint8_t> message) {
  Octets packet;
  packet.reserve(ipv6_header_size + message.size());
  append_ip_header(packet, header, vrrp_protocol_number, message.size());
  append(packet, message);
  return packet;
}

bool is_multicast(const IpAddress& address) {
  const std::uint8_t first = address.octets().front();
  return address.family() == Family::ipv4 ? (first & 0xf0) == 0xe0 : first == 0xff;
}

bool is_unspecified(const IpAddress& address) {
  return std::ranges::all_of(address.octets(), [](std::uint8_t octet) { return octet == 0; });
}

MacAddress multicast_mac(const IpAddress& group) {
  VRRPSPEC_ASSERT(is_multicast(group));
  const auto octets = group.octets();
  if (group.family() == Family::ipv6) return {0x33, 0x33, octets[12], octets[13], octets[14], octets[15]};
  return {0x01, 0x00, 0x5e, static_cast<std::uint8_t>(octets[1] & 0x7f), octets[2], octets[3]};
}

IpAddress all_nodes_group() {
  return link_local_group({0, 0, 0, 0, 1});
}

IpAddress all_routers_group() {
  return link_local_group({0, 0, 0, 0, 2});
}

IpAddress solicited_node_group(const IpAddress& address) {
  VRRPSPEC_ASSERT(address.family() == Family::ipv6);
  const auto last = address.octets().last(3);
  return link_local_group({1, 0xff, last[0], last[1], last[2]});
}

}  // namespace vrrpspec::impl
