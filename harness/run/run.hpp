// Runs selected cases against one device in one lab, side by side, and reports each result as it comes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/lab/lab.hpp"
#include "harness/suite/context.hpp"
#include "harness/suite/suite.hpp"
#include "harness/verdict/verdict.hpp"
#include "harness/verdict/waiting.hpp"

namespace vrrpspec::harness {

/// Four for each processor.
unsigned default_few();

struct RunOptions {
  const Profile* profile{&rfc5798};
  Family family{Family::ipv4};
  unsigned jobs{64};                     ///< cases at once
  unsigned few{default_few()};           ///< so many run at once whatever the lab admits: no case waits for ever
  unsigned attempts{3};                  ///< a late or missing frame is a failure when found so often without an excuse
  unsigned retries{5};                   ///< so often a case is asked again because its verdict was inconclusive
  Duration timeout{default_case_limit};  ///< protocol time of an attempt; one that takes longer is an error
  /// Wall time: a run, or a guest, in which no case has ended for so long is given up.
  Duration wall_timeout{std::chrono::minutes{2}};
  bool judges_silence{true};    ///< by these cases alone: see silence_rule.hpp
  std::uint64_t seed{0};        ///< of staggered starts and random values; printed
  std::filesystem::path out{};  ///< one folder per case; none: nothing is kept
};

class RunObserver {
 public:
  virtual ~RunObserver() = default;
  /// What the lab was calibrated to before its cases begin, where it is calibrated: each guest anew.
  virtual void on_resolution(Duration /*resolution*/) {}
  /// An attempt at a case begins.
  virtual void on_begin(const Case& /*test_case*/) {}
  virtual void on_result(const CaseResult& result) = 0;
  /// What a guest says of its time as it ends; a lab of this process is asked itself.
  virtual void on_certificate(const NoiseCertificate& /*certificate*/) {}
  /// About once a second, where time is that of the wall: what each case waits for that has begun.
  virtual void on_tick(std::span<const Waiting> /*waiting*/) {}
  /// Asked after each result and about once a second: whether to end the run now, with the results there are.
  virtual bool must_stop() { return false; }
};

/// One result per case, in the order of `cases`; when the run was ended early, those of the cases that had ended.
std::vector<CaseResult> run_cases(Lab& lab, const Device& device, const std::vector<const Case*>& cases,
                                  const RunOptions& options, RunObserver& observer);

/// Of a case that the lab could not ask, or not to its end.
CaseResult lab_error(const Case& test_case, std::string expected, std::string seen);

}  // namespace vrrpspec::harness
