#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "impl/config/instance.hpp"

namespace vrrpspec::impl {
namespace {

/// Takes the second of a name out: what it shares with the first is no news.
void check_names(Context& context, std::vector<Instance>& instances) {
  std::map<std::string, Position> names;
  std::erase_if(instances, [&](const Instance& instance) {
    const auto [before, is_first] = names.try_emplace(instance.configuration.name, instance.at);
    if (is_first) return false;
    context.diagnostics.error(instance.at,
                              fmt::format("there is another vrrp_instance {}, at {}", instance.configuration.name,
                                          to_string(context.diagnostics.place(before->second))));
    return true;
  });
}

void check_vrids(Context& context, const std::vector<Instance>& instances) {
  std::map<std::tuple<std::string, Family, Vrid>, const Instance*> routers;
  for (const Instance& instance : instances) {
    const InstanceConfiguration& made = instance.configuration;
    const auto [before, is_first] = routers.try_emplace({made.interface, made.family, made.vrid}, &instance);
    if (is_first) continue;
    context.diagnostics.error(
        instance.at,
        fmt::format("{} and {} both have virtual_router_id {} on {}", before->second->configuration.name, made.name,
                    made.vrid.number(), made.interface),
        "on one link and for one family it names one virtual router");
  }
}

/// A link-local address may be on several links; any other one is in one place.
void check_addresses(Context& context, const std::vector<Instance>& instances) {
  std::map<std::tuple<IpAddress, std::string>, const Instance*> owners;
  for (const Instance& instance : instances) {
    const InstanceConfiguration& made = instance.configuration;
    for (std::size_t at = 0; at < instance.addresses.size(); ++at) {
      const std::size_t advertised = made.addresses.size();
      const VirtualAddress& address = at < advertised ? made.addresses[at] : made.excluded_addresses[at - advertised];
      const std::string link = address.address.is_link_local() ? address.device.value_or(made.interface) : "";
      const auto [before, is_first] = owners.try_emplace({address.address, link}, &instance);
      if (is_first) continue;
      context.diagnostics.error(instance.addresses[at],
                                fmt::format("{} is a virtual address of {}, too", to_string(address.address),
                                            before->second->configuration.name),
                                "one virtual router answers for an address");
    }
  }
}

void check_links(Context& context, const std::vector<Instance>& instances) {
  std::set<std::string> taken;
  for (const Instance& instance : instances) taken.insert(instance.configuration.interface);
  for (const Instance& instance : instances) {
    const auto& name = instance.configuration.link_name;
    if (!name || taken.insert(*name).second) continue;
    context.diagnostics.error(instance.at, fmt::format("the name {} of its link is taken", *name),
                              "give another one to use_vmac");
  }
}

}  // namespace

void check_together(Context& context, std::vector<Instance>& instances) {
  check_names(context, instances);
  check_vrids(context, instances);
  check_addresses(context, instances);
  check_links(context, instances);
}

}  // namespace vrrpspec::impl
