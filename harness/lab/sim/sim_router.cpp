#include "harness/lab/sim/sim_router.hpp"

#include <algorithm>
#include <iterator>

#include "harness/frame/seen.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::harness {

SimRouter::SimRouter(const DeviceSettings& settings, const Profile& profile)
    : settings_{settings}, router_{settings.parameters, profile} {}

std::optional<AdvertisementReceived> SimRouter::accept(std::span<const std::uint8_t> frame) const {
  const auto packet = wire::find_in_ethernet(frame);
  if (!packet) return std::nullopt;
  const auto advertisement = wire::decode(packet->message, packet->ip, profile());
  if (!advertisement) return std::nullopt;
  if (wire::receive_check(*advertisement, settings_.parameters, settings_.addresses, profile())) return std::nullopt;
  return AdvertisementReceived{advertisement->priority, advertisement->max_adver_int, advertisement->source};
}

std::vector<SimRouter::Octets> SimRouter::receive(std::span<const std::uint8_t> frame, Instant now) {
  const std::optional<AdvertisementReceived> event = accept(frame);
  return event ? handle(*event, now) : std::vector<Octets>{};
}

std::vector<SimRouter::Octets> SimRouter::advance(Instant now) {
  return execute_all(router_.advance(now));
}

std::vector<SimRouter::Octets> SimRouter::handle(const Event& event, Instant now) {
  return execute_all(router_.handle(event, now));
}

std::vector<SimRouter::Octets> SimRouter::execute_all(const Actions& actions) {
  std::vector<Octets> frames;
  for (const Action& action : actions) std::ranges::move(execute(action), std::back_inserter(frames));
  return frames;
}

std::vector<SimRouter::Octets> SimRouter::execute(const Action& action) {
  std::vector<Octets> frames;
  if (const auto* const send = std::get_if<SendAdvertisement>(&action.order)) {
    frames.push_back(build(advert(send->priority)));
  } else if (std::holds_alternative<SendGratuitousArp>(action.order)) {
    const MacAddress mac = virtual_router_mac(settings_.parameters.family, settings_.parameters.vrid);
    const MacAddress broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    for (const IpAddress& address : settings_.addresses) {
      frames.push_back(build(SeenArp{mac, broadcast, 1, mac, address, broadcast, address}));
    }
  } else if (std::holds_alternative<SendNeighborAdvertisement>(action.order)) {
    const MacAddress mac = virtual_router_mac(settings_.parameters.family, settings_.parameters.vrid);
    for (const IpAddress& address : settings_.addresses) {
      frames.push_back(build(SeenNeighborAdvertisement{.source_mac = mac,
                                                       .destination_mac = all_nodes_mac,
                                                       .source = settings_.parameters.primary_address,
                                                       .destination = all_nodes_group(),
                                                       .router = true,
                                                       .override_flag = true,
                                                       .target = address,
                                                       .target_mac = mac}));
    }
  }
  return frames;
}

AdvertFrame SimRouter::advert(Priority priority) const {
  const Parameters& parameters = settings_.parameters;
  AdvertFrame frame;
  frame.source_mac = virtual_router_mac(parameters.family, parameters.vrid);
  frame.source = parameters.primary_address;
  frame.version = static_cast<std::uint8_t>(settings_.version);
  frame.vrid = parameters.vrid.number();
  frame.priority = priority.value();
  frame.max_adver_int = adver_int_field(settings_.version, parameters.advertisement_interval);
  frame.addresses.assign(settings_.addresses.begin(), settings_.addresses.end());
  frame.plain_ipv4_checksum = profile().ipv4_checksum == Ipv4Checksum::plain;
  return frame;
}

}  // namespace vrrpspec::harness
