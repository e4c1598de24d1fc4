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

void write_no_master(Block& block, const Group& group, const CheckReport& report) {
  constexpr std::size_t most = 20;
  const auto all = monitor::without_master(group, report.judge.last());
  for (std::size_t i = 0; i < std::min(all.size(), most); ++i) {
    block.row("No Master", no_master_words(group, all[i], report.judge.first()));
  }
  if (all.size() > most) block.row("", fmt::format("… {} times more", all.size() - most));
}

void write_two_masters(Block& block, const Group& group, Instant origin) {
  for (const monitor::TwoMasters& both : group.two_masters()) {
    block.row("Both MASTER", two_masters_words(group, both, origin));
  }
}

void write_rivals(Block& block, const Group& group, Instant origin) {
  constexpr std::size_t most = 20;
  const std::vector<monitor::Rival>& rivals = group.claims().rivals();
  std::string_view label = "Also claims";
  for (std::size_t i = 0; i < std::min(rivals.size(), most); ++i) {
    block.row(label, rival_words(group, rivals[i], origin));
    label = "";
  }
  if (rivals.size() > most) block.row("", fmt::format("… {} claims more", rivals.size() - most));
}

void write_interworking(Block& block, const Group& group) {
  std::string_view label = "Rejects";
  for (const std::string& words : rejects_words(group)) {
    block.row(label, words);
    label = "";
  }
}

/// `is_timed`: not the half of a router that another half speaks for.
void write_judgement(Block& block, const Member& member, Instant origin, const TextStyle& style, bool is_timed) {
  constexpr std::size_t most = 20;
  const std::vector<JudgedRule> rules = judged_rules(member, origin);
  const bool all_passed =
      std::ranges::all_of(rules, [](const JudgedRule& rule) { return rule.judgement == Judgement::pass; });
  if (all_passed && style.quiet) return;
  block.line(to_string(member.address));
  std::size_t shown = 0;
  for (const JudgedRule& rule : rules) {
    const bool passed = rule.judgement == Judgement::pass;
    if ((passed && style.quiet) || (!passed && ++shown > most)) continue;
    const std::string word = passed ? fmt::format("PASS({})", rule.count) : std::string{to_string(rule.judgement)};
    block.row(word, fmt::format("{:<7}{}", to_string(rule.clause), rule.sentence), 7);
  }
  if (shown > most) block.row("", fmt::format("… {} findings more", shown - most));
  if (!style.quiet && is_timed) {
    const Coverage covered = coverage(member);
    if (!covered.not_exercised.empty()) block.row("", "NOT EXERCISED " + keys_words(covered.not_exercised));
  }
  for (const std::string& words : reservations(member)) block.row("", words);
}

std::string counts_words(const CheckReport& report) {
  const monitor::Judge::Counts& counts = report.judge.counts();
  std::string words = fmt::format("{}: {} packets, {} adverts, {} s\n", printable(report.file), counts.packets,
                                  counts.adverts, seconds(report.judge.last() - report.judge.first(), 3));
  for (const std::string& note : capture_notes(report)) words += "  " + note + "\n";
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
    write_no_master(block, group, report);
    write_two_masters(block, group, origin);
    write_rivals(block, group, origin);
    write_interworking(block, group);
    for (const Member& member : group.members()) {
      write_judgement(block, member, origin, style, !group.is_half_of_another(member));
    }
    for (const std::string& words : group_notes(group)) block.row("", words);
    for (const std::string& words : advice(group, report.judge.last())) block.row("Note", words);
    text += block.take();
  }
  if (report.judge.counts().adverts == 0) text += "No VRRP advertisement in it: nothing was judged.\n";
  text += "\nTolerances: " + tolerances_words(report.judge.settings().tolerances) + "\n";
  return text;
}

}  // namespace vrrpspec::harness
