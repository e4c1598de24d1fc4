#include "model/monitor/packet_memory.hpp"

#include <algorithm>
#include <cstring>

namespace vrrpspec::monitor {
namespace {

constexpr std::size_t word = 8;

std::uint64_t word_at(const std::uint8_t* octets) {
  std::uint64_t value = 0;
  std::memcpy(&value, octets, word);
  return value;
}

// Of an IPv4 header, RFC 791.
constexpr std::size_t identification = 4;
constexpr std::size_t header_checksum = 10;

}  // namespace

/// By what does not change while a Master lives, on any link that is known: the identification and the checksum of the
/// IP header lie before octet 34.
std::size_t PacketMemory::place_of(std::span<const std::uint8_t> octets) {
  constexpr std::size_t first = 34;
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
  std::uint64_t hash = octets.size() * odd;
  if (octets.size() >= first) hash ^= word_at(octets.data() + 6);  // of Ethernet: the source
  for (std::size_t i = first; i + word <= octets.size(); i += word) hash = (hash ^ word_at(octets.data() + i)) * odd;
  return (hash ^ hash >> 32) * odd >> 56;
}

PacketMemory::Entry* PacketMemory::find(wire::LinkType link, std::uint32_t interface,
                                        std::span<const std::uint8_t> octets) {
  if (places_.empty()) return nullptr;
  Place& place = places_[place_of(octets)];
  if (place.size != octets.size() || place.size == 0 || place.link != link || place.interface != interface) {
    return nullptr;
  }
  const auto differs = [&](std::size_t from) {
    return (word_at(octets.data() + from) ^ word_at(place.octets.data() + from)) & word_at(place.fixed.data() + from);
  };
  std::uint64_t difference = differs(octets.size() - word);
  for (std::size_t i = 0; i + word <= octets.size(); i += word) difference |= differs(i);
  return difference == 0 ? &*place.entry : nullptr;
}

PacketMemory::Entry* PacketMemory::keep(wire::LinkType link, std::uint32_t interface,
                                        std::span<const std::uint8_t> octets, const wire::VrrpPacket& packet,
                                        Group& group, const Sighting& seen) {
  if (octets.size() > longest || octets.size() < word) return nullptr;
  places_.resize(places);
  Place& place = places_[place_of(octets)];
  place.size = octets.size();
  place.link = link;
  place.interface = interface;
  std::ranges::copy(octets, place.octets.begin());
  place.fixed.fill(0xff);
  if (packet.ip.source.family() == Family::ipv4) {
    for (const std::size_t field : {identification, header_checksum}) {
      std::fill_n(place.fixed.begin() + static_cast<std::ptrdiff_t>(packet.ip_offset + field), 2, std::uint8_t{0});
    }
  }
  place.entry = Entry{.group = &group, .seen = seen};
  place.entry->seen.content = ++contents_;
  return &*place.entry;
}

}  // namespace vrrpspec::monitor
