// The one machine-readable record of a run, run.jsonl: a header, a line per result as it comes, a summary. Everything
// that any report shows is in it. The format is described in docs/reference/run-jsonl.md.
#pragma once

#include <string>

#include "harness/report/run_info.hpp"
#include "harness/report/summary.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

/// Each function returns one line, ended.
std::string run_line(const RunInfo& run);
/// `repetition` counts from 1.
std::string result_line(const CaseResult& result, unsigned repetition);
std::string summary_line(const Summary& summary, ExitCode exit_code, Duration wall_time);
/// The noise certificate by itself: what a guest says of its time, for who writes the summary.
std::string certificate_line(const NoiseCertificate& certificate);

}  // namespace vrrpspec::harness
