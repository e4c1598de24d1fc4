// Frames that are put together from their parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vrrpspec::wire {

using Octets = std::vector<std::uint8_t>;

/// Of the header in front of the datagram.
inline constexpr std::size_t ethernet_size = 14;

inline Octets operator+(Octets left, const Octets& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace vrrpspec::wire
