// What is no verdict, and worth knowing.
#include <fmt/format.h>

#include <algorithm>

#include "harness/report/check_report.hpp"
#include "model/timers.hpp"

namespace vrrpspec::harness {
namespace {

using monitor::Group;
using monitor::Member;

constexpr std::size_t most_notes = 10;

/// Of routers that wait for the same Master, whoever waits less takes over and the others hear it; unless it is less by
/// so little that they have taken over, too.
void add_near_priorities(std::vector<std::string>& notes, const Group& group) {
  const auto& members = group.members();
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = i + 1; j < members.size(); ++j) {
      const Member& one = members[i];
      const Member& other = members[j];
      if (!one.was_valid || !other.was_valid || one.version != other.version || one.address == other.address) continue;
      const Priority low = std::min(one.monitor.parameters().priority, other.monitor.parameters().priority);
      const Priority high = std::max(one.monitor.parameters().priority, other.monitor.parameters().priority);
      const monitor::Sighting& seen = one.latest;
      if (low == high || high == priority_owner || seen.advert.max_adver_int != other.latest.advert.max_adver_int) {
        continue;
      }
      const Profile& profile = one.version == Version::v2 ? rfc3768 : rfc5798;
      const Duration apart =
          skew_time(low, seen.advert.max_adver_int, profile) - skew_time(high, seen.advert.max_adver_int, profile);
      const monitor::Tolerances& within = one.monitor.tolerances();
      if (apart > within.processing + within.output || notes.size() == most_notes) continue;
      notes.push_back(fmt::format(
          "the priorities {} and {} ({} and {}) differ by {:.1f} ms of Skew_Time: where both wait for one Master, both "
          "may take over for a moment",
          low.value(), high.value(), to_string(one.address), to_string(other.address),
          std::chrono::duration<double, std::milli>(apart).count()));
    }
  }
}

}  // namespace

std::string no_master_words(const Group& group, const monitor::NoMaster& none, Instant origin) {
  return fmt::format("for {} s, from {} (packet {}, the last advert of {}) to {}{}", seconds(none.to - none.from, 3),
                     at_seconds(none.from, origin), none.packet, to_string(group.members()[none.before].address),
                     none.goes_on ? "the end of the capture" : at_seconds(none.to, origin),
                     none.goes_on ? "" : "; or the adverts of a Master are missing in the capture");
}

std::vector<std::string> advice(const Group& group) {
  std::vector<std::string> notes;
  add_near_priorities(notes, group);
  return notes;
}

}  // namespace vrrpspec::harness
