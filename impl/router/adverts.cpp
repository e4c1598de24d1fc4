#include "impl/router/adverts.hpp"

#include <algorithm>
#include <chrono>

#include "impl/router/receiver.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::uint16_t centiseconds_per_second = 100;
/// AdvDefaultLifetime of RFC 4861: three times the interval between two.
constexpr std::chrono::seconds router_lifetime{1800};

/// VRRPv2 carries whole seconds: a faster Master promises no less than it keeps.
Centiseconds in_whole_seconds(Centiseconds interval) {
  const int seconds = (interval.count() + centiseconds_per_second - 1) / centiseconds_per_second;
  return Centiseconds{static_cast<std::uint16_t>(seconds * centiseconds_per_second)};
}

MacAddress mac_of(const InstanceConfiguration& configuration) {
  return virtual_router_mac(configuration.family, configuration.vrid);
}

void prepare_one(const InstanceConfiguration& configuration, const Advertisement& advert, const Profile& profile,
                 std::vector<PreparedAdvert>& adverts) {
  const wire::Authentication authentication = authentication_of(configuration);
  const auto encode = [&](const IpAddress& destination) {
    return wire::encode(advert, destination, profile, authentication);
  };
  if (configuration.unicast_peers.empty()) {
    const wire::IpHeader header{.source = advert.source, .destination = vrrp_multicast_group(configuration.family)};
    adverts.push_back({header, advert_frame(mac_of(configuration), header, encode(header.destination))});
  }
  for (const IpAddress& peer : configuration.unicast_peers)
    adverts.push_back({{.source = advert.source, .destination = peer}, encode(peer)});
}

}  // namespace

Octets announcement(const MacAddress& mac, const IpAddress& address) {
  // AMB-14: RFC 5798 leaves the target hardware address open, RFC 9568 wants the virtual MAC address there.
  return address.family() == Family::ipv4 ? gratuitous_arp(mac, address, mac)
                                          : unsolicited_neighbor_advertisement(mac, address);
}

bool is_virtual_address(const InstanceConfiguration& configuration, const IpAddress& address) {
  const auto is_it = [&](const VirtualAddress& one) { return one.address == address; };
  return std::ranges::any_of(configuration.addresses, is_it) ||
         std::ranges::any_of(configuration.excluded_addresses, is_it);
}

std::vector<PreparedAdvert> prepare_adverts(const InstanceConfiguration& configuration, const Parameters& parameters,
                                            Priority priority) {
  Advertisement advert{.vrid = configuration.vrid,
                       .priority = priority,
                       .max_adver_int = parameters.advertisement_interval,
                       .source = parameters.primary_address,
                       .addresses = advertised_addresses(configuration)};
  std::vector<PreparedAdvert> adverts;
  //= rfc5798 V3-113
  //# When a virtual router is configured this way and is the Master, it MUST send both types at the configured rate,
  if (configuration.versions.v3) prepare_one(configuration, advert, *configuration.profile, adverts);
  if (configuration.versions.v2) {
    advert.version = Version::v2;
    advert.max_adver_int = in_whole_seconds(advert.max_adver_int);
    prepare_one(configuration, advert, rfc3768, adverts);
  }
  return adverts;
}

Sent send_adverts(const InstanceConfiguration& configuration, std::span<const PreparedAdvert> adverts,
                  RouterEffects& effects) {
  Sent sent;
  for (const PreparedAdvert& advert : adverts) {
    const bool left = configuration.unicast_peers.empty() ? effects.send_frame(advert.octets)
                                                          : effects.send_to_peer(advert.header, advert.octets);
    ++(left ? sent.adverts : sent.failures);
  }
  return sent;
}

void announce_addresses(const InstanceConfiguration& configuration, RouterEffects& effects) {
  const MacAddress mac = mac_of(configuration);
  for (const VirtualAddress& one : all_addresses(configuration)) {
    if (one.device && accepts_packets(configuration)) {
      effects.announce_elsewhere(*one.device, one.address);
    } else {
      effects.send_frame(announcement(mac, one.address));
    }
  }
}

void answer_question(const InstanceConfiguration& configuration, std::span<const std::uint8_t> frame,
                     RouterEffects& effects) {
  const MacAddress mac = mac_of(configuration);
  if (const auto request = read_arp_request(frame); request && is_virtual_address(configuration, request->target))
    effects.send_frame(arp_reply(mac, *request));
  if (const auto solicitation = read_neighbor_solicitation(frame);
      solicitation && is_virtual_address(configuration, solicitation->target))
    effects.send_frame(neighbor_advertisement(mac, *solicitation));
}

void advertise_router(const InstanceConfiguration& configuration, bool is_default_router, RouterEffects& effects) {
  if (configuration.addresses.empty() || !configuration.addresses.front().address.is_link_local()) return;
  effects.send_frame(router_advertisement(mac_of(configuration), configuration.addresses.front().address,
                                          is_default_router ? router_lifetime : std::chrono::seconds{0}));
}

}  // namespace vrrpspec::impl
