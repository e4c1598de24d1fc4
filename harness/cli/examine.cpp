#include "harness/cli/examine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <optional>
#include <utility>

#include "harness/cli/black_box.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/guests.hpp"
#include "harness/cli/interrupts.hpp"
#include "harness/cli/wall_clock.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/sim/sim_lab.hpp"
#include "harness/report/jsonl.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/terminal.hpp"
#include "harness/run/case_folder.hpp"
#include "harness/run/order.hpp"
#include "harness/text/duration.hpp"

namespace vrrpspec::cli {
namespace {

using harness::CaseResult;

/// Prints and records each result as it comes, and says when to end the run early.
class Recorder final : public harness::RunObserver {
 public:
  Recorder(const Plan& plan, harness::TerminalReport& terminal, std::ofstream& record)
      : plan_{plan}, terminal_{terminal}, record_{record} {
    // In the labs in real time their loop takes signals.
    if (plan.info.lab == "uml" || plan.info.lab == "sim") interrupts_.emplace();
  }
  void start_repetition(unsigned number) { repetition_ = number; }
  void on_result(const CaseResult& result) override {
    CaseResult marked = result;
    plan_.known.mark(marked);
    record_ << harness::result_line(marked, repetition_) << std::flush;
    terminal_.result(marked);
    since_news_ = {};
  }
  void on_begin(const harness::Case& /*test_case*/) override { since_news_ = {}; }
  void on_resolution(Duration resolution) override { terminal_.resolution(resolution); }
  void on_tick(std::span<const harness::Waiting> waiting) override { terminal_.waiting(waiting); }
  bool must_stop() override {
    if (interrupts_ && interrupts_->came()) return true;
    // A guest is given up by itself, and the others go on.
    timed_out_ = plan_.info.lab != "uml" && since_news_.elapsed() > plan_.run_options.wall_timeout;
    return timed_out_;
  }
  [[nodiscard]] std::string why_stopped() const {
    if (!timed_out_) return "by a signal";
    return fmt::format("because no case had ended for {} (--wall-timeout)",
                       harness::duration_text(plan_.run_options.wall_timeout));
  }
  void on_certificate(const harness::NoiseCertificate& certificate) override {
    if (of_guests_) {
      of_guests_->merge(certificate);
    } else {
      of_guests_ = certificate;
    }
  }
  [[nodiscard]] const std::optional<harness::NoiseCertificate>& of_guests() const { return of_guests_; }

 private:
  const Plan& plan_;
  harness::TerminalReport& terminal_;
  std::ofstream& record_;
  std::optional<Interrupts> interrupts_;
  Stopwatch since_news_;
  bool timed_out_{false};
  unsigned repetition_{1};
  std::optional<harness::NoiseCertificate> of_guests_;
};

/// JUnit knows no run that was interrupted: its reader must see that cases are missing.
void add_unfinished(std::vector<CaseResult>& results, const Plan& plan, const std::string& interruption) {
  for (const harness::Case* const each : plan.cases) {
    if (std::ranges::find(results, each->id, &CaseResult::id) != results.end()) continue;
    results.push_back(harness::lab_error(*each, "the case comes to an end", "the run was interrupted " + interruption));
  }
}

/// Whether what was recorded has reached the files.
bool write_reports(const Plan& plan, std::ofstream& record, std::vector<std::vector<CaseResult>> repetitions,
                   const harness::Summary& summary, ExitCode verdict, Duration wall_time) {
  record << harness::summary_line(summary, verdict, wall_time) << std::flush;
  if (plan.junit.empty()) return record.good();
  if (summary.unfinished > 0) add_unfinished(repetitions.back(), plan, summary.interruption);
  std::ofstream junit{plan.junit};
  junit << harness::junit_xml(plan.info, repetitions, wall_time, summary.certificate) << std::flush;
  return record.good() && junit.good();
}

/// None for the lab uml, whose guests make their own.
std::expected<std::unique_ptr<harness::Lab>, harness::Error> make_lab(const Plan& plan) {
  if (plan.info.lab == "uml") return nullptr;
  if (plan.device.black_box) return open_wire(plan.device, plan.wire);
  if (plan.info.lab != "sim") return harness::make_netns_lab(plan.device);
  return harness::make_sim_lab([profile = plan.run_options.profile](const harness::DeviceSettings& settings) {
    return std::make_unique<harness::SimRouter>(settings, *profile);
  });
}

std::vector<CaseResult> run_once(const Plan& plan, harness::Lab* lab, unsigned repetition, Recorder& recorder) {
  harness::RunOptions options = plan.run_options;
  options.out = harness::repetition_folder(plan.info.out, repetition);
  std::vector<const harness::Case*> cases = plan.cases;
  if (plan.shuffled) harness::shuffle(cases, options.seed + repetition - 1);
  std::vector<CaseResult> results =
      plan.info.lab == "uml"
          ? run_cases_in_guests(*find_guest_kernel(), plan.info.device_argument, options.out, cases, options, recorder)
          : harness::run_cases(*lab, plan.device, cases, options, recorder);
  for (CaseResult& result : results) {
    plan.known.mark(result);
    if (!result.finding)
      result.timeline = {};  // is in the record, and no report draws it: runs may have 100 000 of them
  }
  return results;
}

}  // namespace

int examine(const Plan& plan) {
  const Stopwatch watch;
  const auto lab = make_lab(plan);
  if (!lab) return complain(ExitCode::environment, lab.error().message);
  if (const auto removed = harness::remove_earlier_folders(plan.info.out, plan.cases); !removed) {
    return complain(ExitCode::environment, removed.error().message);
  }

  std::ofstream record{plan.info.out / "run.jsonl"};
  record << harness::run_line(plan.info) << std::flush;
  harness::TerminalReport terminal{std::cout, plan.info, plan.style};
  Recorder recorder{plan, terminal, record};
  terminal.start();

  std::vector<std::vector<CaseResult>> repetitions;
  std::vector<CaseResult> all;
  harness::Summary summary;
  for (unsigned number = 1; number <= plan.info.repeat && summary.unfinished == 0; ++number) {
    terminal.start_repetition(number);
    recorder.start_repetition(number);
    repetitions.push_back(run_once(plan, lab->get(), number, recorder));
    const std::vector<CaseResult>& latest = repetitions.back();
    all.insert(all.end(), latest.begin(), latest.end());
    summary.unfinished = static_cast<unsigned>(plan.cases.size() - latest.size());
    const bool failed = harness::exit_code(harness::summarise(latest), plan.info.gates) == ExitCode::failed;
    if (plan.until_fail && failed) break;
  }

  const unsigned unfinished = summary.unfinished;
  summary = harness::summarise(all);
  summary.unfinished = unfinished;
  summary.interruption = recorder.why_stopped();
  summary.certificate = *lab ? (*lab)->certificate() : recorder.of_guests();
  const ExitCode verdict = harness::exit_code(summary, plan.info.gates);
  const Duration wall_time = watch.elapsed();
  terminal.finish(all, summary, wall_time);
  if (!write_reports(plan, record, std::move(repetitions), summary, verdict, wall_time)) {
    return complain(ExitCode::environment, "a report could not be written: is the disk full?");
  }
  return code(verdict);
}

}  // namespace vrrpspec::cli
