#include "harness/report/terminal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "harness/report/certificate.hpp"
#include "harness/report/finding_text.hpp"

namespace vrrpspec::harness {
namespace {

constexpr unsigned verdict_width = 16;
/// Seconds without a line, after which a log is told that the run has not died.
constexpr unsigned longest_silence = 20;
constexpr Verdict all_verdicts[] = {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable,
                                    Verdict::error};

std::string plural(unsigned count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string words(Verdict verdict) {
  std::string word{to_string(verdict)};
  std::ranges::replace(word, '_', ' ');
  return word;
}

/// "27 pass, 2 fail, 0 inconclusive, …"; with `only_some`, without those that did not occur.
std::string counts(const Tally& tally, bool only_some) {
  std::string text;
  for (const Verdict verdict : all_verdicts) {
    if (only_some && tally.of(verdict) == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", tally.of(verdict), words(verdict));
  }
  return text;
}

/// What is known of a result, in a few words; empty when nothing is.
std::string known_remark(const CaseResult& result) {
  if (!result.known) return {};
  switch (result.known->knowledge) {
    case Knowledge::known:
      return fmt::format("known until {}: {}", result.known->expires, result.known->reason);
    case Knowledge::expired:
      return fmt::format("was known until {}: {}", result.known->expires, result.known->reason);
    case Knowledge::passes_now:
      return fmt::format("passes, although it is known to fail: {}", result.known->reason);
  }
  return {};
}

/// The right end of a case's line: how often it held, or why not, in a few words.
std::string remark(const CaseResult& result) {
  switch (result.verdict) {
    case Verdict::pass: {
      std::string text = plural(result.observations, "observation");
      if (!result.earlier.empty()) text += fmt::format(", attempt {}", result.earlier.size() + 1);
      return text;
    }
    case Verdict::not_applicable:
      return result.reason;
    case Verdict::fail:
    case Verdict::inconclusive:
    case Verdict::error:
      break;
  }
  if (!result.finding) return result.reason;
  const std::string seen = seen_in_one_line(result, *result.finding);
  return seen.substr(0, seen.find('\n'));
}

}  // namespace

TerminalReport::TerminalReport(std::ostream& out, const RunInfo& run, TextStyle style)
    : out_{out}, run_{run}, style_{style}, outstanding_{run.cases} {
  for (const std::string& id : run.cases) id_width_ = std::max(id_width_, columns(id));
}

void TerminalReport::start() {
  const std::string version = run_.device_version.empty() ? "" : fmt::format(" ({})", printable(run_.device_version));
  const std::string why_lab = run_.why_lab.empty() ? "" : fmt::format(" ({})", run_.why_lab);
  const std::string_view family = run_.family == Family::ipv6 ? " over IPv6" : "";
  out_ << fmt::format("{}{} against {}{}, lab {}{}, seed {}: {}\n", run_.device, version, run_.document, family,
                      run_.lab, why_lab, run_.seed, plural(static_cast<unsigned>(run_.cases.size()), "case"))
       << std::flush;
}

void TerminalReport::resolution(Duration calibrated) {
  if (calibrated <= resolution_) return;
  resolution_ = calibrated;
  erase_status();
  out_ << fmt::format("Resolution {:.2f} ms, calibrated\n",
                      std::chrono::duration<double, std::milli>{calibrated}.count())
       << std::flush;
}

void TerminalReport::start_repetition(unsigned number) {
  outstanding_ = run_.cases;
  if (run_.repeat > 1) out_ << fmt::format("\nRepetition {} of {}\n", number, run_.repeat);
  draw_status({});
  out_ << std::flush;
}

void TerminalReport::result(const CaseResult& result) {
  std::erase(outstanding_, result.id);
  erase_status();
  silent_ticks_ = 0;
  const std::string known = known_remark(result);
  const std::string aside = result.aside.empty() ? "" : "besides, by the monitor: " + result.aside;
  const bool dull =
      known.empty() && aside.empty() && (result.verdict == Verdict::pass || result.verdict == Verdict::not_applicable);
  if (!style_.quiet || !dull) {
    out_ << fmt::format("{}{:<{}}  {:<10} {:>8} s  {}\n", coloured(result.verdict, style_, verdict_width), result.id,
                        id_width_, to_string(result.level), seconds(result.protocol_time, 3),
                        printable(remark(result)));
    for (const std::string& note : {known, aside}) {
      if (!note.empty()) out_ << fmt::format("{:<{}}{}\n", "", verdict_width, printable(note));
    }
  }
  if (style_.verbose) {
    std::string clauses;
    for (const ClauseKey key : result.clauses) clauses += (clauses.empty() ? "" : " ") + to_string(key);
    const std::string folder = result.directory.empty() ? "" : "  " + result.directory.string();
    out_ << fmt::format("{:<{}}{}{}\n", "", verdict_width, clauses, folder);
  }
  draw_status({});
  out_ << std::flush;
}

void TerminalReport::waiting(std::span<const Waiting> waiting) {
  if (style_.live) {
    erase_status();
    draw_status(waiting);
    out_ << std::flush;
  } else if (++silent_ticks_ >= longest_silence) {
    silent_ticks_ = 0;
    out_ << status(waiting) << "\n" << std::flush;
  }
}

void TerminalReport::finish(std::span<const CaseResult> results, const Summary& summary, Duration wall_time) {
  erase_status();
  findings(results);
  score(summary, wall_time);
  if (run_.repeat > 1) repetitions(summary);
  out_ << std::flush;
}

void TerminalReport::findings(std::span<const CaseResult> results) {
  std::set<std::pair<std::string, Verdict>> told;
  std::map<std::string, unsigned> troubles;  // a broken machine breaks every case in the same way
  for (const CaseResult& result : results) {
    if (!result.finding || result.verdict == Verdict::pass || !told.insert({result.id, result.verdict}).second)
      continue;
    if (result.verdict == Verdict::error && troubles[result.finding->seen]++ > 0) continue;
    out_ << "\n" << describe(result, run_, style_);
  }
  for (const auto& [seen, cases] : troubles) {
    if (cases < 2) continue;
    out_ << fmt::format("\n{} ended in the same way: {}\n", plural(cases - 1, "more case"),
                        printable(seen.substr(0, seen.find("; its last lines:\n"))));
  }
}

void TerminalReport::score(const Summary& summary, Duration wall_time) {
  out_ << fmt::format("\n{}: {}\n", run_.device, counts(summary.all, false));
  for (const Weight weight : {Weight::must, Weight::should, Weight::may}) {
    const Tally& tally = summary.by_weight[static_cast<std::size_t>(weight)];
    if (tally.total() == 0) continue;
    out_ << fmt::format("  {:<9}{}/{}", to_string(weight), tally.of(Verdict::pass), tally.asked());
    if (tally.of(Verdict::pass) != tally.total()) out_ << fmt::format("   {}", counts(tally, true));
    out_ << "\n";
  }
  if (summary.all.known > 0) {
    out_ << fmt::format("  Known    {} of the failures, which decide nothing\n", summary.all.known);
  }
  for (const std::string& id : summary.passing_known) {
    out_ << fmt::format("  Passes   {}, although it is known to fail: take it off the list\n", id);
  }
  if (summary.unfinished > 0) {
    out_ << fmt::format("  The run was interrupted {}: {} did not end.\n", summary.interruption,
                        plural(summary.unfinished, "case"));
  }
  std::string_view label = "Broken";
  for (const BrokenClause& broken : summary.broken) {
    const std::string key = to_string(broken.clause);
    const unsigned room = std::max(style_.width, 60U) - 21;
    const std::string first_line = fold(clause_words(broken.clause), room).front();
    out_ << fmt::format("  {:<9}{:<9} {}\n", std::exchange(label, ""), key, first_line);
  }
  if (summary.certificate) out_ << fmt::format("  Noise    {}\n", certificate_text(*summary.certificate));
  const std::string out = (run_.out / "").string();
  out_ << fmt::format("  Seed     {}\n  Time     {} s\n  Results  {} (run.jsonl holds everything)\n", run_.seed,
                      seconds(wall_time, 1), out);
}

void TerminalReport::repetitions(const Summary& summary) {
  unsigned made = 0;
  for (const CaseTally& row : summary.cases) made = std::max(made, row.tally.total());
  out_ << fmt::format("\nVerdicts of {}{}\n", plural(made, "repetition"),
                      made < run_.repeat ? fmt::format(", of {} that were wanted", run_.repeat) : "");
  for (const CaseTally& row : summary.cases) {
    out_ << fmt::format("  {:<{}}  {}{}\n", row.id, id_width_, counts(row.tally, true),
                        row.varies() ? "   <- differs between repetitions" : "");
  }
  const auto varying = std::ranges::count_if(summary.cases, &CaseTally::varies);
  if (varying == 0) {
    out_ << "  Every case had the same verdict each time.\n";
  } else {
    out_ << fmt::format("  {} did not have the same verdict each time.\n",
                        plural(static_cast<unsigned>(varying), "case"));
  }
}

/// The case that has taken longest is the one that people wonder about.
std::string TerminalReport::status(std::span<const Waiting> waiting) const {
  const auto longest = std::ranges::max_element(waiting, {}, &Waiting::elapsed);
  const std::string left = fmt::format("{} left", outstanding_.size());
  if (longest == waiting.end()) return fmt::format("{}: {}", left, fmt::join(outstanding_, " "));
  return left + fmt::format("; {} waits for {}, {} s of {} s", longest->id, longest->what, seconds(longest->elapsed, 0),
                            seconds(longest->elapsed + longest->left, 0));
}

void TerminalReport::draw_status(std::span<const Waiting> waiting) {
  if (!style_.live || outstanding_.empty()) return;
  out_ << printable(status(waiting)).substr(0, style_.width > 1 ? style_.width - 1 : 0);
}

void TerminalReport::erase_status() {
  if (style_.live) out_ << "\r\x1b[K";
}

}  // namespace vrrpspec::harness
