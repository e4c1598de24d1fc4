// JUnit XML for the pages of a CI system: a suite per section and repetition, a test case per case. A failed case is a
// <failure>, doubt and trouble are an <error>, a case that does not apply is <skipped>.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/lab/noise_certificate.hpp"
#include "harness/report/run_info.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

/// `repetitions` holds the results of each repetition.
std::string junit_xml(const RunInfo& run, std::span<const std::vector<CaseResult>> repetitions, Duration wall_time,
                      const std::optional<NoiseCertificate>& certificate);

}  // namespace vrrpspec::harness
