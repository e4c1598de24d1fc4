// The frames that a virtual router sends beside its adverts, and the questions it answers: Ethernet, ARP (RFC 826) and
// Neighbor Discovery (RFC 4861), written and read octet by octet. Reading never trusts a length; octets that do not
// hold together are no question. What is written has no frame check sequence, and at least 60 octets.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/types.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::impl {

using Octets = std::vector<std::uint8_t>;

/// An Ethernet frame with a VRRP message (7.2): from `source` to the group of the destination address, which is
/// multicast. It may be longer than the interface takes: then sending it fails.
Octets advert_frame(const MacAddress& source, const wire::IpHeader& header, std::span<const std::uint8_t> message);

/// (120), (380): a broadcast ARP request, sender and target address both `address`, sender hardware address and
/// Ethernet source `mac`; target hardware address `target_mac` (AMB-14).
Octets gratuitous_arp(const MacAddress& mac, const IpAddress& address, const MacAddress& target_mac);

/// (130), (395): Router 1, Solicited 0, Override 1, to all nodes, Target Link-Layer Address `mac`. The IP source is the
/// address itself.
Octets unsolicited_neighbor_advertisement(const MacAddress& mac, const IpAddress& address);

struct ArpRequest {
  MacAddress source;  ///< of the Ethernet frame
  MacAddress sender_mac;
  IpAddress sender;
  IpAddress target;
  friend bool operator==(const ArpRequest&, const ArpRequest&) = default;
};
/// Requests of IPv4 over Ethernet only, whose sender hardware address is no group; a gratuitous request or a probe is a
/// request too.
std::optional<ArpRequest> read_arp_request(std::span<const std::uint8_t> frame);
/// (610), V3-087: from `mac`, that the target of the request is at `mac`. The request's sender is no multicast MAC.
Octets arp_reply(const MacAddress& mac, const ArpRequest& request);

struct NeighborSolicitation {
  MacAddress source_mac;  ///< Source Link-Layer Address where the option is there, else the Ethernet source
  IpAddress source;       ///< may be unspecified: Duplicate Address Detection
  IpAddress target;
  friend bool operator==(const NeighborSolicitation&, const NeighborSolicitation&) = default;
};
/// Valid as RFC 4861 7.1.1 says: Hop Limit 255, checksum, code 0, length, target, options.
std::optional<NeighborSolicitation> read_neighbor_solicitation(std::span<const std::uint8_t> frame);
/// (625), D-17: R=1, S=1 (0 and to all nodes, when the source was unspecified), O=1, Target Link-Layer Address `mac`.
Octets neighbor_advertisement(const MacAddress& mac, const NeighborSolicitation& solicitation);

/// Whether the frame is a valid Router Solicitation (RFC 4861 6.1.1).
bool is_router_solicitation(std::span<const std::uint8_t> frame);
/// (630): to all nodes, from `link_local`, Source Link-Layer Address `mac`, no prefix. Lifetime 0: no default router;
/// at most 65535 s.
Octets router_advertisement(const MacAddress& mac, const IpAddress& link_local, std::chrono::seconds lifetime);

}  // namespace vrrpspec::impl
