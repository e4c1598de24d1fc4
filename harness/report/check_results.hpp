// What `check` found in one capture or more, as a list for the programs that gate a change: JUnit XML, and SARIF 2.1.0.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {

/// A rule that a router kept or broke, once for each observation that is told apart.
struct CheckRow {
  std::string group;                  ///< "VRID 51, IPv4"
  std::string router;                 ///< "192.0.2.11 VRRPv3"
  std::optional<ClauseKey> clause{};  ///< none: `rule` is no clause
  std::string_view rule{};            ///< one of those below
  Judgement judgement{Judgement::pass};
  std::string sentence;
  monitor::PacketNumber packet{0};  ///< 0: none
};
/// The names of the rules that are no clauses.
inline constexpr std::string_view two_masters_rule = "two-masters";
inline constexpr std::string_view also_claims_rule = "also-claims";
inline constexpr std::string_view shared_address_rule = "shared-address";
/// "S-685", "two-masters".
std::string rule_name(const CheckRow& row);

struct CheckedFile {
  std::string file;
  Instant begin{};
  Duration length{};
  bool has_adverts{false};
  std::string damage;     ///< empty: it was read to its end
  bool is_capture{true};  ///< false: `damage` says why nothing was read
  std::vector<CheckRow> rows{};
};

CheckedFile checked_file(const CheckReport& report);

/// A suite for each file and virtual router, a case for each router and rule: FAIL is a failure, INCONCLUSIVE an error.
std::string check_junit(std::span<const CheckedFile> files);
/// A result for each FAIL (error) and INCONCLUSIVE (warning). `version` is that of this program.
std::string check_sarif(std::span<const CheckedFile> files, std::string_view version);

}  // namespace vrrpspec::harness
