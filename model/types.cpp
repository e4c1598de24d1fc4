#include "model/types.hpp"

#include <arpa/inet.h>

#include <cstring>

#include "model/assert.hpp"

namespace vrrpspec {

std::string to_string(const MacAddress& address) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : address) {
    if (!text.empty()) text += ':';
    text += digits[octet >> 4];
    text += digits[octet & 0xf];
  }
  return text;
}

IpAddress IpAddress::from_octets(std::span<const std::uint8_t> octets) {
  VRRPSPEC_ASSERT(octets.size() == 4 || octets.size() == 16);
  IpAddress address;
  if (octets.size() == 4) {  // constant sizes: no call for a few octets
    std::memcpy(address.octets_.data(), octets.data(), 4);
  } else {
    address.family_ = Family::ipv6;
    std::memcpy(address.octets_.data(), octets.data(), 16);
  }
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated{text};
  std::array<std::uint8_t, 16> octets{};
  if (inet_pton(AF_INET, terminated.c_str(), octets.data()) == 1) return from_octets(std::span{octets}.first(4));
  if (inet_pton(AF_INET6, terminated.c_str(), octets.data()) == 1) return from_octets(octets);
  return std::nullopt;
}

std::string to_string(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.family() == Family::ipv4 ? AF_INET : AF_INET6;
  return inet_ntop(family, address.octets().data(), text.data(), text.size());
}

IpAddress vrrp_multicast_group(Family family) {
  if (family == Family::ipv4) return IpAddress::v4(224, 0, 0, 18);
  static constexpr std::array<std::uint8_t, 16> group{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12};
  return IpAddress::from_octets(group);
}

}  // namespace vrrpspec
