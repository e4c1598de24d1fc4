// The picture of a finding: one row each for tester, target and model, from the cause to the frame in question, scaled
// to the width of the page. What was due and did not come shows as a mark of the model with nothing above it.
#pragma once

#include <string>
#include <vector>

#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

/// Lines of at most `width` columns; none when there is nothing to draw.
std::vector<std::string> draw_timeline(const CaseResult& result, const Finding& finding, unsigned width);

/// The instant of the frame that shows the finding, if the time line holds it.
std::optional<Instant> instant_of(const CaseResult& result, const Finding& finding);

}  // namespace vrrpspec::harness
