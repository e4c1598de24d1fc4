#include "impl/daemon/machine_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "impl/kernel/netlink.hpp"
#include "impl/track/program.hpp"

namespace vrrpspec::impl {
namespace {

Diagnostic warning(const Place& at, std::string what, std::string hint) {
  return {.severity = Severity::warning, .at = at, .what = std::move(what), .hint = std::move(hint)};
}

void check_commands(const Loaded& loaded, std::vector<Diagnostic>& found) {
  const std::vector<Program> programs = programs_of(loaded.configuration);
  for (const auto& [command, at] : loaded.commands) {
    const auto why_not = obstacle_to(command, programs);
    if (why_not)
      found.push_back(warning(at, *why_not, "a check that cannot be run has failed, a notification is lost"));
  }
}

void check_interface(const InstanceConfiguration& instance, const Place& at, const NetworkView& view,
                     std::vector<Diagnostic>& found) {
  const Link* const link = view.find(instance.interface);
  if (link == nullptr) {
    found.push_back(warning(at, fmt::format("there is no interface {} on this machine now", instance.interface),
                            fmt::format("{} waits until there is one", instance.name)));
    return;
  }
  if (instance.priority == priority_owner) return;
  for (const VirtualAddress& address : all_addresses(instance)) {
    if (!view.has(link->index, address.address)) continue;
    found.push_back(warning(
        at, fmt::format("{} has {}, a virtual address of {}", link->name, to_string(address.address), instance.name),
        "the router whose own address it is has priority 255 (RFC 5798 6.1); else take it from the interface"));
  }
  if (!view.primary_address(*link, instance) && !view.has_our_link_on(*link)) {
    found.push_back(warning(at,
                            fmt::format("{} has no {} address to send from beside those of {}", link->name,
                                        instance.family == Family::ipv4 ? "IPv4" : "link-local IPv6", instance.name),
                            fmt::format("{} waits until there is one", instance.name)));
  }
}

void check_devices(const InstanceConfiguration& instance, const Place& at, const NetworkView& view,
                   std::vector<Diagnostic>& found) {
  if (!accepts_packets(instance)) return;  // no address is put anywhere
  for (const VirtualAddress& address : all_addresses(instance)) {
    if (!address.device || view.find(*address.device) != nullptr) continue;
    found.push_back(warning(at,
                            fmt::format("there is no interface {}, on which {} is to be, on this machine now",
                                        *address.device, to_string(address.address)),
                            fmt::format("{} waits until there is one", instance.name)));
  }
}

}  // namespace

std::vector<Diagnostic> check_against_machine(const Loaded& loaded, const NetworkView& view) {
  std::vector<Diagnostic> found;
  check_commands(loaded, found);
  for (std::size_t i = 0; i < loaded.configuration.instances.size(); ++i) {
    check_interface(loaded.configuration.instances[i], loaded.instances[i], view, found);
    check_devices(loaded.configuration.instances[i], loaded.instances[i], view, found);
  }
  return found;
}

std::vector<Diagnostic> check_against_machine(const Loaded& loaded) {
  std::vector<Diagnostic> found;
  auto netlink = Netlink::open();
  const auto links = netlink ? netlink->links() : std::unexpected{netlink.error()};
  const auto addresses = netlink ? netlink->addresses() : std::unexpected{netlink.error()};
  if (!links || !addresses) {
    check_commands(loaded, found);
    return found;
  }
  NetworkView view;
  view.replace(*links, *addresses);
  return check_against_machine(loaded, view);
}

}  // namespace vrrpspec::impl
