// Adverts made by hand, for a group that is fed without a capture, and as datagrams for a whole judge.
#pragma once

#include <gtest/gtest.h>

#include "model/monitor/judge.hpp"

namespace vrrpspec::monitor {

using namespace std::chrono_literals;

inline const IpAddress low = IpAddress::v4(192, 0, 2, 11);
inline const IpAddress high = IpAddress::v4(192, 0, 2, 12);
inline const IpAddress virtual_address = IpAddress::v4(192, 0, 2, 100);

inline constexpr std::array<const Profile*, 2> v3{&rfc5798, &rfc9568};
inline constexpr std::array<const Profile*, 1> v2{&rfc3768};

inline Sighting advert(Duration at, const IpAddress& source, int priority, PacketNumber packet = 1) {
  return {.at = Instant{at},
          .packet = packet,
          .source_mac = virtual_router_mac(Family::ipv4, *Vrid::from(51)),
          .destination = vrrp_multicast_group(Family::ipv4),
          .advert = {.vrid = *Vrid::from(51),
                     .priority = Priority{static_cast<std::uint8_t>(priority)},
                     .source = source,
                     .addresses = {virtual_address}},
          .checksum_pseudo = true};
}

class AGroup : public testing::Test {
 protected:
  void see(Duration at, const IpAddress& source, int priority) { see(advert(at, source, priority)); }
  void see(Sighting seen) {
    seen.packet = ++packets_;
    group_.see(seen);
  }
  Cause cause_of(std::size_t reign) { return group_.reigns().at(reign).cause; }

  ClaimRoom room_;
  Group group_{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room_};
  PacketNumber packets_{0};
  Instant end_{20s};
};

/// A message in a raw IP datagram, through the whole judge.
inline std::vector<std::uint8_t> datagram(const Advertisement& advertisement, std::uint8_t ttl = 255) {
  const IpAddress group = vrrp_multicast_group(Family::ipv4);
  const std::vector<std::uint8_t> message = wire::encode(advertisement, group, rfc5798);
  const auto size = static_cast<std::uint8_t>(20 + message.size());
  std::vector<std::uint8_t> octets{0x45, 0, 0, size, 0, 0, 0, 0, ttl, 112, 0, 0};
  octets.insert(octets.end(), advertisement.source.octets().begin(), advertisement.source.octets().end());
  octets.insert(octets.end(), group.octets().begin(), group.octets().end());
  octets.insert(octets.end(), message.begin(), message.end());
  return octets;
}

}  // namespace vrrpspec::monitor
