#include "impl/daemon/network_view.hpp"

#include <algorithm>

#include "impl/kernel/undo_record.hpp"
#include "impl/router/adverts.hpp"

namespace vrrpspec::impl {
namespace {

/// 127/8: no host on a link can answer to it. One of them holds the place of an owner's only address while that is
/// away.
constexpr std::uint8_t loopback_network = 127;

}  // namespace

void NetworkView::replace(const std::vector<Link>& links, const std::vector<InterfaceAddress>& addresses) {
  links_.clear();
  for (const Link& link : links) links_.emplace(link.index, link);
  addresses_ = addresses;
}

void NetworkView::apply(const KernelEvent& event) {
  const auto same = [](const InterfaceAddress& left, const InterfaceAddress& right) {
    return left.interface_index == right.interface_index && left.address == right.address;
  };
  if (const auto* changed = std::get_if<LinkChanged>(&event)) {
    links_.insert_or_assign(changed->link.index, changed->link);
  } else if (const auto* gone = std::get_if<LinkGone>(&event)) {
    links_.erase(gone->index);
    std::erase_if(addresses_, [&](const InterfaceAddress& one) { return one.interface_index == gone->index; });
  } else if (const auto* added = std::get_if<AddressAdded>(&event)) {
    const auto known =
        std::ranges::find_if(addresses_, [&](const InterfaceAddress& one) { return same(one, added->address); });
    if (known == addresses_.end())
      addresses_.push_back(added->address);
    else
      *known = added->address;
  } else if (const auto* removed = std::get_if<AddressGone>(&event)) {
    std::erase_if(addresses_, [&](const InterfaceAddress& one) { return same(one, removed->address); });
  }
}

const Link* NetworkView::find(std::string_view name) const {
  const auto found = std::ranges::find_if(links_, [&](const auto& entry) { return entry.second.name == name; });
  return found == links_.end() ? nullptr : &found->second;
}

const Link* NetworkView::find(int index) const {
  const auto found = links_.find(index);
  return found == links_.end() ? nullptr : &found->second;
}

bool NetworkView::has(int interface_index, const IpAddress& address) const {
  return std::ranges::any_of(addresses_, [&](const InterfaceAddress& one) {
    return one.interface_index == interface_index && one.address == address;
  });
}

bool NetworkView::has_our_link_on(const Link& link) const {
  return std::ranges::any_of(links_, [&](const auto& entry) {
    return entry.second.lower == link.index && entry.second.alias.starts_with(link_mark);
  });
}

std::optional<IpAddress> NetworkView::primary_address(const Link& link,
                                                      const InstanceConfiguration& configuration) const {
  if (configuration.source) return configuration.source;
  const bool owner = configuration.priority == priority_owner;
  for (const InterfaceAddress& one : addresses_) {
    if (one.interface_index != link.index || one.address.family() != configuration.family || !one.is_usable) continue;
    if (configuration.family == Family::ipv6 && !one.address.is_link_local()) continue;
    if (one.address.family() == Family::ipv4 && one.address.octets()[0] == loopback_network) continue;
    if (!owner && is_virtual_address(configuration, one.address)) continue;
    return one.address;
  }
  return std::nullopt;
}

}  // namespace vrrpspec::impl
