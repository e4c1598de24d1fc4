#include <fmt/format.h>

#include <algorithm>

#include "harness/report/block.hpp"
#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {
namespace {

using monitor::Group;
using monitor::Member;

std::string segment_words(const monitor::GroupKey& key, const CheckReport& report) {
  std::string words;
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

std::string dialect_words(const Member& member) {
  const monitor::Sighting& seen = member.latest;
  const Advertisement& advert = seen.advert;
  std::string words = fmt::format("VRRPv{}, ", static_cast<int>(advert.version));
  if (!member.was_valid) return words + "no valid advert";
  words += fmt::format("priority {}, every {} s, ", member.monitor.parameters().priority.value(),
                       seconds(advert.max_adver_int.duration(), 2));
  if (advert.version == Version::v3 && advert.source.family() == Family::ipv4) {
    words += seen.checksum_pseudo ? "checksum with pseudo-header, " : "checksum without pseudo-header, ";
  }
  if (seen.authentication && seen.authentication->type == wire::auth_type_simple_text) words += "password, ";
  for (const IpAddress& address : advert.addresses) words += to_string(address) + ", ";
  words += fmt::format("{} adverts", member.adverts);
  return words;
}

void write_reigns(Block& block, const Group& group, Instant origin) {
  constexpr std::size_t most = 100;
  std::string_view label = "Master";
  for (std::size_t i = 0; i < group.reigns().size(); ++i) {
    if (i == most) {
      block.row("", fmt::format("… {} changes more", group.reigns().size() - most));
      break;
    }
    const monitor::Reign& reign = group.reigns()[i];
    block.row(
        label,
        fmt::format("{:>12} s  {}: {} (packet {})", seconds(reign.from - origin),
                    to_string(group.members()[reign.router].address), reign_words(group, reign), reign.first_packet),
        4);
    label = "";
  }
  if (group.reigns().empty()) block.row(label, "nobody");
}

void write_two_masters(Block& block, const Group& group, Instant origin) {
  for (const monitor::TwoMasters& both : group.two_masters()) {
    const Member& loser = group.members()[both.loser];
    const Member& winner = group.members()[both.winner];
    std::string words =
        fmt::format("{} and {} for {} s, from {} s to {} s (packets {} to {}){}; {} should have yielded",
                    to_string(winner.address), to_string(loser.address), seconds(both.to - both.from, 3),
                    seconds(both.from - origin), seconds(both.to - origin), both.first_packet, both.last_packet,
                    both.goes_on ? ", until the capture ends" : "", to_string(loser.address));
    const std::string why = obstacle_words(both.reception, winner.latest, loser.latest);
    words += why.empty() ? fmt::format(
                               ". The packets show no reason: do the adverts of {} reach it (firewall, "
                               "multicast snooping, rp_filter)?",
                               to_string(winner.address))
                         : ". Likely cause: " + why;
    block.row("Both MASTER", words);
  }
}

void write_interworking(Block& block, const Group& group) {
  std::string_view label = "Rejects";
  for (const Member& sender : group.members()) {
    for (const Member& receiver : group.members()) {
      if (&sender == &receiver || !receiver.was_valid) continue;
      const monitor::Reception how = monitor::reception(sender.latest, receiver.latest);
      if (how.obstacle == monitor::Obstacle::none) continue;
      block.row(label, fmt::format("{} {} the adverts of {}: {}", to_string(receiver.address),
                                   how.must_discard ? "must discard" : "may discard", to_string(sender.address),
                                   obstacle_words(how, sender.latest, receiver.latest)));
      label = "";
    }
  }
}

void write_judgement(Block& block, const Member& member, Instant origin, const TextStyle& style) {
  constexpr std::size_t most = 20;
  const std::vector<JudgedRule> rules = judged_rules(member, origin);
  const bool all_passed =
      std::ranges::all_of(rules, [](const JudgedRule& rule) { return rule.judgement == Judgement::pass; });
  if (all_passed && style.quiet) return;
  block.line(to_string(member.address));
  std::size_t shown = 0;
  std::uint64_t passes = 0;
  for (const JudgedRule& rule : rules) {
    const bool passed = rule.judgement == Judgement::pass;
    if (passed) passes += rule.count;
    if ((passed && style.quiet) || (!passed && ++shown > most)) continue;
    const std::string word = passed ? fmt::format("PASS({})", rule.count) : std::string{to_string(rule.judgement)};
    block.row(word, fmt::format("{:<7}{}", to_string(rule.clause), rule.sentence), 7);
  }
  if (shown > most) block.row("", fmt::format("… {} findings more", shown - most));
  if (passes == 0 && shown == 0) block.row("", "NOT EXERCISED");
  if (member.monitor.doubts() != 0) {
    block.row(
        "", fmt::format("lost track {} times: parameters changed, or packets may be missing", member.monitor.doubts()));
  }
  if (member.has_two_macs) {
    block.row("", "OUT OF MODEL: adverts with this source come from more than one MAC address");
  }
}

std::string counts_words(const CheckReport& report) {
  const monitor::Judge::Counts& counts = report.judge.counts();
  std::string words = fmt::format("{}: {} packets, {} adverts, {} s\n", printable(report.file), counts.packets,
                                  counts.adverts, seconds(report.judge.last() - report.judge.first(), 3));
  const auto note = [&words](std::uint64_t count, std::string_view what) {
    if (count != 0) words += fmt::format("  {} {}\n", count, what);
  };
  note(counts.carp, "messages of CARP, which are not judged");
  note(counts.fragments, "fragments of protocol 112, which are not judged");
  note(counts.truncated, "packets cut short");
  note(counts.unreadable, "messages of protocol 112 without a version and VRID that exist");
  note(counts.gaps, "places where packets are missing: what an absence there means is not judged");
  note(counts.backwards, "stamps before the one before: timing is judged anew from there on");
  if (!report.damage.empty()) words += "  " + report.damage + "\n";
  return words;
}

}  // namespace

std::string check_text(const CheckReport& report, const TextStyle& style) {
  std::string text = counts_words(report);
  const Instant origin = report.judge.first();
  for (const auto& [key, group] : report.judge.groups()) {
    text += fmt::format("\nVRID {}, {}{}\n", key.vrid.number(), key.family == Family::ipv4 ? "IPv4" : "IPv6",
                        segment_words(key, report));
    Block block{style.width};
    std::string_view label = "Routers";
    for (const Member& member : group.members()) {
      block.row(label, fmt::format("{}: {}", to_string(member.address), dialect_words(member)), 2);
      label = "";
    }
    write_reigns(block, group, origin);
    write_two_masters(block, group, origin);
    write_interworking(block, group);
    for (const Member& member : group.members()) write_judgement(block, member, origin, style);
    if (group.strangers() != 0) {
      block.row("", fmt::format("{} adverts of more senders than a virtual router may have", group.strangers()));
    }
    text += block.take();
  }
  if (report.judge.counts().adverts == 0) text += "No VRRP advertisement in it: nothing was judged.\n";
  const monitor::Tolerances within = report.judge.settings().tolerances;
  text += fmt::format("\nTolerances: {} to process an input, {} to see an output, {} for a late timer, clocks {} ppm\n",
                      milliseconds(within.processing), milliseconds(within.output), milliseconds(within.timer),
                      within.clock_rate_ppm);
  return text;
}

}  // namespace vrrpspec::harness
