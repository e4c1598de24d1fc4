// Types of pcapng's blocks, as its specification (draft-ietf-opsawg-pcapng) numbers them.
#pragma once

#include <cstdint>

namespace vrrpspec::harness {

inline constexpr std::uint32_t section_header_block = 0x0a0d0d0a;
inline constexpr std::uint32_t interface_description_block = 1;
inline constexpr std::uint32_t obsolete_packet_block = 2;
inline constexpr std::uint32_t simple_packet_block = 3;
inline constexpr std::uint32_t interface_statistics_block = 5;
inline constexpr std::uint32_t enhanced_packet_block = 6;
/// The first field of a section header: tells its byte order.
inline constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;

}  // namespace vrrpspec::harness
