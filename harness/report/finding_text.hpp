// A finding as a paragraph that can be read without the program at hand: what the RFC says, what was due and why, what
// was seen, what explains it, a time line, where the evidence lies, and the command that repeats the case.
#pragma once

#include <string>

#include "harness/report/run_info.hpp"
#include "harness/report/text.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

/// The block of a case that did not pass; several lines, the last one ended. Empty for a case without a finding.
std::string describe(const CaseResult& result, const RunInfo& run, const TextStyle& style);

/// What was seen in one line: "frame 15 at 3.609401 s: 2.999976 s LATE".
std::string seen_in_one_line(const CaseResult& result, const Finding& finding);

}  // namespace vrrpspec::harness
