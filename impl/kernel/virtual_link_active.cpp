// What is where while the virtual router is Master: which changes bring it there, and which take it away.
#include <algorithm>
#include <array>
#include <utility>

#include "impl/kernel/virtual_link.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

bool is_lent_as(const Lent& lent, const VirtualAddress& wanted) {
  return lent.address.address == wanted.address && lent.to.name == wanted.device;
}

bool is_among(const IpAddress& address, const VirtualLinkPlan& plan) {
  return std::ranges::find(plan.addresses, address, &VirtualAddress::address) != plan.addresses.end();
}

Change opposite_of(const Change& change) {
  if (const auto* const address = std::get_if<AddAddress>(&change)) return RemoveAddress{address->address};
  const auto* const blackhole = std::get_if<AddBlackhole>(&change);
  VRRPSPEC_ASSERT(blackhole != nullptr);
  return RemoveBlackhole{blackhole->address};
}

/// Where the addresses of the interface go while we hold them.
InterfaceAddress on(int index, InterfaceAddress address) {
  address.interface_index = index;
  return address;
}

/// Without any IPv4 address an interface drops all that a reverse path filter looks at, adverts too, and its routes.
/// This one is nobody's: no packet has it as source, no ARP request for it is answered.
constexpr IpAddress place_holder = IpAddress::v4(127, 112, 0, 1);

std::vector<AddressImage> images_of(const Taken* taken) {
  return taken == nullptr ? std::vector<AddressImage>{} : taken->addresses;
}

}  // namespace

//= rfc5798 S-650
//# MUST accept packets addressed to the IPvX address(es) associated with the virtual router if it is the IPvX address
//# owner or if Accept_Mode is True. Otherwise, MUST NOT accept these packets.
std::vector<Change> VirtualLink::belongings() const {
  std::vector<Change> changes;
  const std::vector<AddressImage> taken = images_of(record_->taken_by(plan_.name));
  for (const VirtualAddress& wanted : plan_.addresses) {
    const auto is_wanted = [&](const auto& holder) { return holder.address.address == wanted.address; };
    const auto lent = std::ranges::find_if(lent_, [&](const Lent& each) { return is_lent_as(each, wanted); });
    if (std::ranges::any_of(taken, is_wanted)) continue;
    if (!plan_.accepts) {
      changes.emplace_back(AddBlackhole{wanted.address});
    } else if (lent != lent_.end()) {
      changes.emplace_back(AddAddress{.address = lent->address, .label = wanted.label});
    } else if (!wanted.device) {
      //= rfc5798 V3-099
      //# the Virtual Router Master MUST include the virtual MAC address for the virtual router if it sends a source
      //# link-layer address option in the neighbor solicitation message.
      // What goes to hosts leaves by the macvlan, so that the kernel asks for them with the virtual MAC address.
      changes.emplace_back(AddAddress{
          .address = {.interface_index = index_, .address = wanted.address, .prefix_length = wanted.prefix_length},
          .label = wanted.label,
          .leads = wanted.address.family() == Family::ipv6});
    }
  }
  return changes;
}

/// Notes the addresses that are to move from the interface. With the last IPv4 address go the routes: what the
/// interface asks its neighbours for would name the address that moved, with the wrong MAC address.
std::expected<void, Error> VirtualLink::note_taken() {
  if (!plan_.owner) return {};
  auto images = netlink_->address_images(plan_.lower.index);
  if (!images) return std::unexpected{std::move(images.error())};
  const auto of_family = [this](const AddressImage& image) { return image.address.address.family() == plan_.family; };
  const auto present = std::ranges::count_if(*images, of_family);
  std::erase_if(*images, [&](const AddressImage& image) { return !is_among(image.address.address, plan_); });
  if (images->empty()) return {};
  Taken taken{.taker = plan_.name,
              .from = {.index = plan_.lower.index, .name = plan_.lower.name},
              .addresses = *std::move(images),
              .routes = {}};
  if (plan_.family == Family::ipv4 && present == std::ssize(taken.addresses)) {
    auto routes = netlink_->route_images(plan_.lower.index);
    if (!routes) return std::unexpected{std::move(routes.error())};
    taken.routes = *std::move(routes);
    place_holder_ =
        Lent{.to = taken.from,
             .address = {.interface_index = taken.from.index, .address = place_holder, .prefix_length = 32}};
    if (const auto noted = record_->note(*place_holder_); !noted) return noted;
  }
  return record_->note(taken);
}

/// Notes the addresses that are to be on other interfaces and are not there yet.
std::expected<void, Error> VirtualLink::note_lent() {
  std::expected<void, Error> outcome;
  for (const VirtualAddress& wanted : plan_.addresses) {
    const auto is_wanted = [&](const auto& holder) { return holder.address.address == wanted.address; };
    const auto is_known = [&](const Lent& each) { return is_lent_as(each, wanted); };
    if (!plan_.accepts || !wanted.device || std::ranges::any_of(lent_, is_known)) continue;
    const auto link = netlink_->link(*wanted.device);
    if (!link || !*link) {
      if (outcome) {
        outcome = std::unexpected{
            link ? Error{"there is no interface " + *wanted.device + " to put " + to_string(wanted.address) + " on"}
                 : link.error()};
      }
      continue;
    }
    const auto images = netlink_->address_images((*link)->index);
    if (!images) return std::unexpected{images.error()};
    if (std::ranges::any_of(*images, is_wanted)) continue;  // the administrator's: it stays
    const Lent lent{
        .to = {.index = (*link)->index, .name = (*link)->name},
        .address = {
            .interface_index = (*link)->index, .address = wanted.address, .prefix_length = wanted.prefix_length}};
    if (const auto noted = record_->note(lent); !noted) return noted;
    lent_.push_back(lent);
  }
  return outcome;
}

std::expected<void, Error> VirtualLink::bring() {
  const auto taken_noted = note_taken();
  if (!taken_noted) return taken_noted;
  const auto lent_noted = note_lent();
  const Taken* const taken = record_->taken_by(plan_.name);
  std::vector<Change> changes;
  for (const AddressImage& image : images_of(taken)) {
    changes.emplace_back(PlaceAddress{.image = image, .index = index_});
  }
  for (Change& change : belongings()) changes.push_back(std::move(change));
  // Now that the addresses are there the link may take in what is sent to them.
  changes.emplace_back(SetUp{.index = index_, .up = true});
  if (taken != nullptr) {
    for (const RouteImage& image : taken->routes) changes.emplace_back(PlaceRoute{.image = image, .index = index_});
  }
  auto outcome = netlink_->apply(changes);
  if (taken != nullptr) {
    const auto left = leave_interface(*taken, outcome.has_value());
    if (outcome) outcome = left;
  }
  return outcome ? lent_noted : outcome;
}

/// Takes from the interface what is on the macvlan: where not all of it arrived, no more than what did.
std::expected<void, Error> VirtualLink::leave_interface(const Taken& taken, bool all_arrived) {
  std::vector<AddressImage> addresses = taken.addresses;
  std::vector<RouteImage> routes = taken.routes;
  if (!all_arrived) {
    const auto here = netlink_->address_images(index_);
    const auto routes_here = netlink_->route_images(index_);
    std::erase_if(addresses, [&](const AddressImage& image) {
      return !here || std::ranges::none_of(*here, [&](const AddressImage& arrived) {
        return arrived.address.address == image.address.address;
      });
    });
    std::erase_if(routes, [&](const RouteImage& image) {
      return !routes_here ||
             std::ranges::find(*routes_here, image.destination, &RouteImage::destination) == routes_here->end();
    });
  }
  std::vector<Change> changes;
  for (const RouteImage& image : routes) changes.emplace_back(TakeRoute{image});
  if (place_holder_) changes.emplace_back(AddAddress{.address = place_holder_->address});
  for (const AddressImage& image : addresses) changes.emplace_back(TakeAddress{image});
  return netlink_->apply(changes);
}

std::expected<void, Error> VirtualLink::activate() {
  active_ = true;
  return bring();
}

/// Gives these addresses back to the interface, and asks for `more` before they leave the macvlan.
std::expected<void, Error> VirtualLink::give_back(const std::vector<AddressImage>& images, std::vector<Change> more) {
  std::vector<Change> changes;
  std::vector<InterfaceAddress> addresses;
  const Taken* const taken = record_->taken_by(plan_.name);
  const bool all = taken != nullptr && images.size() == taken->addresses.size();
  for (const AddressImage& image : images) {
    changes.emplace_back(PlaceAddress{.image = image, .index = taken->from.index});
    addresses.push_back(image.address);
  }
  if (all) {
    for (const RouteImage& image : taken->routes) {
      changes.emplace_back(PlaceRoute{.image = image, .index = taken->from.index});
    }
    if (place_holder_) changes.emplace_back(RemoveAddress{place_holder_->address});
  }
  for (Change& change : more) changes.push_back(std::move(change));
  for (const AddressImage& image : images) changes.emplace_back(RemoveAddress{on(index_, image.address)});
  auto outcome = netlink_->apply(changes);
  if (images.empty()) return outcome;
  // Where the interface is gone, nothing can be put back, now or later.
  const auto lower = netlink_->link(taken->from.index);
  if (!outcome && (!lower || *lower)) return outcome;
  outcome = record_->forget_taken(plan_.name, addresses);
  if (outcome && all && place_holder_) outcome = record_->forget(*std::exchange(place_holder_, std::nullopt));
  return outcome;
}

std::expected<void, Error> VirtualLink::forget_lent(const VirtualLinkPlan* staying) {
  std::expected<void, Error> outcome;
  std::erase_if(lent_, [&](const Lent& lent) {
    const auto stays_as = [&](const VirtualAddress& wanted) { return is_lent_as(lent, wanted); };
    if (staying != nullptr && staying->accepts && std::ranges::any_of(staying->addresses, stays_as)) return false;
    const auto forgotten = record_->forget(lent);
    if (outcome) outcome = forgotten;
    return true;
  });
  return outcome;
}

//= rfc5798 S-335
//# MUST discard packets with a destination link-layer MAC address equal to the virtual router MAC address.
std::expected<void, Error> VirtualLink::deactivate() {
  active_ = false;
  std::vector<Change> changes{SetUp{.index = index_, .up = false}};
  for (const Change& change : belongings()) changes.push_back(opposite_of(change));
  auto outcome = give_back(images_of(record_->taken_by(plan_.name)), std::move(changes));
  const auto forgotten = forget_lent(nullptr);
  return outcome ? forgotten : outcome;
}

std::expected<void, Error> VirtualLink::change(VirtualLinkPlan plan) {
  VRRPSPEC_ASSERT(plan.name == plan_.name && plan.family == plan_.family && plan.vrid == plan_.vrid);
  const std::vector<Change> old = active_ ? belongings() : std::vector<Change>{};
  plan_ = std::move(plan);
  auto outcome = quiet_interface();
  // It may have an address of the other family now.
  if (const auto settled = settle_settings(); outcome) outcome = settled;
  if (!active_) return outcome;
  std::vector<AddressImage> leaving = images_of(record_->taken_by(plan_.name));
  std::erase_if(leaving,
                [this](const AddressImage& image) { return plan_.owner && is_among(image.address.address, plan_); });
  if (const auto given = give_back(leaving, {}); outcome) outcome = given;
  if (const auto brought = bring(); outcome) outcome = brought;
  const std::vector<Change> current = belongings();
  std::vector<Change> changes;
  for (const Change& change : old) {
    if (std::ranges::find(current, change) == current.end()) changes.push_back(opposite_of(change));
  }
  if (const auto applied = netlink_->apply(changes); outcome) outcome = applied;
  const auto forgotten = forget_lent(&plan_);
  return outcome ? forgotten : outcome;
}

}  // namespace vrrpspec::impl
