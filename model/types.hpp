// The vocabulary of VRRP: identifiers, priorities, addresses. Values only; each type keeps the range the RFC gives it.
// RFC 5798 sections 5.2 and 6.1.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vrrpspec {

enum class Family : std::uint8_t { ipv4 = 4, ipv6 = 6 };
enum class Version : std::uint8_t { v2 = 2, v3 = 3 };

/// Virtual Rtr ID, 1-255; there is no default (section 6.1).
class Vrid {
 public:
  /// Empty for 0 and for anything above 255.
  static constexpr std::optional<Vrid> from(unsigned number) {
    if (number < 1 || number > 255) return std::nullopt;
    return Vrid{static_cast<std::uint8_t>(number)};
  }
  [[nodiscard]] constexpr std::uint8_t number() const { return number_; }
  friend constexpr auto operator<=>(Vrid, Vrid) = default;

 private:
  constexpr explicit Vrid(std::uint8_t number) : number_{number} {}
  std::uint8_t number_;
};

/// The Priority field, 0-255 (section 5.2.4): 255 names the address owner, 0 a Master that stops taking part.
class Priority {
 public:
  constexpr explicit Priority(std::uint8_t value) : value_{value} {}
  [[nodiscard]] constexpr std::uint8_t value() const { return value_; }
  friend constexpr auto operator<=>(Priority, Priority) = default;

 private:
  std::uint8_t value_;
};
inline constexpr Priority priority_stop{0};
inline constexpr Priority priority_default{100};
inline constexpr Priority priority_owner{255};

using MacAddress = std::array<std::uint8_t, 6>;

/// 00-00-5E-00-01-{VRID} for IPv4, 00-00-5E-00-02-{VRID} for IPv6 (section 7.3).
constexpr MacAddress virtual_router_mac(Family family, Vrid vrid) {
  return {0x00, 0x00, 0x5e, 0x00, static_cast<std::uint8_t>(family == Family::ipv4 ? 1 : 2), vrid.number()};
}
std::string to_string(const MacAddress& address);

/// An IPv4 or IPv6 address. Ordered as unsigned integers in network byte order, as step (735) compares them;
/// addresses of different families order by family.
class IpAddress {
 public:
  constexpr IpAddress() = default;
  static constexpr IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    IpAddress address;
    address.octets_ = {a, b, c, d};
    return address;
  }
  /// `octets` holds 4 or 16 octets in network byte order; any other length is a bug of the caller and aborts.
  static IpAddress from_octets(std::span<const std::uint8_t> octets);
  /// Accepts what inet_pton accepts; empty otherwise.
  static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] constexpr Family family() const { return family_; }
  [[nodiscard]] constexpr std::span<const std::uint8_t> octets() const {
    return {octets_.data(), family_ == Family::ipv4 ? std::size_t{4} : std::size_t{16}};
  }
  /// 169.254/16 or fe80::/10.
  [[nodiscard]] constexpr bool is_link_local() const {
    return family_ == Family::ipv4 ? octets_[0] == 169 && octets_[1] == 254
                                   : octets_[0] == 0xfe && (octets_[1] & 0xc0) == 0x80;
  }
  friend constexpr auto operator<=>(const IpAddress&, const IpAddress&) = default;
  /// By words: the judge of captures compares addresses more often than anything else, and memcmp() is a call.
  friend constexpr bool operator==(const IpAddress& one, const IpAddress& other) {
    using Words = std::array<std::uint64_t, 2>;
    const auto left = std::bit_cast<Words>(one.octets_);
    const auto right = std::bit_cast<Words>(other.octets_);
    return one.family_ == other.family_ && left[0] == right[0] && left[1] == right[1];
  }

 private:
  Family family_{Family::ipv4};
  std::array<std::uint8_t, 16> octets_{};
};
std::string to_string(const IpAddress& address);

/// 224.0.0.18 or ff02::12 (sections 5.1.1.2 and 5.1.2.2).
IpAddress vrrp_multicast_group(Family family);
inline constexpr std::uint8_t vrrp_protocol_number = 112;
inline constexpr std::uint8_t vrrp_ttl = 255;

}  // namespace vrrpspec
