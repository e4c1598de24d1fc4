// What a run amounts to: how many of each verdict, by level; which clauses are broken; which cases changed their
// verdict between repetitions; and the exit code that follows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/lab/noise_certificate.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

/// The program's exit codes; documented in docs/reference/command-line.md.
enum class ExitCode : std::uint8_t {
  conforms = 0,
  failed = 1,
  usage = 2,
  inconclusive = 3,
  nothing_ran = 4,
  environment = 5
};

/// How much a demand binds: what gates the exit code, and the rows of the score.
enum class Weight : std::uint8_t { must, should, may };
/// A definition (a step of section 6.4, a field of section 5) binds like a MUST; words in lower case like a SHOULD.
Weight weight(Level level);
std::string_view to_string(Weight weight);

/// What doubt does to the exit code.
enum class Doubt : std::uint8_t {
  fail,  ///< as a failure does
  warn,  ///< it has an exit code of its own
  pass,  ///< nothing
};
std::string_view to_string(Doubt doubt);

/// What decides the exit code besides requirements.
struct Gates {
  bool strict{false};  ///< a SHOULD is a requirement, too
  Doubt doubt{Doubt::warn};
};

struct Tally {
  std::array<unsigned, 5> counts{};  ///< by Verdict
  unsigned known{0};                 ///< of the failures, those that are known
  void add(const CaseResult& result) {
    ++counts[static_cast<std::size_t>(result.verdict)];
    if (result.is_known_failure()) ++known;
  }
  [[nodiscard]] unsigned of(Verdict verdict) const { return counts[static_cast<std::size_t>(verdict)]; }
  [[nodiscard]] unsigned total() const;
  /// Cases that were asked: all but the not applicable ones.
  [[nodiscard]] unsigned asked() const { return total() - of(Verdict::not_applicable); }
};

struct BrokenClause {
  ClauseKey clause;
  Level level{Level::must};
  std::vector<std::string> cases;
};

/// What the repetitions of one case said.
struct CaseTally {
  std::string id;
  Tally tally;
  /// Whether the repetitions disagree.
  [[nodiscard]] bool varies() const;
};

struct Summary {
  Tally all;
  std::array<Tally, 3> by_weight;               ///< by Weight
  std::vector<BrokenClause> broken;             ///< ordered by key
  std::vector<CaseTally> cases;                 ///< in the order of first appearance
  std::vector<std::string> passing_known;       ///< ids of cases that passed although they are known to fail
  unsigned unfinished{0};                       ///< cases that were begun or waited when the run was interrupted
  std::string interruption;                     ///< by what: "by a signal"
  std::optional<NoiseCertificate> certificate;  ///< none where no machine took part
};

Summary summarise(std::span<const CaseResult> results);

/// A failed requirement outweighs a broken environment (or a run that was interrupted), that outweighs doubt, that
/// outweighs silence. A failure that is known decides nothing.
ExitCode exit_code(const Summary& summary, const Gates& gates);

/// The section a case belongs to: what its id holds before the first '/'.
std::string_view section_of(std::string_view case_id);

}  // namespace vrrpspec::harness
