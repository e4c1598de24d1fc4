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

Judge::Judge(const JudgeSettings& settings)
    : settings_{settings}, v3_profiles_{v3_profiles_of(settings)}, latest_key_{.vrid = *Vrid::from(1)} {}

void Judge::see(wire::LinkType link, std::span<const std::uint8_t> octets, std::uint32_t interface, Instant at,
                PacketNumber packet) {
  ++counts_.packets;
  // Beyond this, sums of instants and durations would overflow.
  constexpr Instant latest{Duration{std::int64_t{1} << 61}};
  if (at > latest || at < Instant{} - latest.time_since_epoch()) {
    ++counts_.backwards;
    at = last_;
  }
  if (counts_.packets == 1) first_ = at;
  // Two queues of one interface, or two processors, may swap neighbours.
  if (at < last_ && at + settings_.tolerances.output >= last_) at = last_;
  if (at < last_ && counts_.packets > 1) {
    // Merged or adjusted stamps: nothing that was timed so far can be relied on.
    ++counts_.backwards;
    for (auto& [key, group] : groups_) group.lose_track();
  }
  last_ = at;
  end_ = counts_.packets == 1 ? at : std::max(end_, at);
  const auto found = wire::find_vrrp(link, octets);
  if (!found) {
    switch (found.error()) {
      case wire::NotVrrp::carp:
        ++counts_.carp;
        break;
      case wire::NotVrrp::fragment:
        ++counts_.fragments;
        break;
      case wire::NotVrrp::truncated:
        ++counts_.truncated;
        break;
      default:
        break;
    }
    return;
  }
  const std::optional<Sighting> seen = sight(*found, at, packet);
  if (!seen) {
    ++counts_.unreadable;
    return;
  }
  ++counts_.adverts;
  const GroupKey key{.interface = interface,
                     .segment = found->segment,
                     .vrid = seen->advert.vrid,
                     .family = seen->advert.source.family()};
  if (Group* group = group_of(key)) group->see(*seen);
}

Group* Judge::group_of(const GroupKey& key) {
  if (latest_ != nullptr && key == latest_key_) return latest_;
  auto found = groups_.find(key);
  if (found == groups_.end()) {
    if (groups_.size() == most_groups) return nullptr;
    const Assumptions v3{.profiles = v3_profiles_, .tolerances = settings_.tolerances};
    const Assumptions v2{.profiles = v2_profiles, .tolerances = settings_.tolerances};
    found = groups_.try_emplace(key, key.vrid, key.family, v3, v2).first;
  }
  latest_ = &found->second;
  latest_key_ = key;
  return latest_;
}

void Judge::lose_track(std::uint32_t interface) {
  ++counts_.gaps;
  for (auto& [key, group] : groups_) {
    if (key.interface == interface) group.lose_track();
  }
}

void Judge::finish() {
  for (auto& [key, group] : groups_) group.finish(end_);
}

}  // namespace vrrpspec::monitor
