// Ethernet frames made by hand: adverts, ARP and Neighbor Advertisements, through the whole judge.
#pragma once

#include "model/wire/neighbor.hpp"
#include "tests/model/monitor/sightings.hpp"

namespace vrrpspec::monitor {

using Octets = std::vector<std::uint8_t>;

inline constexpr MacAddress to_all{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
inline constexpr MacAddress virtual_mac = virtual_router_mac(Family::ipv4, *Vrid::from(51));
inline constexpr MacAddress virtual_mac_v6 = virtual_router_mac(Family::ipv6, *Vrid::from(51));
inline constexpr MacAddress mac_of_low{0x02, 0, 0, 0, 0, 0x11};
inline constexpr MacAddress mac_of_high{0x02, 0, 0, 0, 0, 0x12};
inline constexpr MacAddress mac_of_host{0x02, 0, 0, 0, 0, 0x77};
inline const IpAddress host = IpAddress::v4(192, 0, 2, 77);

inline void append(Octets& octets, std::span<const std::uint8_t> more) {
  octets.insert(octets.end(), more.begin(), more.end());
}

inline Octets frame(const MacAddress& destination, const MacAddress& source, std::uint16_t type,
                    const Octets& payload) {
  Octets octets;
  append(octets, destination);
  append(octets, source);
  octets.push_back(static_cast<std::uint8_t>(type >> 8));
  octets.push_back(static_cast<std::uint8_t>(type & 0xff));
  append(octets, payload);
  return octets;
}

inline Octets arp(const wire::ArpPacket& packet, const MacAddress& destination, const MacAddress& source) {
  Octets payload{0, 1, 8, 0, 6, 4, 0, static_cast<std::uint8_t>(packet.operation)};
  append(payload, packet.sender_mac);
  append(payload, packet.sender.octets());
  append(payload, packet.target_mac);
  append(payload, packet.target.octets());
  return frame(destination, source, wire::ethertype_arp, payload);
}

struct Announcement {
  IpAddress source;
  IpAddress target;
  std::optional<MacAddress> target_mac{virtual_mac_v6};
  std::uint8_t flags{0xa0};  ///< R and O
  IpAddress destination{*IpAddress::parse("ff02::1")};
};

inline Octets datagram_v6(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol,
                          const Octets& message) {
  Octets octets{0x60, 0, 0, 0, 0, static_cast<std::uint8_t>(message.size()), protocol, 255};
  append(octets, source.octets());
  append(octets, destination.octets());
  append(octets, message);
  return octets;
}

inline Octets neighbor_advertisement(const Announcement& what) {
  Octets message{136, 0, 0, 0, what.flags, 0, 0, 0};
  append(message, what.target.octets());
  if (what.target_mac) {
    append(message, Octets{2, 1});
    append(message, *what.target_mac);
  }
  const wire::IpHeader header{.source = what.source, .destination = what.destination};
  const auto sum = wire::pseudo_header_sum(header, message.size()) - vrrp_protocol_number + 58;
  const std::uint16_t checksum = wire::checksum(message, sum);
  message[2] = static_cast<std::uint8_t>(checksum >> 8);
  message[3] = static_cast<std::uint8_t>(checksum & 0xff);
  return datagram_v6(what.source, what.destination, 58, message);
}

/// A judge that is fed frame by frame.
class ASegment : public testing::Test {
 protected:
  void see(Duration at, const Octets& octets) {
    judge_.see(wire::LinkType::ethernet, octets, 0, Instant{at}, ++packets_);
  }
  void advert(Duration at, const IpAddress& source, int priority, const MacAddress& mac = virtual_mac) {
    see(at, frame({0x01, 0, 0x5e, 0, 0, 0x12}, mac, wire::ethertype_ipv4,
                  datagram(monitor::advert(at, source, priority).advert)));
  }
  /// As a Master sends them, from `from` to before `to`.
  void adverts(Duration from, Duration to, const IpAddress& source, int priority, const MacAddress& mac = virtual_mac) {
    for (Duration at = from; at < to; at += 1s) advert(at, source, priority, mac);
  }
  void gratuitous(Duration at, const MacAddress& mac = virtual_mac, const IpAddress& address = virtual_address) {
    see(at, arp({.operation = wire::ArpPacket::request, .sender_mac = mac, .sender = address, .target = address},
                to_all, mac));
  }
  void request(Duration at, const IpAddress& target = virtual_address) {
    see(at, arp({.operation = wire::ArpPacket::request, .sender_mac = mac_of_host, .sender = host, .target = target},
                to_all, mac_of_host));
  }
  void reply(Duration at, const MacAddress& mac, const MacAddress& source, const IpAddress& sender = virtual_address) {
    see(at, arp({.operation = wire::ArpPacket::reply,
                 .sender_mac = mac,
                 .sender = sender,
                 .target_mac = mac_of_host,
                 .target = host},
                mac_of_host, source));
  }
  /// From the virtual address to the host.
  void echo_reply(Duration at, const MacAddress& source, std::uint8_t ttl = 64, std::uint8_t sequence = 1) {
    Octets message{0, 0, 0, 0, 0x12, 0x34, 0, sequence};
    const std::uint16_t sum = wire::checksum(message);
    message[2] = static_cast<std::uint8_t>(sum >> 8);
    message[3] = static_cast<std::uint8_t>(sum & 0xff);
    Octets octets{0x45, 0, 0, 28, 0, 0, 0, 0, ttl, 1, 0, 0};
    append(octets, virtual_address.octets());
    append(octets, host.octets());
    append(octets, message);
    see(at, frame(mac_of_host, source, wire::ethertype_ipv4, octets));
  }
  /// As Linux answers a gratuitous ARP for an address that it has, too.
  void answer_to_gratuitous(Duration at, const MacAddress& mac = virtual_mac) {
    see(at, arp({.operation = wire::ArpPacket::reply,
                 .sender_mac = mac,
                 .sender = virtual_address,
                 .target_mac = virtual_mac,
                 .target = virtual_address},
                virtual_mac, mac));
  }
  void advert_v6(Duration at, const IpAddress& source, int priority, const MacAddress& mac = virtual_mac_v6) {
    Advertisement advertisement = monitor::advert(at, low, priority).advert;
    advertisement.source = source;
    advertisement.addresses = {*IpAddress::parse("fe80::100")};
    const IpAddress group = vrrp_multicast_group(Family::ipv6);
    see(at, frame({0x33, 0x33, 0, 0, 0, 0x12}, mac, wire::ethertype_ipv6,
                  datagram_v6(source, group, vrrp_protocol_number, wire::encode(advertisement, group, rfc5798))));
  }
  void neighbor(Duration at, const Announcement& what, const MacAddress& mac = virtual_mac_v6) {
    see(at, frame({0x33, 0x33, 0, 0, 0, 1}, mac, wire::ethertype_ipv6, neighbor_advertisement(what)));
  }

  const Group& group() { return judge_.groups().begin()->second; }
  std::vector<ClaimFinding> findings() {
    judge_.finish();
    std::vector<ClaimFinding> all;
    for (const Member& member : group().members()) {
      all.insert(all.end(), member.claims.findings.begin(), member.claims.findings.end());
    }
    return all;
  }
  const std::vector<Rival>& rivals() {
    judge_.finish();
    return group().claims().rivals();
  }
  bool is_silent() { return findings().empty() && rivals().empty(); }

  Judge judge_{JudgeSettings{}};
  PacketNumber packets_{0};
};

}  // namespace vrrpspec::monitor
