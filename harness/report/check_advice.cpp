// What is no verdict, and worth knowing.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

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

/// A router that shows other values than those that it was said to have.
void add_what_was_told_otherwise(std::vector<std::string>& notes, const Group& group) {
  for (const Member& member : group.members()) {
    const auto told = monitor::told_of(group.told(), member.address, group.vrid());
    if (!told || !member.was_valid || notes.size() == most_notes) continue;
    const Parameters& shown = member.monitor.parameters();
    if (told->priority && told->priority != shown.priority) {
      notes.push_back(fmt::format(
          "{} advertises priority {}, and {} was told of it: what it tracks may have changed it, or it runs "
          "with another configuration",
          to_string(member.address), shown.priority.value(), told->priority->value()));
    }
    if (told->interval && told->interval != shown.advertisement_interval && !group.is_half_of_another(member)) {
      notes.push_back(
          fmt::format("{} advertises an interval of {} s, and {} s was told of it: it runs with another configuration",
                      to_string(member.address), seconds(shown.advertisement_interval.duration(), 2),
                      seconds(told->interval->duration(), 2)));
    }
  }
}

/// The first Master that the router would have taken over from, if it ran and heard and was heard.
std::optional<std::size_t> whom_it_would_follow(const Group& group, const monitor::Told& told, Instant end) {
  for (const monitor::NoMaster& none : monitor::without_master(group, end)) return none.before;
  if (!told.preempt_mode.value_or(false)) return std::nullopt;
  for (const monitor::Reign& reign : group.reigns()) {
    const Member& master = group.members()[reign.router];
    const Duration longest_wait = 4 * master.latest.advert.max_adver_int.duration();
    const auto holds_it = [&](const monitor::Reign& other) {
      return other.from < reign.to && other.to > reign.from &&
             group.members()[other.router].monitor.parameters().priority >= *told.priority;
    };
    if (std::ranges::any_of(group.reigns(), holds_it)) continue;
    if (reign.to - reign.from > longest_wait && master.monitor.parameters().priority < *told.priority) {
      return reign.router;
    }
  }
  return std::nullopt;
}

/// A router of whom it is known how it is configured, and who should have advertised.
/// One of which no virtual router is named may belong to another one than this.
void add_silent_routers(std::vector<std::string>& notes, const Group& group, Instant end) {
  std::vector<IpAddress> asked;
  for (const monitor::Told& each : group.told()) {
    if (each.vrid != group.vrid() || each.router.family() != group.family()) continue;
    if (std::ranges::find(asked, each.router) != asked.end()) continue;
    asked.push_back(each.router);
    const auto told = monitor::told_of(group.told(), each.router, group.vrid());
    if (!told || !told->priority || group.is_member(each.router) || notes.size() == most_notes) continue;
    const auto before = whom_it_would_follow(group, *told, end);
    if (!before) continue;
    notes.push_back(fmt::format(
        "{} sent no advert, and was told to have priority {}: it should have taken over from {}. It does not "
        "run, or is kept from taking part, or its adverts are not in the capture",
        to_string(each.router), told->priority->value(), to_string(group.members()[*before].address)));
  }
}

}  // namespace

std::string no_master_words(const Group& group, const monitor::NoMaster& none, Instant origin) {
  return fmt::format("for {} s, from {} (packet {}, the last advert of {}) to {}{}", seconds(none.to - none.from, 3),
                     at_seconds(none.from, origin), none.packet, to_string(group.members()[none.before].address),
                     none.goes_on ? "the end of the capture" : at_seconds(none.to, origin),
                     none.goes_on ? "" : "; or the adverts of a Master are missing in the capture");
}

std::string told_words(const monitor::Told& told) {
  std::vector<std::string> words;
  if (told.priority) words.push_back(fmt::format("priority {}", told.priority->value()));
  if (told.preempt_mode) words.push_back(fmt::format("preempt {}", *told.preempt_mode ? "yes" : "no"));
  if (told.interval) words.push_back(fmt::format("interval {} s", seconds(told.interval->duration(), 2)));
  if (told.vrid) words.push_back(fmt::format("VRID {}", told.vrid->number()));
  return fmt::format("{}", fmt::join(words, ", "));
}

std::vector<std::string> advice(const Group& group, Instant end) {
  std::vector<std::string> notes;
  add_near_priorities(notes, group);
  add_what_was_told_otherwise(notes, group);
  add_silent_routers(notes, group, end);
  return notes;
}

}  // namespace vrrpspec::harness
