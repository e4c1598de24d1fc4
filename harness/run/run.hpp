// Runs selected cases against one device in one lab, side by side, and reports each result as it comes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/lab/lab.hpp"
#include "harness/suite/suite.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

struct RunOptions {
  const Profile* profile{&rfc5798};
  unsigned jobs{64};            ///< cases at once
  unsigned attempts{3};         ///< a late or missing frame is a failure when found so often without an excuse; an
                                ///< inconclusive verdict is asked again, twice as often in all
  std::uint64_t seed{0};        ///< of staggered starts and random values; printed
  std::filesystem::path out{};  ///< one folder per case; none: nothing is kept
};

class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_result(const CaseResult& result) = 0;
};

/// One result per case, in the order of `cases`; when the lab was interrupted, those of the cases that had ended.
std::vector<CaseResult> run_cases(Lab& lab, const Device& device, const std::vector<const Case*>& cases,
                                  const RunOptions& options, RunObserver& observer);

}  // namespace vrrpspec::harness
