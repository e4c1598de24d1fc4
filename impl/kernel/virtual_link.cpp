#include "impl/kernel/virtual_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "impl/kernel/sysctl.hpp"

namespace vrrpspec::impl {
namespace {

struct Setting {
  const char* leaf;
  const char* value;
};

using Settings = std::span<const Setting>;

/// Of the macvlan of an IPv4 virtual router. Frames that it takes in are from hosts to which the way back may lead
/// through the interface itself, so the reverse path is not insisted on; and it speaks in ARP for no address but its
/// own.
constexpr std::array ipv4_settings{Setting{"arp_ignore", "1"}, Setting{"arp_announce", "2"}, Setting{"rp_filter", "2"},
                                   Setting{"forwarding", "1"}, Setting{"promote_secondaries", "1"}};
/// Of the macvlan of an IPv6 virtual router. force_forwarding came with Linux 6.17; before, it takes all/forwarding.
constexpr std::array ipv6_settings{Setting{"disable_ipv6", "0"},    Setting{"accept_ra", "0"},
                                   Setting{"autoconf", "0"},        Setting{"accept_dad", "0"},
                                   Setting{"dad_transmits", "0"},   Setting{"forwarding", "1"},
                                   Setting{"force_forwarding", "1"}};
/// Where the macvlan has no address of a family. Linux answers ARP for any address of the machine on any interface.
constexpr std::array no_ipv4_settings{Setting{"arp_ignore", "8"}};
constexpr std::array no_ipv6_settings{Setting{"disable_ipv6", "1"}};

/// Whether the virtual router has addresses of the family, excluded ones too.
bool has(const VirtualLinkPlan& plan, Family family) {
  return plan.family == family ||
         std::ranges::any_of(plan.addresses, [&](const VirtualAddress& one) { return one.address.family() == family; });
}

std::expected<void, Error> set(const std::string& path, const std::string& value) {
  const auto before = read_sysctl(path);
  if (!before) return std::unexpected{before.error()};
  if (!*before || **before == value) return {};
  return write_sysctl(path, value);
}

/// A setting of all interfaces that counts where it is higher.
int setting_of_all(const std::string& leaf) {
  const auto value = read_sysctl(ipv4_setting("all", leaf));
  int number = 0;
  if (value && *value) std::from_chars((*value)->data(), (*value)->data() + (*value)->size(), number);
  return number;
}

/// The record is named as long as the kernel has room for it.
std::string alias_of(const VirtualLinkPlan& plan, const UndoRecord& record) {
  constexpr std::size_t longest = 254;
  std::string alias = fmt::format("{}{} {} {}", link_mark, plan.lower.name, plan.vrid.number(),
                                  plan.family == Family::ipv4 ? "IPv4" : "IPv6");
  const std::string where = std::string{record_mark} + record.file().string();
  return alias.size() + where.size() <= longest ? alias + where : alias;
}

void keep_first(std::expected<void, Error>& outcome, const std::expected<void, Error>& next) {
  if (outcome && !next) outcome = next;
}

}  // namespace

VirtualLink::VirtualLink(Netlink& netlink, UndoRecord& record, VirtualLinkPlan plan)
    : netlink_{&netlink}, record_{&record}, plan_{std::move(plan)} {}

std::expected<VirtualLink, Error> VirtualLink::create(Netlink& netlink, UndoRecord& record, VirtualLinkPlan plan) {
  VirtualLink link{netlink, record, std::move(plan)};
  auto made = link.claim_name();
  if (made) made = link.quiet_interface();
  if (made) made = link.make_link();
  if (!made) {
    [[maybe_unused]] const auto undone = link.remove();
    return std::unexpected{std::move(made.error())};
  }
  return link;
}

//= rfc5798 S-310
//# MUST NOT respond to ARP requests for the IPv4 address(es) associated with the virtual router.
//= rfc5798 V3-089
//# The Virtual Router Master MUST NOT respond with its physical MAC address in the ARP response.
std::expected<void, Error> VirtualLink::quiet_interface() {
  if (!has(plan_, Family::ipv4)) return {};  // Neighbor Discovery answers for the addresses of the interface only
  const auto raise = [this](const char* leaf, int minimum) -> std::expected<void, Error> {
    const std::string path = ipv4_setting(plan_.lower.name, leaf);
    if (std::ranges::find(raised_, path) != raised_.end()) return {};
    const auto counted = record_->raise_sysctl(path, minimum);
    if (!counted) return std::unexpected{counted.error()};
    if (*counted) raised_.push_back(path);
    return {};
  };
  // arp_announce: what is sent from a virtual address may leave by the interface, whose ARP request would give the
  // virtual address with its own MAC address.
  auto outcome = raise("arp_ignore", 1);
  if (outcome) outcome = raise("arp_announce", 2);
  if (!outcome || !plan_.owner) return outcome;
  // Without this the other addresses of the subnet would go with the one that moves.
  outcome = raise("promote_secondaries", 1);
  // The way back to the subnet leads through the macvlan then, so a strict filter would drop the adverts of others.
  const std::string rp_filter = ipv4_setting(plan_.lower.name, "rp_filter");
  const auto value = read_sysctl(rp_filter);
  const bool strict = value && *value && (*value == "1" || (*value == "0" && setting_of_all("rp_filter") == 1));
  if (outcome && (strict || record_->holds_sysctl(rp_filter))) outcome = raise("rp_filter", 2);
  return outcome;
}

/// Removes a macvlan of ours that has the name; it is an error when something else has it.
std::expected<void, Error> VirtualLink::claim_name() {
  const auto there = netlink_->link(plan_.name);
  if (!there) return std::unexpected{there.error()};
  if (*there && ((*there)->kind != "macvlan" || !(*there)->alias.starts_with(link_mark))) {
    return std::unexpected{
        Error{fmt::format("there is an interface {} already, and vrrpspecd did not make it: remove it, or give another "
                          "name with use_vmac",
                          plan_.name)}};
  }
  return *there ? netlink_->delete_link((*there)->index) : std::expected<void, Error>{};
}

//= rfc5798 S-645
//# MUST forward packets with a destination link-layer MAC address equal to the virtual router MAC address.
std::expected<void, Error> VirtualLink::settle_settings() {
  for (const Setting& setting : has(plan_, Family::ipv4) ? Settings{ipv4_settings} : Settings{no_ipv4_settings}) {
    if (const auto done = set(ipv4_setting(plan_.name, setting.leaf), setting.value); !done) return done;
  }
  for (const Setting& setting : has(plan_, Family::ipv6) ? Settings{ipv6_settings} : Settings{no_ipv6_settings}) {
    if (const auto done = set(ipv6_setting(plan_.name, setting.leaf), setting.value); !done) return done;
  }
  return {};
}

std::expected<void, Error> VirtualLink::make_link() {
  const auto index = netlink_->create_macvlan({.lower = plan_.lower.index,
                                               .name = plan_.name,
                                               .mac = virtual_router_mac(plan_.family, plan_.vrid),
                                               .alias = alias_of(plan_, *record_)});
  if (!index) return std::unexpected{index.error()};
  index_ = *index;
  return settle_settings();
}

std::expected<void, Error> VirtualLink::repair() {
  const auto there = netlink_->link(index_);
  if (!there) return std::unexpected{there.error()};
  const bool whole = *there && (*there)->mac == virtual_router_mac(plan_.family, plan_.vrid);
  if (!whole) {
    if (const auto claimed = claim_name(); !claimed) return claimed;
  }
  if (const auto mended = whole ? settle_settings() : make_link(); !mended) return mended;
  if (active_) return bring();
  return whole && (*there)->is_up ? netlink_->set_up(index_, false) : std::expected<void, Error>{};
}

std::expected<void, Error> VirtualLink::remove() {
  std::expected<void, Error> outcome;
  if (active_ || record_->taken_by(plan_.name) != nullptr) outcome = deactivate();
  if (index_ != 0) keep_first(outcome, netlink_->delete_link(index_));
  index_ = 0;
  for (const std::string& path : raised_) keep_first(outcome, record_->give_up_sysctl(path));
  raised_.clear();
  return outcome;
}

}  // namespace vrrpspec::impl
