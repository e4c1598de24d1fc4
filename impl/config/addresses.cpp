#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "impl/config/instance.hpp"
#include "impl/config/limits.hpp"

namespace vrrpspec::impl {
namespace {

using Addresses = std::vector<Given<VirtualAddress>>;

std::string_view name_of(Family family) {
  return family == Family::ipv4 ? "IPv4" : "IPv6";
}

/// Nobody's address: unspecified, loopback, multicast, broadcast.
bool is_special(const IpAddress& address) {
  const auto octets = address.octets();
  if (address.family() == Family::ipv4) return octets[0] == 0 || octets[0] == 127 || octets[0] >= 224;
  const auto is_zero = [](std::uint8_t octet) { return octet == 0; };
  return octets[0] == 0xff || (std::ranges::all_of(octets.first(15), is_zero) && octets[15] <= 1);
}

/// Without what cannot be a virtual address, and without what was there before.
Addresses useful(Context& context, const Addresses& given, std::set<IpAddress>& seen) {
  Addresses result;
  for (const auto& [address, at] : given) {
    if (is_special(address.address)) {
      context.diagnostics.error(at, fmt::format("{} cannot be a virtual address", to_string(address.address)));
    } else if (!seen.insert(address.address).second) {
      context.diagnostics.warning(at, fmt::format("{} is given twice", to_string(address.address)),
                                  "the first one counts");
    } else {
      result.push_back({.value = address, .at = at});
    }
  }
  return result;
}

void put_link_local_first(Context& context, Addresses& addresses, bool has_misread_address) {
  //= rfc5798 V3-034
  //# For IPv6, the first address must be the IPv6 link-local address
  const auto link_local =
      std::ranges::find_if(addresses, [](const auto& given) { return given.value.address.is_link_local(); });
  if (link_local == addresses.end()) {
    if (has_misread_address) return;  // it may have been that one
    context.diagnostics.error(addresses.front().at, "no virtual address is link-local",
                              "the first one must be (RFC 5798 5.2.9): put for instance fe80::1/64 before it");
  } else if (link_local != addresses.begin()) {
    context.diagnostics.note(link_local->at,
                             fmt::format("{} goes to the front: the first address must be link-local "
                                         "(RFC 5798 5.2.9)",
                                         to_string(link_local->value.address)),
                             "put it first on all routers");
    std::rotate(addresses.begin(), link_local, link_local + 1);
  }
}

void check_size(Context& context, const Addresses& addresses, Family family) {
  constexpr std::size_t ethernet = 1500;
  const std::size_t header = family == Family::ipv4 ? 28 : 48;  // of IP and of the advert
  const std::size_t size = header + addresses.size() * (family == Family::ipv4 ? 4 : 16);
  const std::string_view hint = "put some of them into virtual_ipaddress_excluded";
  if (addresses.size() > limits::advertised) {
    context.diagnostics.error(addresses[limits::advertised].at, "an advert has at most 255 addresses",
                              std::string{hint});
  } else if (size > ethernet) {
    context.diagnostics.warning(addresses.back().at,
                                fmt::format("an advert of {} octets does not fit into a frame of Ethernet", size),
                                std::string{hint});
  }
}

/// On the interface itself the kernel would answer for the address with the interface's own MAC address (V3-089). Says
/// so of the first one.
void leave_own_device(Context& context, Addresses& addresses, const InstanceDraft& draft) {
  for (auto& given : addresses)
    if (given.value.device && given.value.device == draft.link_name) given.value.device.reset();
  const auto is_own = [&](const auto& given) { return given.value.device == draft.interface->value; };
  const auto own = std::ranges::find_if(addresses, is_own);
  if (own == addresses.end()) return;
  context.diagnostics.note(own->at,
                           fmt::format("{} goes to the macvlan of {}, not to {} itself", to_string(own->value.address),
                                       draft.name, draft.interface->value),
                           "there the kernel would answer for it with the wrong MAC address (RFC 5798 8.1.2)");
  for (auto& given : addresses)
    if (is_own(given)) given.value.device.reset();
}

}  // namespace

void settle_addresses(Context& context, const InstanceDraft& draft, Instance& instance) {
  const Family family = draft.addresses.front().value.address.family();
  instance.configuration.family = family;
  std::set<IpAddress> seen;
  Addresses advertised = useful(context, draft.addresses, seen);
  Addresses excluded = useful(context, draft.excluded_addresses, seen);
  for (const auto& [address, at] : advertised) {
    if (address.address.family() == family) continue;
    context.diagnostics.error(
        at, fmt::format("an {} address among {} addresses", name_of(address.address.family()), name_of(family)),
        "put it into an instance of its own or into virtual_ipaddress_excluded");
  }
  leave_own_device(context, advertised, draft);
  leave_own_device(context, excluded, draft);
  if (advertised.empty()) return;
  if (family == Family::ipv6) put_link_local_first(context, advertised, draft.misread.address);
  check_size(context, advertised, family);
  for (const auto& [address, at] : advertised) {
    instance.configuration.addresses.push_back(address);
    instance.addresses.push_back(at);
  }
  for (const auto& [address, at] : excluded) {
    instance.configuration.excluded_addresses.push_back(address);
    instance.addresses.push_back(at);
  }
}

}  // namespace vrrpspec::impl
