// The adverts, announcements and answers of a virtual router as octets, sent through its effects. Sections 5, 7.2
// and 8.
#pragma once

#include <span>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/router/effects.hpp"
#include "model/parameters.hpp"

namespace vrrpspec::impl {

/// Whether it is one of the router's, excluded or not.
bool is_virtual_address(const InstanceConfiguration& configuration, const IpAddress& address);

struct Sent {
  unsigned adverts{0};
  unsigned failures{0};
};

/// An advert ready to leave.
struct PreparedAdvert {
  wire::IpHeader header;
  Octets octets;  ///< the frame; for a unicast peer the message
};

/// One advert in each version the router speaks (V3-113), to the group from the virtual MAC address or to each peer.
std::vector<PreparedAdvert> prepare_adverts(const InstanceConfiguration& configuration, const Parameters& parameters,
                                            Priority priority);
/// `adverts` were prepared for the same configuration.
Sent send_adverts(const InstanceConfiguration& configuration, std::span<const PreparedAdvert> adverts,
                  RouterEffects& effects);

/// A gratuitous ARP or unsolicited Neighbor Advertisement, for a link whose MAC address is `mac`.
Octets announcement(const MacAddress& mac, const IpAddress& address);
/// One for each address, the excluded ones too, where it is.
void announce_addresses(const InstanceConfiguration& configuration, RouterEffects& effects);

/// Answers an ARP request or Neighbor Solicitation for one of the addresses; other frames are none of its business.
void answer_question(const InstanceConfiguration& configuration, std::span<const std::uint8_t> frame,
                     RouterEffects& effects);

/// (630): docs/adr/0013.
void advertise_router(const InstanceConfiguration& configuration, bool is_default_router, RouterEffects& effects);

}  // namespace vrrpspec::impl
