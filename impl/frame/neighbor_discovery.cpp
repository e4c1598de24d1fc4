// RFC 4861: messages of ICMPv6 in IPv6 in Ethernet. Extension headers are not followed: nobody sends a question with
// one, and RFC 6980 forbids the one that fragments.
#include "impl/frame/frames.hpp"
#include "impl/frame/ip.hpp"
#include "impl/frame/octets.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

using View = std::span<const std::uint8_t>;

constexpr std::uint8_t router_solicitation = 133;
constexpr std::uint8_t router_advertisement_type = 134;
constexpr std::uint8_t neighbor_solicitation = 135;
constexpr std::uint8_t neighbor_advertisement_type = 136;
constexpr std::uint8_t hop_limit = 255;
constexpr std::uint8_t flag_router = 0x80;
constexpr std::uint8_t flag_solicited = 0x40;
constexpr std::uint8_t flag_override = 0x20;
constexpr std::size_t checksum_offset = 2;
constexpr std::size_t target_offset = 8;
constexpr std::uint8_t source_link_layer_address = 1;
constexpr std::uint8_t target_link_layer_address = 2;
constexpr std::size_t option_unit = 8;  // octets; also the size of a link-layer address option of Ethernet

std::uint16_t icmp_checksum(const wire::IpHeader& header, View message) {
  // The model's sum of the pseudo-header has VRRP's protocol number in it.
  const std::uint32_t sum = wire::pseudo_header_sum(header, message.size());
  return wire::checksum(message, sum - vrrp_protocol_number + icmpv6_protocol_number);
}

struct Message {
  MacAddress source_mac;
  wire::IpHeader header;
  View icmp;  ///< from its type on, at least a header, checksum right
};

/// What the checks of both solicitations have in common: all but what concerns single fields and options.
std::optional<Message> find_message(View frame, std::uint8_t type, std::size_t shortest) {
  constexpr std::size_t icmp_start = ethernet_header_size + ipv6_header_size;
  if (frame.size() < icmp_start + shortest || word_at(frame, 12) != ethertype_ipv6) return std::nullopt;
  const View ip = frame.subspan(ethernet_header_size);
  const std::size_t payload_size = word_at(ip, 4);
  if (ip[0] >> 4 != 6 || ip[6] != icmpv6_protocol_number || ip[7] != hop_limit) return std::nullopt;
  if (payload_size < shortest || payload_size > ip.size() - ipv6_header_size) return std::nullopt;
  const Message message{.source_mac = mac_at(frame, 6),
                        .header = {.source = IpAddress::from_octets(ip.subspan(8, 16)),
                                   .destination = IpAddress::from_octets(ip.subspan(24, 16)),
                                   .ttl = ip[7]},
                        .icmp = ip.subspan(ipv6_header_size, payload_size)};
  if (message.icmp[0] != type || message.icmp[1] != 0 || is_multicast(message.header.source)) return std::nullopt;
  if (icmp_checksum(message.header, message.icmp) != 0) return std::nullopt;
  return message;
}

struct Options {
  std::optional<MacAddress> source_mac;
};

/// Empty when they do not hold together: a length of zero, one that goes beyond the end, an address of another size.
std::optional<Options> read_options(View octets) {
  Options options;
  while (!octets.empty()) {
    if (octets.size() < option_unit) return std::nullopt;
    const std::size_t size = octets[1] * option_unit;
    if (size == 0 || size > octets.size()) return std::nullopt;
    if (octets[0] == source_link_layer_address) {
      if (size != option_unit) return std::nullopt;
      if (!options.source_mac) options.source_mac = mac_at(octets, 2);
    }
    octets = octets.subspan(size);
  }
  return options;
}

void append_link_layer_address(Octets& frame, std::uint8_t type, const MacAddress& mac) {
  frame.push_back(type);
  frame.push_back(1);  // unit of eight octets
  append(frame, mac);
}

/// Where an ICMPv6 message goes, and how much of it there will be.
struct Envelope {
  MacAddress destination_mac;
  MacAddress source_mac;
  wire::IpHeader header;
  std::size_t icmp_size;
};

Octets begin_message(const Envelope& envelope, std::uint8_t type) {
  Octets frame =
      begin_frame(envelope.destination_mac, envelope.source_mac, ethertype_ipv6, ipv6_header_size + envelope.icmp_size);
  append_ip_header(frame, envelope.header, icmpv6_protocol_number, envelope.icmp_size);
  frame.push_back(type);
  frame.push_back(0);     // code
  append_word(frame, 0);  // checksum, see seal()
  return frame;
}

void seal(Octets& frame, const Envelope& envelope) {
  constexpr std::size_t start = ethernet_header_size + ipv6_header_size;
  VRRPSPEC_ASSERT(frame.size() == start + envelope.icmp_size);
  put_word(frame, start + checksum_offset, icmp_checksum(envelope.header, View{frame}.subspan(start)));
}

Octets advertise_neighbor(const MacAddress& mac, const IpAddress& target, const IpAddress& destination,
                          const MacAddress& destination_mac, std::uint8_t flags) {
  VRRPSPEC_ASSERT(target.family() == Family::ipv6 && destination.family() == Family::ipv6);
  const Envelope envelope{.destination_mac = destination_mac,
                          .source_mac = mac,
                          .header = {.source = target, .destination = destination, .ttl = hop_limit},
                          .icmp_size = 24 + option_unit};
  Octets frame = begin_message(envelope, neighbor_advertisement_type);
  frame.push_back(flags);
  frame.insert(frame.end(), 3, 0);  // reserved
  append(frame, target.octets());
  append_link_layer_address(frame, target_link_layer_address, mac);
  seal(frame, envelope);
  return frame;
}

}  // namespace

Octets unsolicited_neighbor_advertisement(const MacAddress& mac, const IpAddress& address) {
  const IpAddress all_nodes = all_nodes_group();
  return advertise_neighbor(mac, address, all_nodes, multicast_mac(all_nodes), flag_router | flag_override);
}

std::optional<NeighborSolicitation> read_neighbor_solicitation(std::span<const std::uint8_t> frame) {
  constexpr std::size_t options_offset = target_offset + 16;
  const auto message = find_message(frame, neighbor_solicitation, options_offset);
  if (!message) return std::nullopt;
  const auto options = read_options(message->icmp.subspan(options_offset));
  const IpAddress target = IpAddress::from_octets(message->icmp.subspan(target_offset, 16));
  if (!options || is_multicast(target)) return std::nullopt;
  const bool detects_duplicates = is_unspecified(message->header.source);
  if (detects_duplicates && (options->source_mac || message->header.destination != solicited_node_group(target))) {
    return std::nullopt;
  }
  const NeighborSolicitation solicitation{.source_mac = options->source_mac.value_or(message->source_mac),
                                          .source = message->header.source,
                                          .target = target};
  if (is_multicast(solicitation.source_mac)) return std::nullopt;  // an answer would go to a group
  return solicitation;
}

Octets neighbor_advertisement(const MacAddress& mac, const NeighborSolicitation& solicitation) {
  //= rfc9568 D-17
  //# It MUST respond to ND Neighbor Solicitation messages (with the Router Flag (R) set)
  constexpr std::uint8_t flags = flag_router | flag_override;
  if (is_unspecified(solicitation.source)) {
    const IpAddress all_nodes = all_nodes_group();
    return advertise_neighbor(mac, solicitation.target, all_nodes, multicast_mac(all_nodes), flags);
  }
  VRRPSPEC_ASSERT(!is_multicast(solicitation.source_mac) && !is_multicast(solicitation.source));
  return advertise_neighbor(mac, solicitation.target, solicitation.source, solicitation.source_mac,
                            flags | flag_solicited);
}

bool is_router_solicitation(std::span<const std::uint8_t> frame) {
  constexpr std::size_t options_offset = 8;
  const auto message = find_message(frame, router_solicitation, options_offset);
  if (!message) return false;
  const auto options = read_options(message->icmp.subspan(options_offset));
  return options && !(options->source_mac && is_unspecified(message->header.source));
}

Octets router_advertisement(const MacAddress& mac, const IpAddress& link_local, std::chrono::seconds lifetime) {
  VRRPSPEC_ASSERT(link_local.family() == Family::ipv6);
  VRRPSPEC_ASSERT(lifetime.count() >= 0 && lifetime.count() <= 0xffff);
  const IpAddress all_nodes = all_nodes_group();
  const Envelope envelope{.destination_mac = multicast_mac(all_nodes),
                          .source_mac = mac,
                          .header = {.source = link_local, .destination = all_nodes, .ttl = hop_limit},
                          .icmp_size = 16 + option_unit};
  Octets frame = begin_message(envelope, router_advertisement_type);
  append_word(frame, 0);  // hop limit not said, no flags
  append_word(frame, static_cast<std::uint16_t>(lifetime.count()));
  frame.insert(frame.end(), 8, 0);  // neither reachable time nor retransmission timer are said
  append_link_layer_address(frame, source_link_layer_address, mac);
  seal(frame, envelope);
  return frame;
}

}  // namespace vrrpspec::impl
