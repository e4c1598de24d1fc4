// A packet of ARP or Neighbor Discovery as the judge of a capture reads it: about which address, what, and to whom.
#pragma once

#include <optional>

#include "model/wire/neighbor.hpp"

namespace vrrpspec::monitor {

/// What a packet says about one address, as far as the judge reads it.
struct Said {
  enum class Kind : std::uint8_t { announcement, answer, question, other };
  Kind kind{Kind::other};
  IpAddress address;
  std::optional<MacAddress> mac{};  ///< none: the packet names none
  MacAddress link_source{};
  std::optional<IpAddress> source{};  ///< of the IP header
  bool router_flag{true};             ///< flags of a Neighbor Advertisement, for ARP as they should be
  bool solicited_flag{false};
  bool override_flag{true};
  bool is_to_all{false};          ///< broadcast, or multicast of all kinds
  bool is_about_itself{false};    ///< ARP whose sender and target are one
  MacAddress link_destination{};  ///< zeros where the link layer has none
};

/// Empty for what says nothing about an address on this link: echo replies and Router Advertisements, since a frame of
/// either may come from any MAC address, ARP of hosts without address, and what a receiver has to drop.
std::optional<Said> said_in(const wire::NeighborPacket& packet);

/// 00-00-5E-00-01-XX or 00-00-5E-00-02-XX: of some virtual router.
bool is_of_a_virtual_router(const MacAddress& mac);

}  // namespace vrrpspec::monitor
