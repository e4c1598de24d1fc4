#include "harness/run/silence_rule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "harness/text/last_lines.hpp"

namespace vrrpspec::harness {
namespace {

std::string end_of(const std::filesystem::path& log) {
  const std::vector<std::string> lines = last_lines(log, 5);
  return lines.empty() ? "(empty)" : fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

void SilenceRule::add(CaseResult& result) {
  device_spoke_ = device_spoke_ || result.device_spoke;
  held_.push_back(&result);
  release();
}

void SilenceRule::release() {
  for (CaseResult* const result : std::exchange(held_, {})) {
    if (result->verdict == Verdict::fail && !device_spoke_) {
      held_.push_back(result);
    } else {
      report_(*result);
    }
  }
}

void SilenceRule::end() {
  for (CaseResult* const result : std::exchange(held_, {})) {
    result->verdict = result->finding->verdict = Verdict::error;
    result->finding->kind = FindingKind::device;
    result->finding->reading =
        "the device sent no ADVERTISEMENT in any case" +
        (advice_.empty() ? "; the end of its log:\n" + end_of(result->directory / "target.log") : ": " + advice_);
    report_(*result);
  }
}

}  // namespace vrrpspec::harness
