// A run as a person follows it: one line per case as it ends, then each finding in full, then the score.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "harness/report/run_info.hpp"
#include "harness/report/summary.hpp"
#include "harness/report/text.hpp"
#include "harness/verdict/verdict.hpp"
#include "harness/verdict/waiting.hpp"

namespace vrrpspec::harness {

class TerminalReport {
 public:
  /// `out` and `run` outlive the report.
  TerminalReport(std::ostream& out, const RunInfo& run, TextStyle style);

  /// Who is examined, and how.
  void start();
  /// What the lab was calibrated to; told again only when it is coarser.
  void resolution(Duration calibrated);
  /// `number` counts from 1.
  void start_repetition(unsigned number);
  /// The line of a case, flushed; on a terminal, which cases are still to come.
  void result(const CaseResult& result);
  /// About once a second: what the cases wait for that have begun. On a terminal this is its last line; elsewhere a
  /// line is printed when no case has ended for a while.
  void waiting(std::span<const Waiting> waiting);
  /// The findings, once each, and the score.
  void finish(std::span<const CaseResult> results, const Summary& summary, Duration wall_time);

 private:
  void findings(std::span<const CaseResult> results);
  void score(const Summary& summary, Duration wall_time);
  void repetitions(const Summary& summary);
  [[nodiscard]] std::string status(std::span<const Waiting> waiting) const;
  void draw_status(std::span<const Waiting> waiting);
  void erase_status();

  std::ostream& out_;
  const RunInfo& run_;
  TextStyle style_;
  unsigned id_width_{0};
  Duration resolution_{};
  std::vector<std::string> outstanding_;
  unsigned silent_ticks_{0};  ///< since the last line
};

}  // namespace vrrpspec::harness
