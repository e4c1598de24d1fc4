// Frames as the hexadecimal digits of a drawing, and ways to break them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "impl/frame/frames.hpp"

namespace vrrpspec::impl {

/// Two digits each; white space is skipped.
inline Octets octets(std::string_view digits) {
  Octets result;
  int high = -1;
  for (const char c : digits) {
    if (c == ' ' || c == '\n') continue;
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    if (high >= 0) result.push_back(static_cast<std::uint8_t>(high * 16 + digit));
    high = high < 0 ? digit : -1;
  }
  return result;
}

inline Octets operator+(Octets first, const Octets& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

inline Octets with(Octets frame, std::size_t offset, const Octets& value) {
  for (std::size_t i = 0; i < value.size(); ++i) frame.at(offset + i) = value[i];
  return frame;
}

inline Octets zeros(std::size_t count) {
  return Octets(count, 0);
}

/// An ICMPv6 message in IPv6 without extension headers, its payload length and checksum put right after a change: RFC
/// 8200 8.1, added up word by word.
inline Octets sealed(Octets frame) {
  const std::size_t size = frame.size() - 54;
  frame.at(18) = static_cast<std::uint8_t>(size >> 8);
  frame.at(19) = static_cast<std::uint8_t>(size & 0xff);
  frame.at(56) = frame.at(57) = 0;
  std::size_t sum = size + 58;
  for (std::size_t i = 22; i < frame.size(); ++i) sum += i % 2 == 0 ? frame[i] * std::size_t{256} : frame[i];
  while (sum > 0xffff) sum = sum % 0x10000 + sum / 0x10000;
  frame.at(56) = static_cast<std::uint8_t>(~sum >> 8 & 0xff);
  frame.at(57) = static_cast<std::uint8_t>(~sum & 0xff);
  return frame;
}

}  // namespace vrrpspec::impl
