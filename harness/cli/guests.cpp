#include "harness/cli/guests.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <span>
#include <thread>

#include "harness/cli/guest_crew.hpp"
#include "harness/cli/guest_plan.hpp"
#include "harness/cli/guest_stream.hpp"
#include "harness/cli/interrupts.hpp"
#include "harness/cli/wall_clock.hpp"
#include "harness/dut/devices.hpp"
#include "harness/lab/netns/calibration.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/program_path.hpp"
#include "harness/lab/uml/guest.hpp"
#include "harness/report/jsonl.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Case;
using harness::CaseResult;
using harness::Error;

/// The name of the guest that only sleeps.
constexpr const char* hour = "hour";

class StreamWriter final : public harness::RunObserver {
 public:
  explicit StreamWriter(const std::filesystem::path& file) : file_{file} {}
  void calibrated(const harness::Calibration& calibration) { file_ << calibration_line(calibration) << std::flush; }
  void on_begin(const Case& test_case) override { file_ << begin_line(test_case.id) << std::flush; }
  void on_result(const CaseResult& result) override { file_ << harness::result_line(result, 1) << std::flush; }
  void on_certificate(const harness::NoiseCertificate& certificate) override {
    file_ << harness::certificate_line(certificate) << std::flush;
  }

 private:
  std::ofstream file_;
};

/// Several portions for each guest that runs at once, so that none is idle for long in the end; a guest is booted in a
/// tenth of a second.
std::vector<std::span<const Case* const>> portions_of(const std::vector<const Case*>& cases, std::size_t at_once) {
  constexpr std::size_t rounds = 3;
  constexpr std::size_t most = 16;  // what is lost when a guest does not do its work
  const std::size_t size = std::clamp<std::size_t>((cases.size() + at_once * rounds - 1) / (at_once * rounds), 1, most);
  std::vector<std::span<const Case* const>> portions;
  for (std::span<const Case* const> left{cases}; !left.empty();) {
    const std::size_t taken = std::min(size, left.size());
    portions.push_back(left.first(taken));
    left = left.subspan(taken);
  }
  return portions;
}

/// Inside the guest, as a child of its init.
int run_plan(const GuestPlan& plan) {
  const auto device = harness::find_device(plan.device);
  const Profile* const profile = find_profile(plan.profile);
  if (!device || profile == nullptr) return 2;
  std::vector<const Case*> cases;
  for (const std::string& id : plan.cases) {
    const auto known = std::ranges::find(harness::all_cases(), id, &Case::id);
    if (known != harness::all_cases().end()) cases.push_back(&*known);
  }
  const auto calibration = harness::calibrate();
  if (!calibration) {
    std::cerr << calibration.error().message << '\n';
    return 5;
  }
  const Duration resolution = harness::resolution(*calibration);
  if (resolution > harness::coarsest_resolution) {
    std::cerr << fmt::format(
        "the clock of this guest is known to {} us only, too little to judge times by: build its kernel anew with "
        "ci/uml-kernel\n",
        resolution / std::chrono::microseconds{1});
    return 5;
  }
  const auto lab = harness::make_netns_lab(*device, {.resolution = resolution, .is_virtual = true});
  if (!lab) {
    std::cerr << lab.error().message << '\n';
    return 5;
  }
  StreamWriter writer{plan.files / (plan.name + ".jsonl")};
  writer.calibrated(*calibration);
  const harness::RunOptions options{.profile = profile,
                                    .family = plan.ipv6 ? Family::ipv6 : Family::ipv4,
                                    .jobs = 1,      // waiting is free, and cases would meet in the same instants
                                    .attempts = 1,  // chance has no part in it: what is late once is late
                                    .retries = plan.retries,
                                    .timeout = plan.timeout,
                                    .judges_silence = false,  // other guests may have heard the device
                                    .seed = plan.seed,
                                    .out = plan.out};
  harness::run_cases(**lab, *device, cases, options, writer);
  if (auto certificate = (*lab)->certificate()) {
    certificate->resolution = resolution;
    writer.on_certificate(*certificate);
  }
  return 0;
}

std::expected<Duration, Error> sleep_an_hour(const std::filesystem::path& kernel, const std::filesystem::path& folder,
                                             Interrupts& interrupts) {
  const Stopwatch watch;
  auto guest =
      harness::Guest::boot({.kernel = kernel,
                            .init = {std::filesystem::read_symlink("/proc/self/exe"), "guest", as_one_word(folder)},
                            .directory = folder,
                            .name = hour});
  if (!guest) return std::unexpected{guest.error()};
  for (int waited = 0; waited < 10'000 && !interrupts.came(); waited += glance_ms) {
    poll(nullptr, 0, glance_ms);
    const auto ended = guest->ended();
    if (!ended) continue;
    if (!*ended) return std::unexpected{ended->error()};
    if (**ended == 0) return watch.elapsed();
    return std::unexpected{Error{fmt::format("its sleep was interrupted: exit code {}", **ended)}};
  }
  return std::unexpected{Error{"it did not end within ten seconds"}};
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
  std::optional<int> interrupted;
  std::expected<Duration, Error> outcome = std::unexpected{Error{}};
  {
    Interrupts interrupts;  // which would leave the folder
    outcome = sleep_an_hour(kernel, folder, interrupts);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    interrupted = interrupts.came();
  }
  if (interrupted) raise(*interrupted);
  return outcome;
}

std::vector<CaseResult> run_cases_in_guests(const std::filesystem::path& kernel, const std::string& device,
                                            const std::filesystem::path& files, const std::vector<const Case*>& cases,
                                            const harness::RunOptions& options, harness::RunObserver& observer) {
  const std::size_t at_once = std::clamp(std::thread::hardware_concurrency(), 1U, std::max(1U, options.jobs));
  std::filesystem::create_directories(options.out);
  GuestPlan plan;
  plan.device = device.ends_with(".toml") ? std::filesystem::absolute(device).string() : device;
  plan.profile = options.profile->name;
  plan.ipv6 = options.family == Family::ipv6;
  plan.path = harness::program_path();
  plan.seed = options.seed;
  plan.retries = options.retries;
  plan.timeout = options.timeout;
  plan.out = std::filesystem::absolute(options.out);
  plan.files = std::filesystem::absolute(files);
  std::vector<GuestPlan> portions;
  for (const std::span<const Case* const> portion : portions_of(cases, at_once)) {
    plan.cases.clear();
    for (const Case* const each : portion) plan.cases.emplace_back(each->id);
    portions.push_back(plan);
  }
  GuestCrew crew{kernel, cases, options.wall_timeout, options.out, observer};
  crew.run(std::move(portions), at_once);
  return crew.results();
}

void run_guest(std::string_view word) {
  const std::filesystem::path file = from_one_word(word);
  if (std::filesystem::is_directory(file)) {
    harness::run_as_init(file, hour, [] { return poll(nullptr, 0, 3'600'000); });
  }
  const auto plan = read_guest_plan(file);
  if (!plan) {
    std::cerr << plan.error().message << '\n';
    harness::run_as_init(file.parent_path(), "guest", [] { return 2; });
  }
  setenv("PATH", plan->path.c_str(), 1);
  harness::run_as_init(plan->files, plan->name, [&plan] { return run_plan(*plan); });
}

}  // namespace vrrpspec::cli
