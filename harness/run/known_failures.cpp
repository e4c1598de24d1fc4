#include "harness/run/known_failures.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "harness/text/nearest.hpp"
#include "harness/text/toml_section.hpp"

namespace vrrpspec::harness {
namespace {

constexpr std::string_view example =
    R"([[known]] case = "6.4.3/S-775/lower-priority-is-discarded" reason = "..." expires = 2027-06-30)";

std::string date_text(const std::chrono::year_month_day& date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

void read_case(const TomlSection& known, std::span<const Case> cases, KnownFailure& entry) {
  known.require("case", R"(case = "6.4.3/S-775/lower-priority-is-discarded")");
  const auto id = known.text("case");
  if (!id) return;
  entry.case_id = *id;
  std::vector<std::string> ids;
  for (const Case& each : cases) ids.emplace_back(each.id);
  if (std::ranges::find(ids, *id) != ids.end()) return;
  known.problem(
      "case", fmt::format("is \"{}\", which no case is called; nearest: {}", *id, fmt::join(nearest(*id, ids), ", ")));
}

void read_clause(const TomlSection& known, KnownFailure& entry) {
  const auto text = known.text("clause");
  if (!text) return;
  entry.clause = parse_clause_key(*text);
  if (!entry.clause) {
    known.problem("clause", fmt::format("is \"{}\", which is no clause; write the key that the failure names, for "
                                        "example \"S-775\"",
                                        *text));
  }
}

void read_reason(const TomlSection& known, KnownFailure& entry) {
  known.require("reason", R"(reason = "answers a losing advert, reported as issue 17")");
  entry.reason = known.text("reason").value_or("");
  if (known.node("reason") != nullptr && entry.reason.empty()) {
    known.problem("reason", "is empty; write why the failure is accepted, for whoever reads the report");
  }
}

/// Without a day on which somebody looks again, a known failure is a forgotten one.
void read_expiry(const TomlSection& known, KnownFailure& entry) {
  const std::string_view date_example = "expires = 2027-06-30";
  known.require("expires", date_example);
  const toml::node* const node = known.node("expires");
  if (node == nullptr) return;
  const auto date = node->value_exact<toml::date>();
  if (!date) {
    known.problem("expires", fmt::format("is {}, a date is wanted; write it without quotation marks: {}",
                                         type_name(*node), date_example));
    return;
  }
  entry.expires = std::chrono::year{date->year} / date->month / date->day;
}

/// In any attempt: the machine's noise may hide from one of them which clause explains what was seen.
bool names_clause(const CaseResult& result, ClauseKey clause) {
  const auto names = [clause](const Finding& finding) { return finding.clause == clause; };
  return (result.finding && names(*result.finding)) || std::ranges::any_of(result.earlier, names);
}

KnownFailure read_entry(TomlProblems& problems, const toml::table& table, std::span<const Case> cases) {
  const TomlSection known{problems, table, "known", {"case", "clause", "device", "reason", "expires"}};
  KnownFailure entry;
  read_case(known, cases, entry);
  read_clause(known, entry);
  entry.device = known.text("device").value_or("");
  read_reason(known, entry);
  read_expiry(known, entry);
  return entry;
}

}  // namespace

KnownFailures::KnownFailures(std::vector<KnownFailure> entries, std::string_view device,
                             std::chrono::year_month_day today)
    : entries_{std::move(entries)}, today_{today} {
  std::erase_if(entries_,
                [device](const KnownFailure& entry) { return !entry.device.empty() && entry.device != device; });
}

void KnownFailures::mark(CaseResult& result) const {
  const bool failed = result.verdict == Verdict::fail;
  if (!failed && result.verdict != Verdict::pass) return;
  for (const KnownFailure& entry : entries_) {
    if (entry.case_id != result.id) continue;
    if (failed && entry.clause && !names_clause(result, *entry.clause)) continue;
    const bool expired = entry.expires < today_;
    const Knowledge knowledge = !failed ? Knowledge::passes_now : expired ? Knowledge::expired : Knowledge::known;
    result.known = KnownNote{.knowledge = knowledge, .reason = entry.reason, .expires = date_text(entry.expires)};
    if (knowledge != Knowledge::expired) return;  // another entry may still count
  }
}

std::expected<std::vector<KnownFailure>, Error> parse_known_failures(std::string_view text,
                                                                     const std::filesystem::path& file,
                                                                     std::span<const Case> cases) {
  TomlProblems problems{file.string()};
  std::vector<KnownFailure> entries;
  try {
    const toml::table root = toml::parse(text, file.string());
    const TomlSection top{problems, root, "", {"known"}};
    for (const toml::node* node : top.elements("known", example)) {
      if (const toml::table* const table = node->as_table()) {
        entries.push_back(read_entry(problems, *table, cases));
      } else {
        top.problem(*node, "known", fmt::format("holds {}, tables are wanted; write {}", type_name(*node), example));
      }
    }
  } catch (const toml::parse_error& error) {
    problems.add(error);
  }
  if (!problems.none()) return std::unexpected{problems.error()};
  return entries;
}

std::expected<std::vector<KnownFailure>, Error> load_known_failures(const std::filesystem::path& file,
                                                                    std::span<const Case> cases) {
  const auto text = read_text_file(file, "the known failures");
  if (!text) return std::unexpected{text.error()};
  return parse_known_failures(*text, file, cases);
}

}  // namespace vrrpspec::harness
