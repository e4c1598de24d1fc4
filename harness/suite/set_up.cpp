#include "harness/suite/set_up.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/awaiting.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {

std::string set_up_name(const DeviceSettings& settings) {
  const Parameters& parameters = settings.parameters;
  const Protocol protocol{.version = settings.version, .family = parameters.family};
  const DeviceSettings usual = parameters.is_owner() ? owner(protocol) : backup(protocol);
  std::string name = parameters.is_owner() ? "owner" : "backup";
  if (protocol.version == Version::v2) name += "-v2";
  if (protocol.family == Family::ipv6) name += "-ipv6";
  if (parameters.vrid != usual.parameters.vrid) name += fmt::format("-vrid-{}", parameters.vrid.number());
  if (parameters.priority != usual.parameters.priority)
    name += fmt::format("-priority-{}", parameters.priority.value());
  if (parameters.advertisement_interval != usual.parameters.advertisement_interval) {
    name += fmt::format("-{}cs", parameters.advertisement_interval.count());
  }
  if (settings.addresses.size() != usual.addresses.size()) {
    name += fmt::format("-{}-addresses", settings.addresses.size());
  }
  if (!parameters.preempt_mode) name += "-no-preemption";
  if (parameters.accept_mode) name += "-accept-mode";
  return name;
}

std::vector<DeviceSetUp> set_ups_of(std::span<const Case> cases) {
  std::vector<DeviceSetUp> all;
  for (const Protocol protocol : all_protocols) {
    for (const Case& each : cases) {
      if (!each.protocols.contains(protocol)) continue;
      const DeviceSettings settings = each.settings(protocol);
      const std::string name = set_up_name(settings);
      auto known = std::ranges::find(all, name, &DeviceSetUp::name);
      if (known == all.end()) known = all.insert(all.end(), {.name = name, .settings = settings, .cases = {}});
      known->cases.push_back(&each);
    }
  }
  return all;
}

std::string other_set_up_reason(const Case& test_case, Protocol protocol, std::string_view name) {
  const std::string wanted = set_up_name(test_case.settings(protocol));
  if (wanted == name) return {};
  return fmt::format("the device is configured for the set-up '{}', the case needs '{}': see the card", name, wanted);
}

std::vector<unsigned> vrids_on_the_wire() {
  return {backup({}).parameters.vrid.number(), other_vrid};
}

std::vector<IpAddress> tester_addresses(Family family) {
  return {tester_address(family), higher_address(family)};
}

}  // namespace vrrpspec::harness
