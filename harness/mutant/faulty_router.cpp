#include <utility>

#include "harness/mutant/fault.hpp"

namespace vrrpspec::harness {
namespace {

using Octets = SimRouter::Octets;

class FaultyRouter final : public SimRouter {
 public:
  FaultyRouter(const DeviceSettings& settings, const Fault& fault)
      : SimRouter{misconfigured(settings, fault), profile_for(settings, fault)}, fault_{fault} {}

  std::vector<Octets> receive(std::span<const std::uint8_t> frame, Instant now) override {
    const std::optional<SeenAdvert> seen = read_advert(frame);
    if (seen && fault_.refuse && fault_.refuse(*seen)) return {};
    std::optional<AdvertisementReceived> event = accept(repaired(frame));
    if (!event || (fault_.deaf && fault_.deaf(*event, router()))) return {};
    if (fault_.hear) fault_.hear(*event, router());
    return handle(*event, now);
  }

 protected:
  std::vector<Octets> execute(const Action& action) override {
    if (fault_.drop_action && fault_.drop_action(action, router())) return {};
    std::vector<Octets> frames = SimRouter::execute(action);
    for (Octets& frame : frames) {
      if (auto arp = read_arp(frame); arp && fault_.arp) {
        fault_.arp(*arp);
        frame = build(*arp);
      }
      if (auto neighbor = read_neighbor_advertisement(frame); neighbor && fault_.neighbor) {
        fault_.neighbor(*neighbor);
        frame = build(*neighbor);
      }
    }
    return frames;
  }
  [[nodiscard]] AdvertFrame advert(Priority priority) const override {
    AdvertFrame frame = SimRouter::advert(priority);
    if (fault_.advert) fault_.advert(frame);
    return frame;
  }

 private:
  static DeviceSettings misconfigured(DeviceSettings settings, const Fault& fault) {
    if (fault.misconfigure) fault.misconfigure(settings.parameters);
    return settings;
  }
  static const Profile& profile_for(const DeviceSettings& settings, const Fault& fault) {
    return fault.profile != nullptr ? *fault.profile : profile_of({.version = settings.version});
  }
  [[nodiscard]] Octets repaired(std::span<const std::uint8_t> frame) const {
    std::optional<SeenAdvert> seen = read_advert(frame);
    if (!fault_.forgive || !seen) return {frame.begin(), frame.end()};
    fault_.forgive(*seen);
    AdvertFrame again;
    again.source_mac = seen->source_mac;
    again.source = seen->source;
    again.ttl = seen->ttl;
    again.version = seen->version;
    again.type = seen->type;
    again.vrid = seen->vrid;
    again.priority = seen->priority;
    again.count = seen->count;
    again.rsvd = seen->rsvd;
    again.max_adver_int = seen->max_adver_int;
    if (settings().version == Version::v2) again.authentication = seen->trailer;
    again.addresses = seen->addresses;
    const bool right = seen->checksum_right_pseudo || seen->checksum_right_plain;
    again.checksum_error = right ? 0 : 0x0101;
    return build(again);
  }

  Fault fault_;
};

}  // namespace

std::unique_ptr<SimRouter> faulty_router(const DeviceSettings& settings, const Fault& fault) {
  return std::make_unique<FaultyRouter>(settings, fault);
}

DeviceMutant mutant(std::string_view name, std::string_view killed_by, Fault fault) {
  return {std::string{name}, killed_by,
          [fault = std::move(fault)](const DeviceSettings& settings) { return faulty_router(settings, fault); }};
}

}  // namespace vrrpspec::harness
