// vrrpspec test: everything that can be wrong with the command line or the machine is found before the first namespace.
#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "harness/cli/black_box.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/device_names.hpp"
#include "harness/cli/examine.hpp"
#include "harness/cli/guests.hpp"
#include "harness/cli/program.hpp"
#include "harness/cli/screen.hpp"
#include "harness/cli/select.hpp"
#include "harness/cli/wall_clock.hpp"
#include "harness/dut/devices.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/program_path.hpp"
#include "harness/lab/real_time/priority.hpp"
#include "harness/report/jsonl_reader.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Case;
using harness::Device;
using harness::RunInfo;

constexpr std::string_view default_device = "keepalived";

/// Why there is no plan.
struct Refusal {
  ExitCode exit_code{ExitCode::usage};
  std::string message;
};

/// Splits [DUT] [SELECT...]: the first word is the device unless it selects cases.
std::expected<std::string, Refusal> take_device(std::vector<std::string>& words) {
  if (words.empty()) return std::string{default_device};
  std::string first = words.front();
  const std::vector<std::string> names = device_names();
  const bool named = first.ends_with(".toml") || std::ranges::find(names, first) != names.end();
  if (!named && is_selector(harness::all_cases(), first)) return std::string{default_device};
  if (!named) {
    std::vector<std::string> known = names;
    std::ranges::copy(known_selectors(harness::all_cases()), std::back_inserter(known));
    return std::unexpected{
        Refusal{ExitCode::usage, fmt::format("'{}' is neither a device (a built-in name or a path that ends in .toml) "
                                             "nor a selector of cases{}",
                                             first, nearest_of(first, known))}};
  }
  words.erase(words.begin());
  return first;
}

struct LabChoice {
  std::string lab;
  std::string why;  ///< where it was not named
};

/// Virtual time where a guest runs, real time elsewhere.
LabChoice best_lab_for_programs() {
  const auto kernel = find_guest_kernel();
  if (!kernel) return {"netns", "the lab uml has no kernel here: ci/uml-kernel builds it"};
  if (const auto slept = sleep_an_hour_in_a_guest(*kernel); !slept) {
    return {"netns", "no guest of the lab uml runs here: vrrpspec doctor says why"};
  }
  return {"uml", "virtual time"};
}

/// The model lives in the lab sim, a device on a wire in the lab nic, every other one in netns or uml. `argument`: the
/// device as the user named it.
std::expected<LabChoice, Refusal> choose_lab(const std::string& asked, const std::string& argument,
                                             const Device& device) {
  if (auto why = objection_to_lab(asked, device); !why.empty()) {
    return std::unexpected{Refusal{ExitCode::usage, std::move(why)}};
  }
  if (device.black_box) return LabChoice{.lab = std::string{wire_lab}, .why = ""};
  const bool is_model = argument == harness::model_device_name;
  if (asked == "auto") return is_model ? LabChoice{.lab = "sim", .why = ""} : best_lab_for_programs();
  if ((asked == "sim") != is_model) {
    return std::unexpected{Refusal{ExitCode::usage, fmt::format("the lab {} cannot examine the device {}: leave --lab "
                                                                "out, or say --lab {}",
                                                                asked, argument, is_model ? "sim" : "netns")}};
  }
  if (asked != "uml" || find_guest_kernel()) return LabChoice{.lab = asked, .why = ""};
  return std::unexpected{Refusal{ExitCode::environment,
                                 "the lab uml needs a kernel of its own: ci/uml-kernel builds it (4 to 10 minutes)"}};
}

/// What the run is about: as asked, or as a black box is configured.
struct Subject {
  const Profile* profile{&rfc5798};
  Family family{Family::ipv4};
};

std::expected<const Profile*, Refusal> read_profile(const std::string& name) {
  if (const Profile* profile = find_profile(name)) return profile;
  std::vector<std::string> known;
  for (const Profile* profile : all_profiles()) known.emplace_back(profile->name);
  return std::unexpected{
      Refusal{ExitCode::usage, fmt::format("no profile is called '{}'{}", name, nearest_of(name, known))}};
}

/// `earlier`: the run of --failed.
std::expected<Subject, Refusal> choose_subject(const TestOptions& options, const Device& device,
                                               const std::optional<harness::EarlierRun>& earlier) {
  Subject subject;
  if (device.black_box) {
    const auto set_up = find_set_up(device.black_box->set_up);
    if (!set_up) return std::unexpected{Refusal{ExitCode::usage, set_up.error().message}};
    subject.family = set_up->settings.parameters.family;
    if (set_up->settings.version == Version::v2) subject.profile = &rfc3768;
  }
  if (earlier) subject.family = earlier->family;
  const std::string name = options.profile.empty() && earlier ? earlier->profile : options.profile;
  if (!name.empty()) {
    const auto profile = read_profile(name);
    if (!profile) return std::unexpected{profile.error()};
    subject.profile = *profile;
  }
  subject.family = options.family.value_or(subject.family);
  if (subject.profile->version == Version::v2 && subject.family == Family::ipv6) {
    return std::unexpected{
        Refusal{ExitCode::usage, fmt::format("{} is VRRPv2, which has no IPv6: say --family ipv4, or name another "
                                             "profile",
                                             subject.profile->document)}};
  }
  return subject;
}

/// Leaves out the cases that ask for nothing in this protocol, unless they are all that was named: then their results
/// say so.
void keep_cases_about(std::vector<const Case*>& cases, harness::Protocol protocol) {
  std::vector<const Case*> about;
  std::ranges::copy_if(cases, std::back_inserter(about),
                       [protocol](const Case* each) { return each->protocols.contains(protocol); });
  if (!about.empty()) cases = std::move(about);
}

/// The name of a program the device needs and this machine has not.
std::optional<std::string> missing_program(const Device& device, const harness::DeviceSettings& sample,
                                           const std::filesystem::path& out) {
  if (!device.version_command.empty() && !harness::find_program(device.version_command.front())) {
    return device.version_command.front();
  }
  const auto launch = device.launch(sample, {"eth0", std::filesystem::absolute(out)});
  if (launch && !launch->argv.empty() && !harness::find_program(launch->argv.front())) return launch->argv.front();
  return std::nullopt;
}

std::expected<void, Refusal> check_machine(const Plan& plan) {
  const harness::Protocol protocol = harness::protocol_of(*plan.run_options.profile, plan.run_options.family);
  const auto program = plan.info.lab == "sim"
                           ? std::nullopt
                           : missing_program(plan.device, plan.cases.front()->settings(protocol), plan.info.out);
  if (program) {
    return std::unexpected{
        Refusal{ExitCode::environment,
                fmt::format("device '{}' needs the program {}, which is not here; vrrpspec doctor says how to get what "
                            "built-in devices need",
                            plan.device.name, *program)}};
  }
  std::error_code error;
  std::filesystem::create_directories(plan.info.out, error);
  if (error || !std::ofstream{plan.info.out / "run.jsonl", std::ios::app}.is_open()) {
    return std::unexpected{
        Refusal{ExitCode::environment,
                fmt::format("cannot write to {}: choose another folder with --out", plan.info.out.string())}};
  }
  if (!plan.junit.empty() && !std::ofstream{plan.junit, std::ios::app}.is_open()) {
    return std::unexpected{Refusal{ExitCode::environment,
                                   fmt::format("cannot write {}: choose another file with --junit, in a folder that "
                                               "is there",
                                               plan.junit.string())}};
  }
  return {};
}

RunInfo run_info(const TestOptions& options, const std::string& device_argument, const Plan& plan) {
  utsname kernel{};
  ::uname(&kernel);
  RunInfo info;
  info.tool_version = VRRPSPEC_VERSION;
  info.device = plan.device.name;
  info.device_argument = device_argument;
  info.lab = plan.info.lab;
  info.why_lab = plan.info.why_lab;
  info.priority = to_string(options.priority);
  info.profile = plan.run_options.profile->name;
  info.document = plan.run_options.profile->document;
  info.family = plan.run_options.family;
  info.seed = plan.run_options.seed;
  info.started = wall_clock_text();
  info.kernel = fmt::format("{} {} {}", kernel.sysname, kernel.release, kernel.machine);
  info.repeat = options.repeat;
  info.gates = options.gates;
  info.out = options.out;
  for (const Case* c : plan.cases) info.cases.emplace_back(c->id);
  return info;
}

/// The run of --failed; none where that is not asked for.
std::expected<std::optional<harness::EarlierRun>, Refusal> earlier_run(const std::filesystem::path& folder) {
  if (folder.empty()) return std::nullopt;
  auto earlier = harness::read_earlier_run(folder);
  if (!earlier) return std::unexpected{Refusal{ExitCode::usage, "--failed: " + earlier.error().message}};
  return std::move(*earlier);
}

std::expected<harness::KnownFailures, Refusal> read_known_failures(const std::filesystem::path& file,
                                                                   const std::string& device) {
  if (file.empty()) return harness::KnownFailures{};
  auto entries = harness::load_known_failures(file, harness::all_cases());
  if (!entries) return std::unexpected{Refusal{ExitCode::usage, entries.error().message}};
  return harness::KnownFailures{std::move(*entries), device, today()};
}

harness::RunOptions run_options(const TestOptions& options, const Subject& subject) {
  constexpr Duration until_it_begins = std::chrono::seconds{30};
  const Duration wall_timeout =
      options.wall_timeout.value_or(std::max(harness::RunOptions{}.wall_timeout, options.timeout + until_it_begins));
  return {.profile = subject.profile,
          .family = subject.family,
          .jobs = options.jobs,
          .retries = options.retries,
          .timeout = options.timeout,
          .wall_timeout = wall_timeout,
          .seed = options.seed ? *options.seed : fresh_seed()};
}

std::expected<Plan, Refusal> make_plan(const TestOptions& options) {
  Plan plan;
  SelectOptions select = options.select;
  select.words = options.words;
  const auto device_argument = take_device(select.words);
  if (!device_argument) return std::unexpected{device_argument.error()};
  auto device = harness::find_device(*device_argument);
  if (!device) return std::unexpected{Refusal{ExitCode::usage, device.error().message}};
  plan.device = std::move(*device);
  const auto earlier = earlier_run(options.failed);
  if (!earlier) return std::unexpected{earlier.error()};
  const auto subject = choose_subject(options, plan.device, *earlier);
  if (!subject) return std::unexpected{subject.error()};
  auto cases = select_cases(harness::all_cases(), select);
  if (!cases) return std::unexpected{Refusal{ExitCode::usage, cases.error().message}};
  plan.cases = std::move(*cases);
  if (*earlier) {
    const auto& ids = (*earlier)->without_pass;
    std::erase_if(plan.cases, [&ids](const Case* each) { return std::ranges::find(ids, each->id) == ids.end(); });
  }
  if (plan.cases.empty()) {
    return std::unexpected{Refusal{ExitCode::nothing_ran,
                                   "nothing to run: the selectors, --filter, --shard and --failed together leave no "
                                   "case"}};
  }
  keep_cases_about(plan.cases, harness::protocol_of(*subject->profile, subject->family));
  const auto lab = choose_lab(options.lab, *device_argument, plan.device);
  if (!lab) return std::unexpected{lab.error()};
  plan.info.lab = lab->lab;
  plan.info.why_lab = lab->why;
  plan.run_options = run_options(options, *subject);
  if (plan.device.black_box) plan.run_options.jobs = 1;
  plan.wire = options.wire;
  plan.until_fail = options.until_fail;
  plan.shuffled = options.order == Order::random;
  if (auto known = read_known_failures(options.known_failures, plan.device.name)) {
    plan.known = std::move(*known);
  } else {
    return std::unexpected{known.error()};
  }
  plan.info = run_info(options, *device_argument, plan);
  plan.style = screen_style(options.colour);
  plan.style.quiet = options.quiet;
  plan.style.verbose = options.verbose;
  plan.junit = options.junit;
  if (auto checked = check_machine(plan); !checked) return std::unexpected{checked.error()};
  plan.info.device_version = version_of(plan.device.version_command);
  return plan;
}

}  // namespace

int test(const TestOptions& options) {
  const auto plan = make_plan(options);
  if (!plan) return complain(plan.error().exit_code, plan.error().message);

  std::cout << std::flush;
  const bool real_time = plan->info.lab == "netns" || plan->info.lab == wire_lab;
  if (options.priority == harness::PriorityChoice::normal) harness::take_ordinary_priority();
  if (real_time && options.priority != harness::PriorityChoice::normal) {
    const auto taken = harness::take_real_time_priority();
    if (!taken && options.priority == harness::PriorityChoice::realtime) {
      return complain(ExitCode::environment, taken.error().message);
    }
  }
  if (plan->info.lab == "sim" || plan->device.black_box) return examine(*plan);
  const auto ended = harness::run_enclosed([&plan] { return examine(*plan); });
  // Guests have namespaces of their own; those around them only make sure that nothing is left behind.
  if (!ended && plan->info.lab == "uml") return examine(*plan);
  if (!ended) return complain(ExitCode::environment, ended.error().message + " (vrrpspec doctor says more)");
  if (*ended >= 128) {
    return complain(ExitCode::environment, fmt::format("the run was ended by signal {}", *ended - 128));
  }
  return *ended;
}

}  // namespace vrrpspec::cli
