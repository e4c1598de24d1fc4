#include "harness/lab/nic/speakers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vrrpspec::harness {
namespace {

/// Ethernet's shortest frame, without check sequence.
constexpr std::size_t shortest_frame = 60;

}  // namespace

Speakers::Speakers(WireParties parties)
    : parties_{std::move(parties)},
      virtual_mac_{virtual_router_mac(parties_.device.parameters.family, parties_.device.parameters.vrid)} {
  if (parties_.mac) learn(*parties_.mac);
}

Attribution Speakers::attribute(std::span<const std::uint8_t> frame) {
  if (is_echo(frame)) return {Speaker::echo};
  if (const auto advert = read_advert(frame)) return attribute_advert(*advert);
  if (const auto arp = read_arp(frame)) {
    return attribute_claim({arp->sender, arp->sender_mac, arp->source_mac, arp->is_gratuitous(), "a gratuitous ARP"});
  }
  if (const auto seen = read_neighbor_advertisement(frame)) {
    return attribute_claim({seen->target, seen->target_mac.value_or(seen->source_mac), seen->source_mac,
                            !seen->solicited, "an unsolicited Neighbor Advertisement"});
  }
  return {};
}

/// Short frames are padded on their way.
bool Speakers::is_echo(std::span<const std::uint8_t> frame) const {
  return std::ranges::any_of(sent_, [frame](const std::vector<std::uint8_t>& sent) {
    return frame.size() >= sent.size() && frame.size() <= std::max(sent.size(), shortest_frame) &&
           std::ranges::equal(frame.first(sent.size()), sent);
  });
}

/// The device may have other virtual routers, and other routers may be there: what is not about this one is nobody's
/// business.
Attribution Speakers::attribute_advert(const SeenAdvert& advert) {
  const Parameters& device = parties_.device.parameters;
  const bool is_vrrp = advert.protocol == vrrp_protocol_number && advert.message_length > 1;
  if (advert.source == device.primary_address && (!is_vrrp || advert.vrid == device.vrid.number())) {
    learn(advert.source_mac);
    return {Speaker::device};
  }
  if (!is_vrrp || advert.source.family() != device.family) return {};
  if (advert.vrid == device.vrid.number()) {
    return {Speaker::rival,
            fmt::format("{} ({}) advertises VRID {} too, with priority {}: another router, or the device with another "
                        "source address than {}",
                        to_string(advert.source), to_string(advert.source_mac), advert.vrid, advert.priority,
                        to_string(device.primary_address))};
  }
  const bool is_ours = std::ranges::find(parties_.vrids, advert.vrid) != parties_.vrids.end();
  if (!is_ours || parties_.even_if_alive) return {};
  return {Speaker::rival, fmt::format("{} ({}) advertises VRID {}, which the tester's adverts name",
                                      to_string(advert.source), to_string(advert.source_mac), advert.vrid)};
}

Attribution Speakers::attribute_claim(const Claim& claim) {
  const DeviceSettings& device = parties_.device;
  const bool of_virtual_router = std::ranges::find(device.addresses, claim.address) != device.addresses.end();
  const bool from_device = claim.source_mac == virtual_mac_ || claim.mac == virtual_mac_ ||
                           macs_.contains(claim.source_mac) || macs_.contains(claim.mac);
  if (!of_virtual_router) {
    if (claim.address == device.parameters.primary_address) learn(claim.source_mac);
    return {from_device ? Speaker::device : Speaker::bystander};
  }
  if (from_device) return {Speaker::device};
  if (!claim.unasked) return {};
  return {Speaker::rival,
          fmt::format("{} for {} came from {}, which is neither the virtual router's MAC address nor one "
                      "that the device was seen with: another host has that address, or it is the device's own "
                      "(then write mac = \"{}\" into its description)",
                      claim.kind, to_string(claim.address), to_string(claim.source_mac), to_string(claim.source_mac))};
}

void Speakers::learn(const MacAddress& mac) {
  if (mac != virtual_mac_) macs_.insert(mac);
}

}  // namespace vrrpspec::harness
