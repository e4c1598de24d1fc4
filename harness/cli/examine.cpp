#include "harness/cli/examine.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "harness/cli/complain.hpp"
#include "harness/cli/guests.hpp"
#include "harness/cli/wall_clock.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/sim/sim_lab.hpp"
#include "harness/report/jsonl.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/terminal.hpp"

namespace vrrpspec::cli {
namespace {

using harness::CaseResult;

/// Prints and records each result as it comes.
class Recorder final : public harness::RunObserver {
 public:
  Recorder(harness::TerminalReport& terminal, std::ofstream& record) : terminal_{terminal}, record_{record} {}
  void start_repetition(unsigned number) { repetition_ = number; }
  void on_result(const CaseResult& result) override {
    record_ << harness::result_line(result, repetition_) << std::flush;
    terminal_.result(result);
  }

 private:
  harness::TerminalReport& terminal_;
  std::ofstream& record_;
  unsigned repetition_{1};
};

/// Whether what was recorded has reached the files.
bool write_reports(const Plan& plan, std::ofstream& record, const std::vector<std::vector<CaseResult>>& repetitions,
                   const harness::Summary& summary, ExitCode verdict, Duration wall_time) {
  record << harness::summary_line(summary, verdict, wall_time) << std::flush;
  if (plan.junit.empty()) return record.good();
  std::ofstream junit{plan.junit};
  junit << harness::junit_xml(plan.info, repetitions, wall_time) << std::flush;
  return record.good() && junit.good();
}

/// None for the lab uml, whose guests make their own.
std::expected<std::unique_ptr<harness::Lab>, harness::Error> make_lab(const Plan& plan) {
  if (plan.info.lab == "uml") return nullptr;
  if (plan.info.lab != "sim") return harness::make_netns_lab(plan.device);
  return harness::make_sim_lab([profile = plan.run_options.profile](const harness::DeviceSettings& settings) {
    return std::make_unique<harness::SimRouter>(settings, *profile);
  });
}

}  // namespace

int examine(const Plan& plan) {
  const Stopwatch watch;
  const auto lab = make_lab(plan);
  if (!lab) return complain(ExitCode::environment, lab.error().message);

  std::ofstream record{plan.info.out / "run.jsonl"};
  record << harness::run_line(plan.info) << std::flush;
  harness::TerminalReport terminal{std::cout, plan.info, plan.style};
  Recorder recorder{terminal, record};
  terminal.start();

  std::vector<std::vector<CaseResult>> repetitions;
  std::vector<CaseResult> all;
  std::size_t unfinished = 0;
  for (unsigned number = 1; number <= plan.info.repeat && unfinished == 0; ++number) {
    terminal.start_repetition(number);
    recorder.start_repetition(number);
    harness::RunOptions options = plan.run_options;
    options.out = number == 1 ? plan.info.out : plan.info.out / fmt::format("repetition-{}", number);
    std::vector<CaseResult> results = plan.info.lab == "uml"
                                          ? run_cases_in_guests(*find_guest_kernel(), plan.info.device_argument,
                                                                options.out, plan.cases, options, recorder)
                                          : harness::run_cases(**lab, plan.device, plan.cases, options, recorder);
    unfinished = plan.cases.size() - results.size();  // a signal ends the lab's loop early
    repetitions.push_back(std::move(results));
    all.insert(all.end(), repetitions.back().begin(), repetitions.back().end());
  }

  harness::Summary summary = harness::summarise(all);
  summary.unfinished = static_cast<unsigned>(unfinished);
  const ExitCode verdict = harness::exit_code(summary, plan.info.strict);
  const Duration wall_time = watch.elapsed();
  terminal.finish(all, summary, wall_time);
  if (!write_reports(plan, record, repetitions, summary, verdict, wall_time)) {
    return complain(ExitCode::environment, "a report could not be written: is the disk full?");
  }
  return code(verdict);
}

}  // namespace vrrpspec::cli
