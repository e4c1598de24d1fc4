// A hash that is the same on each machine and for ever.
#pragma once

#include <cstdint>
#include <string_view>

namespace vrrpspec::harness {

/// FNV-1a, 64 bits.
constexpr std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char letter : text) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 0x100000001b3;
  }
  return hash;
}

}  // namespace vrrpspec::harness
