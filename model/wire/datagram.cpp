#include "model/wire/datagram.hpp"

#include "model/wire/octets.hpp"

namespace vrrpspec::wire {
namespace {

using Read = std::expected<Datagram, DatagramFault>;
using enum Datagram::Completeness;

constexpr std::size_t ipv4_header_size = 20;
constexpr std::size_t ipv6_header_size = 40;
constexpr std::uint8_t hop_by_hop_options = 0;
constexpr std::uint8_t routing = 43;
constexpr std::uint8_t fragment_header = 44;
constexpr std::uint8_t destination_options = 60;

constexpr std::unexpected<DatagramFault> because(DatagramFault fault) {
  return std::unexpected{fault};
}

Read read_ipv4(Octets octets) {
  if (octets.size() < ipv4_header_size) return because(DatagramFault::truncated);
  const std::size_t header_size = static_cast<std::size_t>(octets[0] & 0x0f) * 4;
  const std::size_t total_size = word_at(octets, 2);
  if (header_size < ipv4_header_size || total_size < header_size) return because(DatagramFault::not_ip);
  Read read{std::in_place};
  Datagram& datagram = *read;
  datagram.ip.source = IpAddress::from_octets(octets.subspan(12, 4));
  datagram.ip.destination = IpAddress::from_octets(octets.subspan(16, 4));
  datagram.ip.ttl = octets[8];
  datagram.protocol = octets[9];
  const bool more_fragments_or_offset = (word_at(octets, 6) & 0x3fff) != 0;
  if (more_fragments_or_offset) {
    datagram.completeness = fragment;
  } else if (octets.size() < total_size) {
    datagram.completeness = truncated;
  } else {
    datagram.payload = octets.first(total_size).subspan(header_size);
  }
  return read;
}

/// Moves `rest` behind the extension headers; `datagram.protocol` is the first header that is none. False when the
/// octets end before the headers do.
bool follow_extensions(Datagram& datagram, Octets& rest) {
  for (int followed = 0; followed < most_extension_headers; ++followed) {
    const std::uint8_t header = datagram.protocol;
    if (header != hop_by_hop_options && header != routing && header != destination_options &&
        header != fragment_header) {
      return true;
    }
    constexpr std::size_t unit = 8;
    if (rest.size() < unit) return false;
    datagram.protocol = rest[0];
    std::size_t size = unit;
    if (header == fragment_header) {
      const bool more_fragments_or_offset = (word_at(rest, 2) & 0xfff9) != 0;
      if (more_fragments_or_offset) {
        datagram.completeness = fragment;
        return true;
      }
    } else {
      size += std::size_t{rest[1]} * unit;
    }
    if (rest.size() < size) return false;
    rest = rest.subspan(size);
  }
  return true;
}

Read read_ipv6(Octets octets) {
  if (octets.size() < ipv6_header_size) return because(DatagramFault::truncated);
  const std::size_t payload_size = word_at(octets, 4);
  Read read{std::in_place};
  Datagram& datagram = *read;
  datagram.ip.source = IpAddress::from_octets(octets.subspan(8, 16));
  datagram.ip.destination = IpAddress::from_octets(octets.subspan(24, 16));
  datagram.ip.ttl = octets[7];
  datagram.protocol = octets[6];
  Octets rest = octets.subspan(ipv6_header_size);
  const bool cut = rest.size() < payload_size;
  if (!cut) rest = rest.first(payload_size);
  if (!follow_extensions(datagram, rest)) return because(DatagramFault::truncated);
  if (datagram.completeness == whole && cut) datagram.completeness = truncated;
  if (datagram.completeness == whole) datagram.payload = rest;
  return read;
}

}  // namespace

std::expected<Datagram, DatagramFault> read_datagram(Family family, std::span<const std::uint8_t> octets) {
  if (octets.empty()) return because(DatagramFault::truncated);
  if (octets[0] >> 4 != static_cast<int>(family)) return because(DatagramFault::not_ip);
  return family == Family::ipv4 ? read_ipv4(octets) : read_ipv6(octets);
}

}  // namespace vrrpspec::wire
