// Failures that are known: a file names cases that a device fails, each with the reason and the day on which somebody
// looks again. A known failure stays a failure in every report, but does not decide the exit code. The format is
// public: docs/reference/known-failures.md.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/error.hpp"
#include "harness/suite/suite.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

struct KnownFailure {
  std::string case_id;
  std::optional<ClauseKey> clause;  ///< only this clause is known to be broken; empty: any
  std::string device;               ///< by its name; empty: any
  std::string reason;
  std::chrono::year_month_day expires;  ///< the last day on which it counts
};

class KnownFailures {
 public:
  KnownFailures() = default;
  /// `today`: UTC. Entries of other devices are left out.
  KnownFailures(std::vector<KnownFailure> entries, std::string_view device, std::chrono::year_month_day today);

  /// Notes in the result of a case what is known of it: that its failure is known and why, that what was known has
  /// expired, or that the case passed although it was known to fail.
  void mark(CaseResult& result) const;

 private:
  std::vector<KnownFailure> entries_;
  std::chrono::year_month_day today_;
};

/// Every mistake is one line, `file:line:column: what is wrong; what to write`. `cases`: those that can be named.
std::expected<std::vector<KnownFailure>, Error> parse_known_failures(std::string_view text,
                                                                     const std::filesystem::path& file,
                                                                     std::span<const Case> cases);
std::expected<std::vector<KnownFailure>, Error> load_known_failures(const std::filesystem::path& file,
                                                                    std::span<const Case> cases);

}  // namespace vrrpspec::harness
