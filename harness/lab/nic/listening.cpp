#include "harness/lab/nic/listening.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace vrrpspec::harness {
namespace {

bool is_device(const SeenAdvert& advert, const WireParties& parties) {
  const Parameters& device = parties.device.parameters;
  return advert.source == device.primary_address && advert.vrid == device.vrid.number();
}

/// VRRPv2 counts in seconds, VRRPv3 in centiseconds.
std::string interval_text(const SeenAdvert& advert) {
  constexpr double centiseconds = 100.0;
  if (advert.version == 2) return fmt::format("{} s", advert.max_adver_int);
  return fmt::format("{:.2f} s", advert.max_adver_int / centiseconds);
}

}  // namespace

std::string describe(const HeardRouter& router) {
  const SeenAdvert& advert = router.advert;
  return fmt::format("VRID {} of {} ({}): VRRPv{}, priority {}, every {}{}", advert.vrid, to_string(advert.source),
                     to_string(advert.source_mac), advert.version, advert.priority, interval_text(advert),
                     router.from == HeardFrom::this_machine ? ", sent by this machine" : "");
}

std::string objection_to(const HeardRouter& router, const WireParties& parties) {
  const SeenAdvert& advert = router.advert;
  const Parameters& device = parties.device.parameters;
  if (parties.even_if_alive || advert.source.family() != device.family) return {};
  if (std::ranges::find(parties.vrids, advert.vrid) == parties.vrids.end()) return {};
  if (router.from == HeardFrom::this_machine) {
    return fmt::format("this machine itself advertises VRID {} here, from {}: end that program", advert.vrid,
                       to_string(advert.source));
  }
  if (is_device(advert, parties)) return {};
  if (advert.source == device.primary_address) {
    return fmt::format("the device uses VRID {}, which the tester's adverts will name too: take it away from there",
                       advert.vrid);
  }
  return fmt::format(
      "VRID {} is alive: {} advertises it, which is not the device ({}). The tester would take part in it, and the "
      "hosts behind it may lose their router",
      advert.vrid, to_string(advert.source), to_string(device.primary_address));
}

std::string misconfiguration(const HeardRouter& router, const WireParties& parties) {
  const SeenAdvert& advert = router.advert;
  if (router.from != HeardFrom::wire || !is_device(advert, parties)) return {};
  const Parameters& card = parties.device.parameters;
  std::vector<std::string> differences;
  const auto compare = [&differences](const char* what, unsigned says, unsigned wanted) {
    if (says != wanted) differences.push_back(fmt::format("{} {} and not {}", what, says, wanted));
  };
  compare("version", advert.version, static_cast<unsigned>(parties.device.version));
  if (advert.priority != priority_stop.value()) compare("priority", advert.priority, card.priority.value());
  const unsigned centiseconds = advert.version == 2 ? 100U * advert.max_adver_int : advert.max_adver_int;
  compare("an interval in centiseconds of", centiseconds, card.advertisement_interval.count());
  if (!std::ranges::equal(advert.addresses, parties.device.addresses)) {
    std::vector<std::string> addresses;
    for (const IpAddress& address : advert.addresses) addresses.push_back(to_string(address));
    differences.push_back(fmt::format("the addresses {}", fmt::join(addresses, ", ")));
  }
  if (differences.empty()) return {};
  return fmt::format("the device advertises {}: is it configured as the card says?", fmt::join(differences, ", "));
}

std::optional<HeardRouter> Listening::hear(std::span<const std::uint8_t> frame, HeardFrom from) {
  const std::optional<SeenAdvert> advert = read_advert(frame);
  if (!advert || advert->protocol != vrrp_protocol_number) return std::nullopt;
  const auto same = [&](const HeardRouter& router) {
    return router.from == from && router.advert.source == advert->source && router.advert.vrid == advert->vrid;
  };
  if (std::ranges::any_of(heard_, same)) return std::nullopt;
  return heard_.emplace_back(HeardRouter{*advert, from});
}

}  // namespace vrrpspec::harness
