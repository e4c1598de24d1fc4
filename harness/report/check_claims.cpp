// What ARP and Neighbor Discovery showed, in words.
#include <fmt/format.h>

#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {
namespace {

using monitor::ClaimFinding;
using monitor::Group;
using monitor::Member;
using monitor::Misclaim;
using monitor::Rival;

std::string_view announcement_word(Family family) {
  return family == Family::ipv4 ? "gratuitous ARP" : "unsolicited Neighbor Advertisement";
}

std::string_view flag(bool set) {
  return set ? "set" : "unset";
}

std::string mac_words(const MacAddress& mac) {
  return mac == MacAddress{} ? "no MAC address" : to_string(mac);
}

std::string claim_words(const ClaimFinding& finding, Instant origin) {
  const std::string what = fmt::format("packet {} at {}", finding.packet, at_seconds(finding.at, origin));
  const std::string address = to_string(finding.address);
  switch (finding.kind) {
    case Misclaim::unannounced:
      return fmt::format("{}: it became Master, and no {} for {} came within a second", what,
                         announcement_word(finding.address.family()), address);
    case Misclaim::misannounced:
      return fmt::format("{}: it became Master and announced {} with {} instead of the virtual router's MAC address",
                         what, address, mac_words(finding.mac));
    case Misclaim::misflagged:
      return fmt::format("{}: it became Master and announced {} with flag R {}, S {}, O {}", what, address,
                         flag(finding.router_flag), flag(finding.solicited_flag), flag(finding.override_flag));
    case Misclaim::misanswered:
      return fmt::format("{}: as Master it answered for {} with {}, its own MAC address; {} times", what, address,
                         mac_words(finding.mac), finding.count);
  }
  return "";
}

/// What keeps it from being a failure.
std::string_view doubt_words(const ClaimFinding& finding) {
  if (finding.confidence == monitor::Confidence::violation) return "";
  if (finding.kind == Misclaim::unannounced) return "; unless a packet was lost";
  if (finding.kind == Misclaim::misanswered) return "; unless it was no Master just then, or another has that address";
  return "; unless another router sent it, or the right one was lost";
}

void add_passes(std::vector<JudgedRule>& rules, std::uint32_t count, ClauseKey clause, std::string_view when) {
  if (count == 0) return;
  rules.push_back({.judgement = Judgement::pass,
                   .clause = clause,
                   .sentence = fmt::format("{} its addresses were announced with the virtual router's MAC", when),
                   .count = count});
}

std::string count_words(std::uint64_t count, std::string_view one, std::string_view more) {
  return fmt::format("{} {}", count, count == 1 ? one : more);
}

/// "3 gratuitous ARP and 5 answers".
std::string counts_words(const Rival& rival) {
  std::string words;
  if (rival.announcements != 0) {
    words = rival.address.family() == Family::ipv4
                ? fmt::format("{} gratuitous ARP", rival.announcements)
                : count_words(rival.announcements, "Neighbor Advertisement to all", "Neighbor Advertisements to all");
  }
  if (rival.answers == 0) return words;
  return words + (words.empty() ? "" : " and ") + count_words(rival.answers, "answer", "answers");
}

std::string who_words(const Group& group, const Rival& rival) {
  const std::string master = to_string(group.members()[rival.master].address);
  const std::string router = rival.router ? to_string(group.members()[*rival.router].address) : "";
  switch (rival.sign) {
    case Rival::Sign::other_mac:
      return rival.router ? fmt::format("{} ({})", to_string(rival.mac), router) : to_string(rival.mac);
    case Rival::Sign::other_router:
      return fmt::format("{}, with the virtual router's MAC address", router);
    case Rival::Sign::answered_twice:
      return fmt::format("{}{}, who answers echo requests that another one answers, too", to_string(rival.mac),
                         rival.router ? fmt::format(" ({})", router) : "");
    case Rival::Sign::answered_master:
      return fmt::format("somebody with the virtual router's MAC address, who answers {}'s own gratuitous ARP", master);
  }
  return "";
}

std::string cause_words(const Rival& rival) {
  constexpr std::string_view stopped =
      "its VRRP ended without giving the address up, or it is Master and its adverts do not arrive here";
  if (rival.sign == Rival::Sign::other_mac && !rival.router) {
    if (monitor::is_of_a_virtual_router(rival.mac)) return "another virtual router has the address, too";
    return "a host or a proxy with the same address, the Master itself with its own MAC address, or a second Master "
           "whose adverts do not arrive here";
  }
  if (rival.sign == Rival::Sign::answered_twice && !rival.router) {
    return "a second Master whose adverts do not arrive here, a router whose VRRP ended without giving the address up, "
           "a host with the same address, or the Master itself from two interfaces";
  }
  if (rival.sign != Rival::Sign::answered_master) return std::string{stopped};
  return "a router whose VRRP ended without giving the address up, a second Master whose adverts do not arrive here, "
         "or a switch that answers for others";
}

}  // namespace

void add_claims(std::vector<JudgedRule>& rules, const Member& member, Instant origin) {
  for (const ClaimFinding& finding : member.claims.findings) {
    const bool failed = finding.confidence == monitor::Confidence::violation;
    rules.push_back({.judgement = failed ? Judgement::fail : Judgement::inconclusive,
                     .clause = finding.clause,
                     .sentence = claim_words(finding, origin).append(doubt_words(finding)),
                     .count = finding.count,
                     .packet = finding.packet});
  }
  const bool is_ipv4 = member.address.family() == Family::ipv4;
  add_passes(rules, member.claims.startups, is_ipv4 ? "S-120"_clause : "S-130"_clause, "when the owner started,");
  add_passes(rules, member.claims.takeovers, is_ipv4 ? "S-380"_clause : "S-395"_clause, "when it took over,");
}

std::string rival_words(const Group& group, const Rival& rival, Instant origin) {
  return fmt::format("{}: {}, although {} is Master; {}, from {} to {} (packets {} to {}). Possible cause: {}",
                     to_string(rival.address), who_words(group, rival),
                     to_string(group.members()[rival.master].address), counts_words(rival),
                     at_seconds(rival.from, origin), at_seconds(rival.to, origin), rival.first_packet,
                     rival.last_packet, cause_words(rival));
}

}  // namespace vrrpspec::harness
