#include "harness/report/summary.hpp"

#include <algorithm>
#include <numeric>

namespace vrrpspec::harness {
namespace {

void add_broken(std::vector<BrokenClause>& broken, const CaseResult& result) {
  if (result.verdict != Verdict::fail || !result.finding) return;
  const ClauseKey key = result.finding->clause;
  auto row = std::ranges::lower_bound(broken, key, {}, &BrokenClause::clause);
  if (row == broken.end() || row->clause != key) row = broken.insert(row, {key, result.level, {}});
  if (std::ranges::find(row->cases, result.id) == row->cases.end()) row->cases.push_back(result.id);
}

}  // namespace

Weight weight(Level level) {
  switch (level) {
    case Level::must:
    case Level::must_not:
    case Level::definition:
      return Weight::must;
    case Level::should:
    case Level::should_not:
    case Level::must_lower:
    case Level::should_lower:
      return Weight::should;
    case Level::may:
      return Weight::may;
  }
  return Weight::must;
}

std::string_view to_string(Weight weight) {
  switch (weight) {
    case Weight::must:
      return "MUST";
    case Weight::should:
      return "SHOULD";
    case Weight::may:
      return "MAY";
  }
  return {};
}

std::string_view to_string(Doubt doubt) {
  switch (doubt) {
    case Doubt::fail:
      return "fail";
    case Doubt::warn:
      return "warn";
    case Doubt::pass:
      return "pass";
  }
  return {};
}

unsigned Tally::total() const {
  return std::accumulate(counts.begin(), counts.end(), 0U);
}

bool CaseTally::varies() const {
  return std::ranges::count_if(tally.counts, [](unsigned count) { return count > 0; }) > 1;
}

Summary summarise(std::span<const CaseResult> results) {
  Summary summary;
  for (const CaseResult& result : results) {
    summary.all.add(result);
    summary.by_weight[static_cast<std::size_t>(weight(result.level))].add(result);
    add_broken(summary.broken, result);
    auto row = std::ranges::find(summary.cases, result.id, &CaseTally::id);
    if (row == summary.cases.end()) row = summary.cases.insert(row, {result.id, {}});
    row->tally.add(result);
    const bool surprises = result.known && result.known->knowledge == Knowledge::passes_now;
    if (surprises && std::ranges::find(summary.passing_known, result.id) == summary.passing_known.end()) {
      summary.passing_known.push_back(result.id);
    }
  }
  return summary;
}

ExitCode exit_code(const Summary& summary, const Gates& gates) {
  const auto failed = [&summary](Weight weight) {
    const Tally& tally = summary.by_weight[static_cast<std::size_t>(weight)];
    return tally.of(Verdict::fail) > tally.known;
  };
  const bool doubtful = summary.all.of(Verdict::inconclusive) > 0;
  if (failed(Weight::must) || (gates.strict && failed(Weight::should))) return ExitCode::failed;
  if (doubtful && gates.doubt == Doubt::fail) return ExitCode::failed;
  if (summary.all.of(Verdict::error) > 0 || summary.unfinished > 0) return ExitCode::environment;
  if (doubtful && gates.doubt == Doubt::warn) return ExitCode::inconclusive;
  if (summary.all.asked() == 0) return ExitCode::nothing_ran;
  return ExitCode::conforms;
}

std::string_view section_of(std::string_view case_id) {
  return case_id.substr(0, case_id.find('/'));
}

}  // namespace vrrpspec::harness
