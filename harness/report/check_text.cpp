#include <fmt/format.h>

#include <algorithm>

#include "harness/report/block.hpp"
#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {
namespace {

using monitor::Group;
using monitor::Member;

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
    block.row("Both MASTER", two_masters_words(group, both, origin));
  }
}

void write_interworking(Block& block, const Group& group) {
  std::string_view label = "Rejects";
  for (const Member& sender : group.members()) {
    for (const Member& receiver : group.members()) {
      if (&sender == &receiver || !receiver.was_valid) continue;
      const monitor::Reception how = monitor::heeding(sender, receiver);
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
  if (member.monitor.untold_findings() != 0) {
    block.row("", fmt::format("{} findings more were not kept", member.monitor.untold_findings()));
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
  note(counts.lost, "packets lost by the capture's own count, nobody knows where: a finding is a suspicion");
  note(counts.backwards, "stamps before the one before: timing is judged anew from there on");
  if (!report.damage.empty()) words += "  " + report.damage + "\n";
  return words;
}

}  // namespace

std::string check_text(const CheckReport& report, const TextStyle& style) {
  std::string text = counts_words(report);
  const Instant origin = report.judge.first();
  for (const auto& [key, group] : report.judge.groups()) {
    text += "\n" + group_words(key, report) + "\n";
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
    for (const Member& member : group.members()) {
      if (!group.is_half_of_another(member)) continue;
      block.row("", fmt::format("{} speaks both versions: its VRRPv3 adverts are timed", to_string(member.address)));
    }
    if (group.strangers() != 0) {
      block.row("", fmt::format("{} adverts of more senders than a virtual router may have", group.strangers()));
    }
    if (group.untold_changes() != 0) {
      block.row("",
                fmt::format("{} changes of Master, or pairs of Masters, more were not kept", group.untold_changes()));
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
