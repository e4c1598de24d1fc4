#include "harness/cli/guests.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>

#include "harness/cli/guest_plan.hpp"
#include "harness/cli/wall_clock.hpp"
#include "harness/dut/devices.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/uml/guest.hpp"
#include "harness/report/jsonl.hpp"
#include "harness/report/jsonl_reader.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Case;
using harness::CaseResult;
using harness::Error;

/// Virtual time has no noise; what remains is the order of events within an instant and the rounding of stamps.
constexpr Duration virtual_time_resolution = std::chrono::microseconds{200};
/// Wall time without a result after which a guest is given up: a device that spins stops its clock.
constexpr int patience_ms = 120'000;
constexpr int glance_ms = 20;
/// Cases at once in one guest: more of them wait for its one processor, and need more memory.
constexpr unsigned most_jobs = 8;
/// The name of the guest that only sleeps.
constexpr const char* hour = "hour";

/// The complete lines that were added to a file since the last look.
class Tail {
 public:
  explicit Tail(std::filesystem::path path) : path_{std::move(path)} {}
  std::vector<std::string> lines() {
    std::ifstream file{path_};
    file.seekg(static_cast<std::streamoff>(read_));
    std::vector<std::string> complete;
    for (std::string line; std::getline(file, line) && !file.eof();) {
      read_ += line.size() + 1;
      complete.push_back(std::move(line));
    }
    return complete;
  }

 private:
  std::filesystem::path path_;
  std::size_t read_{0};
};

struct Running {
  GuestPlan plan;
  harness::Guest guest;
  Tail results;
  int silent_ms{0};
};

class GuestRun {
 public:
  GuestRun(std::vector<const Case*> cases, harness::RunObserver& observer)
      : cases_{std::move(cases)}, observer_{observer} {}

  void watch(std::vector<Running> guests) {
    while (!guests.empty()) {
      poll(nullptr, 0, glance_ms);
      std::erase_if(guests, [this](Running& running) { return look(running); });
    }
  }
  void give_up(const GuestPlan& plan, const std::string& why) {
    for (const std::string& id : plan.cases) {
      if (!results_.contains(id)) report(failed(id, why));
    }
  }
  std::vector<CaseResult> results() {
    std::vector<CaseResult> ordered;
    for (const Case* const each : cases_) ordered.push_back(std::move(results_.at(std::string{each->id})));
    return ordered;
  }

 private:
  /// Whether the guest is done with.
  bool look(Running& running) {
    running.silent_ms += glance_ms;
    const auto ended = running.guest.ended();  // before the last look at its results
    for (const std::string& line : running.results.lines()) {
      running.silent_ms = 0;
      if (auto result = harness::read_result_line(line)) report(std::move(*result));
      if (const auto certificate = harness::read_certificate_line(line)) observer_.on_certificate(*certificate);
    }
    if (ended) {
      give_up(running.plan, *ended ? "the guest ended without a result for this case" : ended->error().message);
      return true;
    }
    if (running.silent_ms < patience_ms) return false;
    running.guest.end();
    give_up(running.plan, fmt::format("the guest gave no result for {} s of wall time: does the device spin without "
                                      "sleeping? That stops virtual time",
                                      patience_ms / 1000));
    return true;
  }

  void report(CaseResult result) {
    observer_.on_result(result);
    std::string id = result.id;
    results_.insert_or_assign(std::move(id), std::move(result));
  }

  CaseResult failed(const std::string& id, const std::string& why) const {
    const Case& each = **std::ranges::find(cases_, id, [](const Case* one) { return std::string{one->id}; });
    CaseResult result;
    result.id = id;
    result.clauses = each.clauses;
    result.level = each.level;
    result.verdict = harness::Verdict::error;
    result.finding = harness::Finding{.verdict = harness::Verdict::error,
                                      .kind = harness::FindingKind::lab,
                                      .clause = each.clauses.front(),
                                      .expected = "the guest runs the case to its end",
                                      .seen = why};
    return result;
  }

  std::vector<const Case*> cases_;
  harness::RunObserver& observer_;
  std::map<std::string, CaseResult> results_;
};

class ResultWriter final : public harness::RunObserver {
 public:
  explicit ResultWriter(const std::filesystem::path& file) : file_{file} {}
  void on_result(const CaseResult& result) override { file_ << harness::result_line(result, 1) << std::flush; }
  void on_certificate(const harness::NoiseCertificate& certificate) override {
    file_ << harness::certificate_line(certificate) << std::flush;
  }

 private:
  std::ofstream file_;
};

/// Inside the guest, as a child of its init.
int run_plan(const GuestPlan& plan) {
  const auto device = harness::find_device(plan.device);
  const Profile* const profile = find_profile(plan.profile);
  if (!device || profile == nullptr) return 2;
  std::vector<const Case*> cases;
  for (const Case& each : harness::all_cases()) {
    if (std::ranges::find(plan.cases, each.id) != plan.cases.end()) cases.push_back(&each);
  }
  const auto lab = harness::make_netns_lab(*device, {.resolution = virtual_time_resolution, .is_virtual = true});
  if (!lab) {
    std::cerr << lab.error().message << '\n';
    return 5;
  }
  ResultWriter writer{plan.out / (plan.name + ".jsonl")};
  const harness::RunOptions options{.profile = profile, .jobs = plan.jobs, .seed = plan.seed, .out = plan.out};
  harness::run_cases(**lab, *device, cases, options, writer);
  if (const auto certificate = (*lab)->certificate()) writer.on_certificate(*certificate);
  return 0;
}

}  // namespace

std::optional<std::filesystem::path> find_guest_kernel() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  // build/PRESET/bin/vrrpspec and build/uml/linux
  const std::filesystem::path kernel = program.parent_path().parent_path().parent_path() / "uml" / "linux";
  if (error || !std::filesystem::exists(kernel, error)) return std::nullopt;
  return kernel;
}

std::expected<Duration, Error> sleep_an_hour_in_a_guest(const std::filesystem::path& kernel) {
  std::string folder = std::filesystem::temp_directory_path() / "vrrpspec-guest-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return std::unexpected{Error{"cannot make a folder in " + folder}};
  const Stopwatch watch;
  std::expected<Duration, Error> outcome = std::unexpected{Error{"it did not end within ten seconds"}};
  {
    auto guest = harness::Guest::boot({.kernel = kernel,
                                       .init = {std::filesystem::read_symlink("/proc/self/exe"), "guest", folder},
                                       .directory = folder,
                                       .name = hour});
    for (int waited = 0; guest && waited < 10'000; waited += glance_ms) {
      poll(nullptr, 0, glance_ms);
      const auto ended = guest->ended();
      if (!ended) continue;
      if (*ended)
        outcome = watch.elapsed();
      else
        outcome = std::unexpected{ended->error()};
      break;
    }
  }
  std::filesystem::remove_all(folder);
  return outcome;
}

std::vector<CaseResult> run_cases_in_guests(const std::filesystem::path& kernel, const std::string& device,
                                            const std::filesystem::path& files, const std::vector<const Case*>& cases,
                                            const harness::RunOptions& options, harness::RunObserver& observer) {
  GuestRun run{cases, observer};
  const std::size_t count = std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), cases.size());
  std::vector<GuestPlan> plans(count);
  for (std::size_t i = 0; i < cases.size(); ++i) plans[i % count].cases.emplace_back(cases[i]->id);
  std::filesystem::create_directories(options.out);
  std::vector<Running> guests;
  for (std::size_t i = 0; i < count; ++i) {
    GuestPlan& plan = plans[i];
    plan.name = fmt::format("guest-{}", i + 1);
    plan.device = device.ends_with(".toml") ? std::filesystem::absolute(device).string() : device;
    plan.profile = options.profile->name;
    plan.seed = options.seed + i;
    plan.jobs = std::min(options.jobs, most_jobs);
    plan.out = std::filesystem::absolute(options.out);
    plan.files = std::filesystem::absolute(files);
    const std::filesystem::path plan_file = plan.out / (plan.name + ".plan");
    write_guest_plan(plan, plan_file);
    std::filesystem::remove(plan.out / (plan.name + ".jsonl"));
    auto guest = harness::Guest::boot({.kernel = kernel,
                                       .init = {std::filesystem::read_symlink("/proc/self/exe"), "guest", plan_file},
                                       .directory = plan.files,
                                       .name = plan.name});
    if (!guest) {
      run.give_up(plan, guest.error().message);
      continue;
    }
    const std::filesystem::path results = plan.out / (plan.name + ".jsonl");
    guests.push_back({std::move(plan), std::move(*guest), Tail{results}});
  }
  run.watch(std::move(guests));
  return run.results();
}

void run_guest(const std::filesystem::path& file) {
  if (std::filesystem::is_directory(file)) {
    harness::run_as_init(file, hour, [] { return poll(nullptr, 0, 3'600'000); });
  }
  const auto plan = read_guest_plan(file);
  if (!plan) {
    std::cerr << plan.error().message << '\n';
    harness::run_as_init(file.parent_path(), "guest", [] { return 2; });
  }
  harness::run_as_init(plan->files, plan->name, [&plan] { return run_plan(*plan); });
}

}  // namespace vrrpspec::cli
