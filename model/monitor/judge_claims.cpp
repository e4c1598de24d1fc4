// What the judge does with packets of ARP and Neighbor Discovery.
#include "model/monitor/judge.hpp"

namespace vrrpspec::monitor {
namespace {

/// Calls `use(key, group)` for each virtual router on the segment that the packet concerns, until it returns false.
void for_each_concerned(auto& groups, const wire::NeighborPacket& packet, std::uint32_t interface, auto&& use) {
  const GroupKey first{.interface = interface, .segment = packet.segment, .vrid = *Vrid::from(1)};
  for (auto found = groups.lower_bound(first); found != groups.end(); ++found) {
    auto& [key, group] = *found;
    if (key.interface != interface || key.segment != packet.segment) return;
    if (group.claims().concern(packet) && !use(key, group)) return;
  }
}

/// Empty also where the link does not tell segments apart.
std::optional<wire::NeighborPacket> find(wire::LinkType link, std::span<const std::uint8_t> octets) {
  if (link == wire::LinkType::linux_cooked) return std::nullopt;
  return wire::find_neighbor(link, octets);
}

}  // namespace

void Judge::see_neighbor(wire::LinkType link, std::span<const std::uint8_t> octets, std::uint32_t interface, Instant at,
                         PacketNumber packet) {
  if (groups_.empty()) return;
  const auto found = find(link, octets);
  if (!found) return;
  for_each_concerned(groups_, *found, interface, [&](const GroupKey&, Group& group) {
    if (epoch_ != 0) group.in_epoch(epoch_of(interface));
    group.see(*found, at, packet);
    return true;
  });
}

bool Judge::is_concerned(wire::LinkType link, std::span<const std::uint8_t> octets, std::uint32_t interface) const {
  const auto found = find(link, octets);
  bool concerned = false;
  if (!found) return concerned;
  for_each_concerned(groups_, *found, interface, [&concerned](const GroupKey&, const Group&) {
    concerned = true;
    return false;
  });
  return concerned;
}

}  // namespace vrrpspec::monitor
