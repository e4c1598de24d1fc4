// Fields in network byte order, and the Ethernet frame around them. Internal to frame/. Nothing here checks bounds: who
// reads has compared the size with what the layout needs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "impl/frame/frames.hpp"
#include "model/types.hpp"

namespace vrrpspec::impl {

inline void append(Octets& to, std::span<const std::uint8_t> octets) {
  to.insert(to.end(), octets.begin(), octets.end());
}

inline void append_word(Octets& to, std::uint16_t word) {
  to.push_back(static_cast<std::uint8_t>(word >> 8));
  to.push_back(static_cast<std::uint8_t>(word & 0xff));
}

inline void put_word(Octets& to, std::size_t offset, std::uint16_t word) {
  to[offset] = static_cast<std::uint8_t>(word >> 8);
  to[offset + 1] = static_cast<std::uint8_t>(word & 0xff);
}

inline std::uint16_t word_at(std::span<const std::uint8_t> octets, std::size_t offset) {
  return static_cast<std::uint16_t>(octets[offset] << 8 | octets[offset + 1]);
}

inline MacAddress mac_at(std::span<const std::uint8_t> octets, std::size_t offset) {
  MacAddress address{};
  std::ranges::copy(octets.subspan(offset, address.size()), address.begin());
  return address;
}

inline constexpr std::uint16_t ethertype_ipv4 = 0x0800;
inline constexpr std::uint16_t ethertype_arp = 0x0806;
inline constexpr std::uint16_t ethertype_ipv6 = 0x86dd;
inline constexpr std::size_t ethernet_header_size = 14;
/// Without frame check sequence. A shorter frame is padded with zeros (IEEE 802.3): nothing else in memory leaks out.
inline constexpr std::size_t shortest_frame_size = 60;

/// The header of a frame that has room for `payload_size` octets and padding.
inline Octets begin_frame(const MacAddress& destination, const MacAddress& source, std::uint16_t ethertype,
                          std::size_t payload_size) {
  Octets frame;
  frame.reserve(std::max(ethernet_header_size + payload_size, shortest_frame_size));
  append(frame, destination);
  append(frame, source);
  append_word(frame, ethertype);
  return frame;
}

inline void pad(Octets& frame) {
  if (frame.size() < shortest_frame_size) frame.resize(shortest_frame_size);
}

}  // namespace vrrpspec::impl
