// vrrpspec test sim --mutants: what the suite is worth. Each case is asked of routers with one fault each, in the lab
// sim; a fault that no case finds is a hole in the suite.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/mutant/mutants.hpp"
#include "harness/run/run.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Case;
using harness::CaseResult;
using harness::DeviceMutant;
using harness::Protocol;

class Silent final : public harness::RunObserver {
 public:
  void on_result(const CaseResult& /*result*/) override {}
};

/// The cases that such a router fails.
std::vector<std::string> cases_failed_by(const DeviceMutant& mutant) {
  const auto lab = harness::make_sim_lab(mutant.make);
  std::vector<const Case*> cases;
  for (const Case& each : harness::all_cases())
    if (each.protocols.contains(mutant.protocol)) cases.push_back(&each);
  harness::Device device;
  device.name = "sim";
  Silent silent;
  std::vector<std::string> failed;
  for (const CaseResult& result :
       run_cases(*lab, device, cases,
                 {.profile = &harness::profile_of(mutant.protocol), .family = mutant.protocol.family}, silent)) {
    if (result.verdict == harness::Verdict::fail) failed.push_back(result.id);
  }
  return failed;
}

struct Score {
  unsigned asked{0};
  unsigned found{0};
  unsigned excused{0};
};

std::string score_words(const std::string& name, const Score& score) {
  return fmt::format("{:<16} {:>4} of {:>4} faults found{}\n", name, score.found, score.asked,
                     score.excused == 0 ? "" : fmt::format(", {} excused", score.excused));
}

void print(const DeviceMutant& mutant, const std::vector<std::string>& failed, bool verbose) {
  if (!verbose) return;
  std::cout << fmt::format("{:<60} {}\n", mutant.name,
                           failed.empty()
                               ? mutant.excuse.empty() ? "SURVIVES" : "excused"
                               : fmt::format("{} of its cases fail, {} first", failed.size(), failed.front()));
}

}  // namespace

int test_mutants(bool verbose) {
  std::map<std::string, Score> scores;
  std::vector<DeviceMutant> survivors;
  std::map<std::string_view, std::string> excused;  // by the reason, as they are few
  Score all;
  for (const DeviceMutant& mutant : harness::all_device_mutants()) {
    const std::vector<std::string> failed = cases_failed_by(mutant);
    print(mutant, failed, verbose);
    Score& score = scores[to_string(mutant.protocol)];
    for (Score* const each : {&score, &all}) {
      if (!mutant.excuse.empty()) {
        ++each->excused;
        continue;
      }
      ++each->asked;
      if (!failed.empty()) ++each->found;
    }
    if (!mutant.excuse.empty()) {
      std::string& names = excused[mutant.excuse];
      names += (names.empty() ? "" : ", ") + mutant.name;
    } else if (failed.empty()) {
      survivors.push_back(mutant);
    }
  }
  if (verbose) std::cout << "\n";
  for (const auto& [name, score] : scores) std::cout << score_words(name, score);
  std::cout << score_words("all", all);
  std::cout << fmt::format("mutation score: {:.1f} %\n", 100.0 * all.found / std::max(1U, all.asked));
  for (const auto& [why, names] : excused) std::cout << fmt::format("excused: {}: {}\n", names, why);
  for (const DeviceMutant& each : survivors) std::cout << fmt::format("survives: {}\n", each.name);
  return code(survivors.empty() ? ExitCode::conforms : ExitCode::failed);
}

}  // namespace vrrpspec::cli
