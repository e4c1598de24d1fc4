#include "harness/report/finding_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "harness/report/block.hpp"
#include "harness/report/timeline.hpp"

namespace vrrpspec::harness {
namespace {

std::string_view when_early_or_late(FindingKind kind) {
  return kind == FindingKind::early ? "EARLY" : "LATE";
}

/// How far outside its window the frame was; none for findings that are not about that.
std::optional<Duration> distance(const CaseResult& result, const Finding& finding) {
  if (!finding.window || (finding.kind != FindingKind::early && finding.kind != FindingKind::late)) return std::nullopt;
  const std::optional<Instant> at = instant_of(result, finding);
  if (!at) return std::nullopt;
  const Duration after = *at - finding.window->origin;
  return finding.kind == FindingKind::early ? finding.window->lo - after : after - finding.window->hi;
}

void rfc_rows(Block& block, const CaseResult& result, const Finding& finding) {
  std::set<ClauseKey> keys{result.clauses.begin(), result.clauses.end()};
  keys.insert(finding.clause);
  std::string_view label = "The RFC";
  for (const ClauseKey key : keys) {
    const std::string mark = clause_mark(key);
    block.row(label, fmt::format("{} {}", mark, clause_words(key)), columns(mark) + 1);
    label = "";
  }
}

void expected_rows(Block& block, const Finding& finding) {
  if (!finding.window) {
    block.row("Expected", finding.expected);
    return;
  }
  const DueWindow& window = *finding.window;
  block.row("Expected", fmt::format("{} in [{}, {}] s after {}", finding.expected, seconds(window.lo),
                                    seconds(window.hi), window.cause));
  for (const WindowTerm& term : window.terms) {
    const bool first = &term == window.terms.data();
    const std::string amount = (first || term.amount < Duration{} ? "" : "+") + seconds(term.amount);
    block.row("", fmt::format("  {:>9}  {}", amount, term.why), 13);
  }
}

void excuse_rows(Block& block, const Noise& noise) {
  block.row("Excuse", fmt::format("{}: the machine may be to blame", milliseconds(noise.total())));
  const std::pair<Duration, std::string_view> sources[] = {
      {noise.target_waiting, "the target was ready to run and waited for a CPU"},
      {noise.target_blocked, "the target was blocked in the kernel"},
      {noise.workers_waiting, "the kernel's workers waited while its interfaces changed"},
      {noise.harness_stall, "the harness itself was late"},
      {noise.stolen, "the hypervisor ran something else"},
      {noise.throttled, "the quota of a control group was used up"},
      {noise.clock_step, "the clock of the stamps was stepped"}};
  for (const auto& [amount, source] : sources)
    block.row("", fmt::format("  {:>9}  {}", milliseconds(amount), source), 13);
}

/// What helps against the greatest source of noise.
std::string advice(const Finding& finding) {
  if (!finding.noise) return "ask again";
  const Noise& noise = *finding.noise;
  const Duration load = noise.target_waiting + noise.target_blocked + noise.workers_waiting + noise.harness_stall;
  if (noise.clock_step > load + noise.stolen) {
    return "keep the clock from being stepped during the run, and ask again";
  }
  if (2 * noise.throttled > load) return "raise the quota of the control group (cpu.max), and ask again";
  if (noise.stolen > load) return "ask again when the host of this machine is less busy";
  return "run fewer cases at once (-j 8), leave the machine alone meanwhile, and ask again";
}

std::string files(const CaseResult& result) {
  std::set<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator{result.directory, ignored}) {
    names.insert(entry.path().filename().string());
  }
  std::string line = (result.directory / "").string();
  std::string_view gap = "  ";
  for (const std::string& name : names) line.append(std::exchange(gap, " ")).append(name);
  return line;
}

void timeline_rows(Block& block, const CaseResult& result, const Finding& finding) {
  const auto drawing = draw_timeline(result, finding, block.width() - 2);
  if (drawing.empty()) return;
  block.line("");
  for (const std::string& line : drawing) block.line(line);
  block.line("");
}

/// Their frame numbers are of other captures: the time line at hand knows nothing of them.
void earlier_rows(Block& block, const CaseResult& result) {
  unsigned attempt = 0;
  std::string_view label = "Earlier";
  for (const Finding& finding : result.earlier) {
    block.row(label, fmt::format("attempt {}: {}, {}: {}", ++attempt, to_string(finding.verdict),
                                 to_string(finding.kind), finding.seen));
    label = "";
  }
}

std::string header(const CaseResult& result, const Finding& finding, const TextStyle& style) {
  const std::string reference = fmt::format("{}   {}", to_string(result.level), clause_reference(finding.clause));
  const std::string start = coloured(result.verdict, style) + "  " + result.id;
  const auto taken = title(result.verdict).size() + 2 + columns(result.id) + columns(reference);
  const auto gap = style.width > taken + 3 ? style.width - taken : 3;
  return start + std::string(gap, ' ') + reference + "\n\n";
}

}  // namespace

std::string seen_in_one_line(const CaseResult& result, const Finding& finding) {
  const std::optional<Duration> amount = distance(result, finding);
  if (!amount) return finding.seen;
  return fmt::format("{}: {} s {}", finding.seen, seconds(*amount), when_early_or_late(finding.kind));
}

std::string describe(const CaseResult& result, const RunInfo& run, const TextStyle& style) {
  if (!result.finding) return {};
  const Finding& finding = *result.finding;
  Block block{style.width};
  rfc_rows(block, result, finding);
  expected_rows(block, finding);
  block.row("Seen", seen_in_one_line(result, finding));
  if (!finding.reading.empty()) block.row("Reading", finding.reading);
  if (result.verdict == Verdict::inconclusive) {
    if (finding.noise) excuse_rows(block, *finding.noise);
    block.row("What to do", advice(finding));
  }
  earlier_rows(block, result);
  timeline_rows(block, result, finding);
  if (!result.directory.empty()) block.row("Files", files(result));
  block.line(fmt::format("{:<13}{}", "Repeat", repeat_command(run, result.id)));
  return header(result, finding, style) + block.take();
}

}  // namespace vrrpspec::harness
