#include "harness/dut/virtual_router.hpp"

#include <algorithm>

namespace vrrpspec::harness {

std::string objection_to(const DeviceSettings& settings) {
  const Parameters& parameters = settings.parameters;
  if (parameters.priority == priority_stop) return "priority 0 cannot be configured, only 1 to 255";
  if (settings.addresses.empty()) return "the virtual router has no address";
  if (std::ranges::any_of(settings.addresses, [&](const IpAddress& a) { return a.family() != parameters.family; }))
    return "the addresses of the virtual router are not all of its family";
  if (parameters.family == Family::ipv6) {
    if (settings.version == Version::v2) return "VRRPv2 has no IPv6; ask for version 3";
    if (!settings.addresses.front().is_link_local())
      return "the first IPv6 address of a virtual router must be link-local (RFC 5798 section 5.2.9)";
  }
  return {};
}

}  // namespace vrrpspec::harness
