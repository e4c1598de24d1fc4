// Reading numbers and addresses out of octets in network byte order. Internal to wire/. The caller has checked the
// size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "model/types.hpp"

namespace vrrpspec::wire {

using Octets = std::span<const std::uint8_t>;

constexpr std::uint16_t word_at(Octets octets, std::size_t offset) {
  return static_cast<std::uint16_t>(octets[offset] << 8 | octets[offset + 1]);
}

constexpr std::uint32_t long_at(Octets octets, std::size_t offset) {
  return static_cast<std::uint32_t>(word_at(octets, offset)) << 16 | word_at(octets, offset + 2);
}

inline MacAddress mac_at(Octets octets, std::size_t offset) {
  MacAddress address;
  std::memcpy(address.data(), octets.data() + offset, address.size());
  return address;
}

}  // namespace vrrpspec::wire
