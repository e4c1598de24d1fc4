#include "model/monitor/judge.hpp"

#include <algorithm>
#include <array>

namespace vrrpspec::monitor {
namespace {

constexpr std::array<const Profile*, 1> v2_profiles{&rfc3768};
/// A capture that holds more is no capture of a network.
constexpr std::size_t most_groups = 65536;

std::vector<const Profile*> v3_profiles_of(const JudgeSettings& settings) {
  if (settings.profile != nullptr && settings.profile->version == Version::v3) return {settings.profile};
  return {&rfc5798, &rfc9568};
}

}  // namespace

Judge::Judge(const JudgeSettings& settings) : settings_{settings}, v3_profiles_{v3_profiles_of(settings)} {}

/// The stamp, or the one before in its place where it lies so little before that as neighbours may be swapped by two
/// queues of one interface or two processors.
Instant Judge::in_order(Instant at) {
  // Beyond this, sums of instants and durations would overflow.
  constexpr Instant latest{Duration{std::int64_t{1} << 61}};
  const bool is_no_time = at > latest || at < Instant{} - latest.time_since_epoch();
  if (is_no_time) at = last_;
  if (counts_.packets == 1) {
    first_ = last_ = end_ = at;
  } else if (at < last_ && at + settings_.tolerances.output >= last_) {
    at = last_;
  }
  if (at < last_ || is_no_time) {
    // Merged or adjusted stamps: nothing that was timed so far can be relied on, nor what was found since that instant.
    ++counts_.backwards;
    epoch_of_all_ = ++epoch_;
    if (counts_.backwards <= most_backwards) {
      for (auto& [key, group] : groups_) group.doubt_since(at, Doubt::stamps);
    }
  }
  last_ = at;
  end_ = std::max(end_, at);
  return at;
}

void Judge::see(wire::LinkType link, std::span<const std::uint8_t> octets, std::uint32_t interface, Instant at,
                PacketNumber packet) {
  ++counts_.packets;
  at = in_order(at);
  if (PacketMemory::Entry* const known = memory_.find(link, interface, octets)) {
    known->seen.at = at;
    known->seen.packet = packet;
    judge(*known->group, known->seen, interface);
    return;
  }
  const auto found = wire::find_vrrp(link, octets);
  if (!found) {
    switch (found.error()) {
      case wire::NotVrrp::carp:
        ++counts_.carp;
        break;
      case wire::NotVrrp::fragment:
        ++counts_.fragments;
        begin_epoch(interface);
        break;
      case wire::NotVrrp::truncated:
        ++counts_.truncated;
        begin_epoch(interface);
        break;
      case wire::NotVrrp::not_ip:
      case wire::NotVrrp::other_protocol:
        see_neighbor(link, octets, interface, at, packet);
        break;
      case wire::NotVrrp::other_link:
        break;
    }
    return;
  }
  const std::optional<Sighting> seen = sight(*found, at, packet, *v3_profiles_.front());
  if (!seen) {
    ++counts_.unreadable;
    return;
  }
  const GroupKey key{.interface = interface,
                     .segment = found->segment,
                     .vrid = seen->advert.vrid,
                     .family = seen->advert.source.family()};
  Group* const group = group_of(key, link);
  if (group == nullptr) {
    ++counts_.adverts;
    ++counts_.beyond;
    return;
  }
  const PacketMemory::Entry* const kept = memory_.keep(link, interface, octets, *found, *group, *seen);
  judge(*group, kept != nullptr ? kept->seen : *seen, interface);
}

void Judge::judge(Group& group, const Sighting& seen, std::uint32_t interface) {
  ++counts_.adverts;
  if (epoch_ != 0) group.in_epoch(epoch_of(interface));
  const std::size_t before = group.members().size();
  group.see(seen, routers_ < settings_.most_routers);
  routers_ += group.members().size() - before;
}

std::uint64_t Judge::epoch_of(std::uint32_t interface) const {
  if (counts_.backwards > most_backwards) return counts_.packets;
  const auto found = epochs_.find(interface);
  return found == epochs_.end() ? epoch_of_all_ : std::max(epoch_of_all_, found->second);
}

Group* Judge::group_of(const GroupKey& key, wire::LinkType link) {
  auto found = groups_.find(key);
  if (found == groups_.end()) {
    if (groups_.size() == most_groups) return nullptr;
    // Version 1 names neither VLAN nor interface, and IPv6 routers use one link-local address in all their VLANs; of
    // version 2, an interface below another may show what a router sends and not what it hears.
    const bool mixed = link == wire::LinkType::linux_cooked || link == wire::LinkType::linux_cooked_v2;
    const Assumptions v3{.profiles = v3_profiles_, .tolerances = settings_.tolerances, .segments_mixed = mixed};
    const Assumptions v2{.profiles = v2_profiles, .tolerances = settings_.tolerances, .segments_mixed = mixed};
    found = groups_.try_emplace(key, key.vrid, key.family, v3, v2, room_, settings_.told).first;
  }
  return &found->second;
}

void Judge::lose_track(std::uint32_t interface) {
  ++counts_.gaps;
  begin_epoch(interface);
}

void Judge::begin_epoch(std::uint32_t interface) {
  // No capture has more interfaces, and beyond all of them lose track.
  constexpr std::size_t most_interfaces = 65536;
  ++epoch_;
  if (epochs_.size() < most_interfaces || epochs_.contains(interface)) {
    epochs_[interface] = epoch_;
  } else {
    epoch_of_all_ = epoch_;
  }
}

void Judge::count_lost(std::uint32_t interface, std::uint64_t packets) {
  if (packets == 0) return;
  counts_.lost += packets;
  doubt(interface, Doubt::known_loss);
}

void Judge::doubt(std::uint32_t interface, Doubt why) {
  for (auto& [key, group] : groups_) {
    if (key.interface == interface) group.doubt_since(Instant::min(), why);
  }
}

bool Judge::seen_from(const IpAddress& router) {
  if (std::ranges::none_of(groups_, [&](const auto& entry) { return entry.second.is_member(router); })) return false;
  for (auto& [key, group] : groups_) group.doubt_all_but(router);
  return true;
}

void Judge::finish() {
  for (auto& [key, group] : groups_) {
    group.in_epoch(epoch_of(key.interface));
    // Its stamps are in no order at all.
    if (counts_.backwards > most_backwards) group.doubt_since(Instant::min(), Doubt::stamps);
    group.finish(end_);
  }
}

}  // namespace vrrpspec::monitor
