// The run itself, once the command line and the machine are known to be in order.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/cli/options.hpp"
#include "harness/dut/device.hpp"
#include "harness/report/run_info.hpp"
#include "harness/report/text.hpp"
#include "harness/run/known_failures.hpp"
#include "harness/run/run.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::cli {

/// A command line that was understood: all that the run needs.
struct Plan {
  bool until_fail{false};
  bool shuffled{false};  ///< anew for each repetition
  harness::KnownFailures known;
  harness::Device device;
  std::vector<const harness::Case*> cases;
  harness::RunOptions run_options;
  harness::RunInfo info;
  harness::TextStyle style;
  std::filesystem::path junit;
  WireOptions wire;  ///< for the lab nic
};

/// Asks the cases, prints and records the results, and returns the exit code. For the labs netns and uml, call it
/// inside run_enclosed().
int examine(const Plan& plan);

}  // namespace vrrpspec::cli
