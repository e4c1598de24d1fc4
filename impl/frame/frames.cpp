#include "impl/frame/frames.hpp"

#include "impl/frame/ip.hpp"
#include "impl/frame/octets.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

constexpr MacAddress broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

/// RFC 826, for IPv4 over Ethernet: offsets in the frame.
namespace arp {
constexpr std::uint16_t hardware_ethernet = 1;
constexpr std::uint16_t address_lengths = 0x0604;
constexpr std::uint16_t request = 1;
constexpr std::uint16_t reply = 2;
constexpr std::size_t hardware_type = 14;
constexpr std::size_t protocol_type = 16;
constexpr std::size_t lengths = 18;
constexpr std::size_t operation = 20;
constexpr std::size_t sender_mac = 22;
constexpr std::size_t sender = 28;
constexpr std::size_t target = 38;
constexpr std::size_t end = 42;
}  // namespace arp

struct ArpAddresses {
  MacAddress sender_mac;
  IpAddress sender;
  MacAddress target_mac;
  IpAddress target;
};

Octets arp_frame(const MacAddress& destination, std::uint16_t operation, const ArpAddresses& addresses) {
  VRRPSPEC_ASSERT(addresses.sender.family() == Family::ipv4 && addresses.target.family() == Family::ipv4);
  Octets frame = begin_frame(destination, addresses.sender_mac, ethertype_arp, arp::end - ethernet_header_size);
  append_word(frame, arp::hardware_ethernet);
  append_word(frame, ethertype_ipv4);
  append_word(frame, arp::address_lengths);
  append_word(frame, operation);
  append(frame, addresses.sender_mac);
  append(frame, addresses.sender.octets());
  append(frame, addresses.target_mac);
  append(frame, addresses.target.octets());
  pad(frame);
  return frame;
}

}  // namespace

Octets advert_frame(const MacAddress& source, const wire::IpHeader& header, std::span<const std::uint8_t> message) {
  const bool ipv4 = header.source.family() == Family::ipv4;
  const std::size_t header_size = ipv4 ? ipv4_header_size : ipv6_header_size;
  Octets frame = begin_frame(multicast_mac(header.destination), source, ipv4 ? ethertype_ipv4 : ethertype_ipv6,
                             header_size + message.size());
  //= rfc5798 V3-079
  //# Set the IPvX protocol to VRRP
  append_ip_header(frame, header, vrrp_protocol_number, message.size());
  append(frame, message);
  pad(frame);
  return frame;
}

Octets gratuitous_arp(const MacAddress& mac, const IpAddress& address, const MacAddress& target_mac) {
  return arp_frame(broadcast, arp::request,
                   {.sender_mac = mac, .sender = address, .target_mac = target_mac, .target = address});
}

std::optional<ArpRequest> read_arp_request(std::span<const std::uint8_t> frame) {
  if (frame.size() < arp::end || word_at(frame, ethernet_header_size - 2) != ethertype_arp) return std::nullopt;
  if (word_at(frame, arp::hardware_type) != arp::hardware_ethernet ||
      word_at(frame, arp::protocol_type) != ethertype_ipv4 || word_at(frame, arp::lengths) != arp::address_lengths ||
      word_at(frame, arp::operation) != arp::request) {
    return std::nullopt;
  }
  const ArpRequest request{.source = mac_at(frame, 6),
                           .sender_mac = mac_at(frame, arp::sender_mac),
                           .sender = IpAddress::from_octets(frame.subspan(arp::sender, 4)),
                           .target = IpAddress::from_octets(frame.subspan(arp::target, 4))};
  if (is_multicast(request.sender_mac)) return std::nullopt;  // a reply would go to a group
  return request;
}

Octets arp_reply(const MacAddress& mac, const ArpRequest& request) {
  VRRPSPEC_ASSERT(!is_multicast(request.sender_mac));
  //= rfc5798 V3-087
  //# the Virtual Router Master MUST respond to the ARP request with an ARP response that indicates the virtual MAC
  //# address for the virtual router.
  //= rfc5798 V3-088 type=exception reason="A macvlan answers from its own address, the virtual one; both answer alike."
  //# Note that the source address of the Ethernet frame of this ARP response is the physical MAC address
  return arp_frame(
      request.sender_mac, arp::reply,
      {.sender_mac = mac, .sender = request.target, .target_mac = request.sender_mac, .target = request.sender});
}

}  // namespace vrrpspec::impl
