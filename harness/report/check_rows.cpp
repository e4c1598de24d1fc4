// The rows of a report of `check`, in words.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/report/check_report.hpp"
#include "model/mutant/explanation.hpp"

namespace vrrpspec::harness {
namespace {

using monitor::Deviation;
using monitor::Member;
using monitor::Obstacle;

struct CountedLine {
  ClauseKey line;
  std::string_view sentence;
};
/// What each line of section 6.4 shows on the wire when it is obeyed.
constexpr std::array counted_lines{
    CountedLine{"S-685"_clause, "as Master it advertised in time"},
    CountedLine{"S-370"_clause, "it took over when the Master_Down_Timer fired"},
    CountedLine{"S-430"_clause, "as Backup it waited Skew_Time after Priority 0"},
    CountedLine{"S-460"_clause, "as Backup it waited Master_Down_Interval after an advert"},
    CountedLine{"S-710"_clause, "as Master it answered Priority 0"},
    CountedLine{"S-765"_clause, "it yielded to a better Master"},
    CountedLine{"S-775"_clause, "as Master it stood against a lesser advert"},
    CountedLine{"S-665"_clause, "it left with Priority 0"}};

std::string due(const monitor::Demand& demand, Instant origin) {
  if (demand.nominal_from == demand.nominal_to) return at_seconds(demand.nominal_to, origin);
  return fmt::format("[{}, {}]", at_seconds(demand.nominal_from, origin), at_seconds(demand.nominal_to, origin));
}

std::string finding_words(const monitor::Finding& finding, Instant origin) {
  const monitor::Demand& nearest = finding.nearest;
  const std::string what = finding.packet == 0
                               ? fmt::format("by {}", at_seconds(finding.at, origin))
                               : fmt::format("packet {} at {}", finding.packet, at_seconds(finding.at, origin));
  if (finding.demands.empty()) {
    return what + ": an advert earlier than any restart allows after Priority 0";
  }
  if (finding.deviation == Deviation::unordered) {
    return what + ": Priority 0 from a router that packet " + std::to_string(nearest.because) + " keeps Backup";
  }
  if (nearest.state == State::backup && nearest.beaten_by != 0) {
    return fmt::format("{}: an advert although packet {} made it Backup (line {}); as Backup it may send at {}", what,
                       nearest.beaten_by, nearest.beaten_at.number, due(nearest, origin));
  }
  const std::string since = nearest.because == 0 ? "" : fmt::format(", counted from packet {}", nearest.because);
  const std::string state = nearest.state == State::master ? "as Master" : "as Backup";
  switch (finding.deviation) {
    case Deviation::early:
      return fmt::format("{}: {} early; {} the advert was due at {}{}", what,
                         milliseconds(nearest.nominal_from - finding.at), state, due(nearest, origin), since);
    case Deviation::late:
      return fmt::format("{}: {} late; {} the advert was due at {}{}", what,
                         milliseconds(finding.at - nearest.nominal_to), state, due(nearest, origin), since);
    default:
      return fmt::format("{}: no advert; {} it was due at {}{}", what, state, due(nearest, origin), since);
  }
}

ClauseKey clause_of(const monitor::Finding& finding) {
  if (finding.demands.empty()) return "S-160"_clause;
  const bool was_beaten = finding.nearest.state == State::backup && finding.nearest.beaten_by != 0;
  if (was_beaten && finding.deviation != Deviation::unordered) return finding.nearest.beaten_at;
  return finding.nearest.clause;
}

/// Why a finding is no failure; empty: it is one.
std::string_view doubt_words(const monitor::Finding& finding, const Member& member) {
  switch (doubt_of(finding, member)) {
    case monitor::Doubt::none:
      return "";
    case monitor::Doubt::loss:
      return "; unless a packet was lost";
    case monitor::Doubt::known_loss:
      return "; unless a packet was lost, as the capture says that some were";
    case monitor::Doubt::stamps:
      return "; unless the stamps mislead, which are not to be relied on here";
    case monitor::Doubt::elsewhere:
      return "; unless it heard what is not in a capture that was made elsewhere";
    case monitor::Doubt::mixed_segments:
      return "; unless it is on another segment than the rest, since the capture mixes them";
    case monitor::Doubt::two_senders:
      return "; unless it is one of two senders that use this address";
  }
  return "";
}

void add_findings(std::vector<JudgedRule>& rules, const Member& member, Instant origin) {
  for (const monitor::Finding& finding : member.monitor.findings())
    rules.push_back(judged_finding(member, finding, origin));
}

void add_format_rules(std::vector<JudgedRule>& rules, const Member& member) {
  for (std::size_t i = 0; i < member.rules.size(); ++i) {
    if (auto rule = judged_format_rule(member, i)) rules.push_back(std::move(*rule));
  }
}

std::string list_words(const monitor::Sighting& seen) {
  std::string words;
  for (const IpAddress& address : seen.advert.addresses) words += (words.empty() ? "" : " ") + to_string(address);
  return words.empty() ? "none" : words;
}

std::string_view checksum_words(const monitor::Sighting& seen) {
  return seen.checksum_pseudo ? "with" : "without";
}

}  // namespace

std::string at_seconds(Instant at, Instant origin) {
  return seconds(at - origin, 6) + " s";
}

monitor::Doubt doubt_of(const monitor::Finding& finding, const Member& member) {
  return member.has_two_macs ? monitor::Doubt::two_senders : finding.doubt;
}

std::string_view to_string(Judgement judgement) {
  switch (judgement) {
    case Judgement::fail:
      return "FAIL";
    case Judgement::inconclusive:
      return "INCONCLUSIVE";
    case Judgement::pass:
      return "PASS";
  }
  return "";
}

JudgedRule judged_finding(const Member& member, const monitor::Finding& finding, Instant origin) {
  const std::string_view doubt = doubt_words(finding, member);
  return {.judgement = doubt.empty() ? Judgement::fail : Judgement::inconclusive,
          .clause = clause_of(finding),
          .sentence = finding_words(finding, origin).append(doubt),
          .count = 1,
          .packet = finding.packet,
          .finding = &finding};
}

std::optional<JudgedRule> judged_format_rule(const Member& member, std::size_t index) {
  const monitor::FormatRule& rule = monitor::format_rules()[index];
  const monitor::RuleCount& count = member.rules[index];
  const ClauseKey clause = rule.clause(member.latest.advert);
  if (count.broken != 0) {
    return JudgedRule{.judgement = Judgement::fail,
                      .clause = clause,
                      .sentence = fmt::format("not so: {}; {} of {} adverts, first packet {}", rule.demand,
                                              count.broken, count.broken + count.held, count.first_broken),
                      .count = count.broken,
                      .packet = count.first_broken};
  }
  if (count.held == 0) return std::nullopt;
  return JudgedRule{
      .judgement = Judgement::pass, .clause = clause, .sentence = std::string{rule.demand}, .count = count.held};
}

std::vector<JudgedRule> judged_rules(const Member& member, Instant origin) {
  std::vector<JudgedRule> rules;
  add_findings(rules, member, origin);
  add_claims(rules, member, origin);
  add_format_rules(rules, member);
  for (const CountedLine& counted : counted_lines) {
    const std::uint32_t times = member.monitor.obeyed(counted.line);
    if (times == 0) continue;
    rules.push_back({.judgement = Judgement::pass,
                     .clause = counted.line,
                     .sentence = std::string{counted.sentence},
                     .count = times});
  }
  std::ranges::stable_sort(rules, {}, &JudgedRule::judgement);
  return rules;
}

Coverage coverage(const Member& member) {
  Coverage covered;
  monitor::Lines all = member.monitor.maybe_obeyed();
  for (const CountedLine& counted : counted_lines) all.add(counted.line);
  monitor::Lines maybe = member.monitor.maybe_obeyed();
  const auto is_maybe = [&maybe](ClauseKey line) {
    monitor::Lines with = maybe;
    with.add(line);
    return with == maybe;
  };
  const auto is_found = [&member](ClauseKey line) {
    return std::ranges::any_of(member.monitor.findings(),
                               [line](const monitor::Finding& finding) { return clause_of(finding) == line; });
  };
  all.for_each([&](ClauseKey line) {
    if (member.monitor.obeyed(line) != 0) {
      covered.must.push_back(line);
    } else if (is_maybe(line)) {
      covered.may.push_back(line);
    } else if (!is_found(line)) {
      covered.not_exercised.push_back(line);
    }
  });
  return covered;
}

std::string keys_words(const std::vector<ClauseKey>& keys) {
  std::string words;
  for (const ClauseKey key : keys) words += (words.empty() ? "" : " ") + to_string(key);
  return words;
}

std::string obstacle_words(const monitor::Reception& reception, const monitor::Sighting& sender,
                           const monitor::Sighting& receiver) {
  const std::string from = to_string(sender.advert.source);
  const std::string to = to_string(receiver.advert.source);
  switch (reception.obstacle) {
    case Obstacle::none:
      return "";
    case Obstacle::fault:
      return fmt::format("every receiver must discard the adverts of {}: {}", from,
                         to_string(sender.fault.value_or(wire::DiscardReason::incomplete)));
    case Obstacle::version:
      return fmt::format("{} speaks VRRPv{}, {} VRRPv{}", from, static_cast<int>(sender.advert.version), to,
                         static_cast<int>(receiver.advert.version));
    case Obstacle::checksum:
      return fmt::format("the checksum of {} is {} pseudo-header, that of {} {} one", from, checksum_words(sender), to,
                         checksum_words(receiver));
    case Obstacle::address_list:
      return fmt::format("the address lists differ: {} has {}, {} has {}", from, list_words(sender), to,
                         list_words(receiver));
    case Obstacle::interval:
      return fmt::format("the intervals differ: {} has {} s, {} has {} s", from,
                         seconds(sender.advert.max_adver_int.duration(), 2), to,
                         seconds(receiver.advert.max_adver_int.duration(), 2));
    case Obstacle::authentication:
      return fmt::format("the authentication of {} and {} differs", from, to);
    case Obstacle::content:
      return fmt::format("RFC 9568 discards the adverts of {}: no address, no interval, or no link-local address first",
                         from);
    case Obstacle::not_addressed:
      return fmt::format("the adverts of {} go to {} only", from, to_string(sender.destination));
  }
  return "";
}

std::string reign_words(const monitor::Group& group, const monitor::Reign& reign) {
  const std::string before = reign.after ? to_string(group.members()[*reign.after].address) : "";
  switch (reign.cause) {
    case monitor::Cause::first_seen:
      return "first seen";
    case monitor::Cause::owner_started:
      return "the owner started";
    case monitor::Cause::timeout:
      return fmt::format("{} s after the last advert of {}", seconds(reign.silence, 3), before);
    case monitor::Cause::stopped:
      return fmt::format("{} left with Priority 0, {} s before", before, seconds(reign.silence, 3));
    case monitor::Cause::preemption:
      return fmt::format("preempts {}, which has a lower priority", before);
    case monitor::Cause::tie_break:
      return fmt::format("beats {}, which has the same priority and a lesser address", before);
    case monitor::Cause::usurpation:
      return fmt::format("although {} is Master and better", before);
  }
  return "";
}

std::string_view reign_end_words(monitor::Reign::End end) {
  switch (end) {
    case monitor::Reign::End::goes_on:
      return "";
    case monitor::Reign::End::stopped:
      return "is Master no longer: it sent Priority 0";
    case monitor::Reign::End::yielded:
      return "yields after this advert";
    case monitor::Reign::End::silent:
      return "is silent after this advert";
  }
  return "";
}

std::string group_words(const monitor::GroupKey& key, const CheckReport& report) {
  std::string words = fmt::format("VRID {}, {}", key.vrid.number(), key.family == Family::ipv4 ? "IPv4" : "IPv6");
  if (report.interfaces.size() > 1) {
    const std::string& name = key.interface < report.interfaces.size() ? report.interfaces[key.interface] : "";
    words += name.empty() ? fmt::format(", interface {}", key.interface) : ", " + printable(name);
  }
  for (const std::uint16_t vlan : key.segment.vlans) {
    if (vlan != 0) words += fmt::format(", VLAN {}", vlan);
  }
  if (key.segment.service) words += fmt::format(", I-SID {}", *key.segment.service);
  if (key.segment.interface_index != 0) words += fmt::format(", interface index {}", key.segment.interface_index);
  return words;
}

std::string speech_words(const Member& member) {
  const monitor::Sighting& seen = member.latest;
  const Advertisement& advert = seen.advert;
  std::string words = fmt::format("VRRPv{}, ", static_cast<int>(advert.version));
  if (!member.was_valid) return words + "no valid advert";
  words += fmt::format("priority {}, every {} s", member.monitor.parameters().priority.value(),
                       seconds(advert.max_adver_int.duration(), 2));
  if (advert.version == Version::v3 && advert.source.family() == Family::ipv4) {
    words += seen.checksum_pseudo ? ", checksum with pseudo-header" : ", checksum without pseudo-header";
  }
  if (seen.authentication && seen.authentication->type == wire::auth_type_simple_text) words += ", password";
  for (const IpAddress& address : advert.addresses) words += ", " + to_string(address);
  return words;
}

std::string dialect_words(const Member& member) {
  if (!member.was_valid) return speech_words(member);
  std::string words = fmt::format("{}, {} adverts", speech_words(member), member.adverts);
  if (const auto preempt_mode = member.monitor.preempt_mode()) {
    words += fmt::format(", Preempt_Mode {}", *preempt_mode ? "True" : "False");
  }
  if (const Profile* const profile = member.monitor.profile()) words += fmt::format(", as {}", profile->document);
  return words;
}

std::vector<std::string> rejects_words(const monitor::Group& group) {
  // A router that speaks both versions is two members, and is heard by whoever hears one.
  const auto is_heard = [&group](const IpAddress& from, const IpAddress& to) {
    return std::ranges::any_of(group.members(), [&](const Member& sender) {
      return sender.address == from && std::ranges::any_of(group.members(), [&](const Member& receiver) {
               return receiver.address == to && receiver.was_valid &&
                      monitor::heeding(sender, receiver).obstacle == Obstacle::none;
             });
    });
  };
  std::vector<std::string> words;
  for (const Member& sender : group.members()) {
    for (const Member& receiver : group.members()) {
      if (sender.address == receiver.address || !receiver.was_valid || is_heard(sender.address, receiver.address)) {
        continue;
      }
      const monitor::Reception how = monitor::heeding(sender, receiver);
      words.push_back(fmt::format("{} {} the adverts of {}: {}", to_string(receiver.address),
                                  how.must_discard ? "must discard" : "may discard", to_string(sender.address),
                                  obstacle_words(how, sender.latest, receiver.latest)));
    }
  }
  return words;
}

std::vector<const Mutant*> explanations(const Member& member) {
  if (member.monitor.findings().empty() || member.has_two_macs || member.monitor.is_doubted()) return {};
  return member.reading.explanations();
}

std::vector<std::string> reservations(const Member& member) {
  std::vector<std::string> words;
  if (const std::string faults = explanation_words(explanations(member)); !faults.empty()) {
    words.push_back("if no packet was lost, one fault would explain every advert: " + faults);
  }
  if (member.monitor.doubts() != 0) {
    words.push_back(
        fmt::format("lost track {} times: parameters changed, or packets may be missing", member.monitor.doubts()));
  }
  if (member.has_two_macs) {
    words.emplace_back("OUT OF MODEL: adverts with this source come from more than one MAC address");
  }
  if (member.monitor.untold_findings() != 0) {
    words.push_back(fmt::format("{} findings more were not kept", member.monitor.untold_findings()));
  }
  return words;
}

std::vector<std::string> group_notes(const monitor::Group& group) {
  std::vector<std::string> words;
  for (const Member& member : group.members()) {
    if (!group.is_half_of_another(member)) continue;
    words.push_back(fmt::format("{} speaks both versions: its VRRPv3 adverts are timed", to_string(member.address)));
  }
  if (group.strangers() != 0) {
    words.push_back(fmt::format("{} adverts of senders beyond those that are judged", group.strangers()));
  }
  if (group.untold_changes() != 0) {
    words.push_back(
        fmt::format("{} changes of Master, or pairs of Masters, more were not kept", group.untold_changes()));
  }
  if (group.claims().untold_rivals() != 0) {
    words.push_back(fmt::format("{} claims of virtual addresses more were not kept", group.claims().untold_rivals()));
  }
  return words;
}

std::vector<std::string> capture_notes(const CheckReport& report) {
  const monitor::Judge::Counts& counts = report.judge.counts();
  std::vector<std::string> words;
  const auto note = [&words](std::uint64_t count, std::string_view what) {
    if (count != 0) words.push_back(fmt::format("{} {}", count, what));
  };
  note(counts.carp, "messages of CARP, which are not judged");
  note(counts.fragments, "fragments of protocol 112, which are not judged");
  note(counts.truncated, "packets cut short");
  note(counts.unreadable, "messages of protocol 112 without a version and VRID that exist");
  note(counts.beyond, "adverts of virtual routers beyond those that are looked at");
  note(counts.gaps, "places where packets are missing: what an absence there means is not judged");
  note(counts.lost, "packets lost by the capture's own count, nobody knows where: a finding is a suspicion");
  note(counts.backwards, "stamps before the one before: timing is judged anew from there on");
  if (report.seen_from) {
    words.push_back(
        fmt::format("seen from {}: what others heard may be missing, so when they advertise is no violation",
                    to_string(*report.seen_from)));
  }
  for (const monitor::Told& told : report.judge.settings().told) {
    const bool was_heard = std::ranges::any_of(report.judge.groups(),
                                               [&](const auto& entry) { return entry.second.is_member(told.router); });
    words.push_back(fmt::format("told of {}: {}{}", to_string(told.router), told_words(told),
                                was_heard ? "" : "; it sent no advert"));
  }
  for (const monitor::SharedAddress& shared : report.shared_addresses) {
    words.push_back(shared_words(shared, report));
  }
  return words;
}

std::string shared_words(const monitor::SharedAddress& shared, const CheckReport& report) {
  return fmt::format("{} is an address of {} and of {}: their Masters answer for it with two MAC addresses",
                     to_string(shared.address), group_words(shared.one, report), group_words(shared.other, report));
}

std::string tolerances_words(const monitor::Tolerances& within) {
  return fmt::format("{} to process an input, {} to see an output, {} for a late timer, clocks {} ppm",
                     milliseconds(within.processing), milliseconds(within.output), milliseconds(within.timer),
                     within.clock_rate_ppm);
}

ExitCode check_verdict(const CheckReport& report) {
  bool failed = false;
  bool doubtful = !report.damage.empty() || !report.shared_addresses.empty();
  for (const auto& [key, group] : report.judge.groups()) {
    doubtful = doubtful || !group.two_masters().empty() || !group.claims().rivals().empty();
    for (const Member& member : group.members()) {
      for (const JudgedRule& rule : judged_rules(member, report.judge.first())) {
        failed = failed || rule.judgement == Judgement::fail;
        doubtful = doubtful || rule.judgement == Judgement::inconclusive;
      }
    }
  }
  if (failed) return ExitCode::failed;
  if (doubtful) return ExitCode::inconclusive;
  return report.judge.counts().adverts == 0 ? ExitCode::nothing_ran : ExitCode::conforms;
}

}  // namespace vrrpspec::harness
