// The adverts, announcements and answers of a virtual router as octets, sent through its effects. Sections 5, 7.2
// and 8.
#pragma once

#include <span>

#include "impl/config/configuration.hpp"
#include "impl/router/effects.hpp"
#include "model/parameters.hpp"

namespace vrrpspec::impl {

struct Sent {
  unsigned adverts{0};
  unsigned failures{0};
};

/// One advert in each version the router speaks (V3-113), to the group from the virtual MAC address or to each peer.
Sent send_adverts(const InstanceConfiguration& configuration, const Parameters& parameters, Priority priority,
                  RouterEffects& effects);

/// A gratuitous ARP or an unsolicited Neighbor Advertisement for each address, the excluded ones too.
void announce_addresses(const InstanceConfiguration& configuration, RouterEffects& effects);

/// Answers an ARP request or Neighbor Solicitation for one of the addresses; other frames are none of its business.
void answer_question(const InstanceConfiguration& configuration, std::span<const std::uint8_t> frame,
                     RouterEffects& effects);

/// (630): docs/adr/0013.
void advertise_router(const InstanceConfiguration& configuration, bool is_default_router, RouterEffects& effects);

}  // namespace vrrpspec::impl
