#include "model/monitor/no_master.hpp"

namespace vrrpspec::monitor {
namespace {

Duration longest_wait(const Member& before) {
  const Tolerances& within = before.monitor.tolerances();
  return 4 * before.latest.advert.max_adver_int.duration() + within.timer + within.output;
}

}  // namespace

std::vector<NoMaster> without_master(const Group& group, Instant end) {
  std::vector<NoMaster> all;
  const Reign* last = nullptr;  // whose latest advert is the latest so far
  const auto close = [&](Instant to, bool goes_on) {
    if (last == nullptr || to - last->to <= longest_wait(group.members()[last->router])) return;
    all.push_back(
        {.before = last->router, .from = last->to, .packet = last->last_packet, .to = to, .goes_on = goes_on});
  };
  for (const Reign& reign : group.reigns()) {
    close(reign.from, false);
    if (last == nullptr || reign.to > last->to) last = &reign;
  }
  if (group.untold_changes() == 0) close(end, true);
  return all;
}

}  // namespace vrrpspec::monitor
