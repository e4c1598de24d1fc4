// Two Masters, in words.
#include <fmt/format.h>

#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {
namespace {

using monitor::Member;

/// ", until 192.0.2.12 yields"; how it ended.
std::string end_of_two_masters_words(const monitor::Group& group, const monitor::TwoMasters& both) {
  if (both.goes_on) return ", until the capture ends";
  const std::string who = to_string(group.members()[both.ended_by].address);
  switch (both.end) {
    case monitor::Reign::End::yielded:
      return fmt::format(", until {} yields", who);
    case monitor::Reign::End::stopped:
      return fmt::format(", until {} leaves with Priority 0", who);
    case monitor::Reign::End::silent:
      return fmt::format(", until {} falls silent", who);
    case monitor::Reign::End::goes_on:
      break;
  }
  return "";
}

}  // namespace

std::string fault_of_two_masters_words(const monitor::Group& group, const monitor::TwoMasters& both) {
  const Member& loser = group.members()[both.loser];
  const Member& winner = group.members()[both.winner];
  const std::string words = to_string(loser.address) + " should have yielded";
  const std::string why = obstacle_words(both.reception, winner.latest, loser.latest);
  if (!why.empty()) return words + ". Likely cause: " + why;
  return words + fmt::format(
                     ". The packets show no reason: do the adverts of {} reach it (firewall, multicast "
                     "snooping, rp_filter)?",
                     to_string(winner.address));
}

std::string two_masters_words(const monitor::Group& group, const monitor::TwoMasters& both, Instant origin) {
  return fmt::format("{} and {} for {} s, from {} s to {} s (packets {} to {}){}; {}",
                     to_string(group.members()[both.winner].address), to_string(group.members()[both.loser].address),
                     seconds(both.to - both.from, 3), seconds(both.from - origin), seconds(both.to - origin),
                     both.first_packet, both.last_packet, end_of_two_masters_words(group, both),
                     fault_of_two_masters_words(group, both));
}

}  // namespace vrrpspec::harness
