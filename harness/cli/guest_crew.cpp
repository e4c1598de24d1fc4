#include "harness/cli/guest_crew.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "harness/report/jsonl_reader.hpp"
#include "harness/text/duration.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Case;
using harness::CaseResult;

constexpr Duration tick_period = std::chrono::seconds{1};

}  // namespace

void GuestCrew::run(std::vector<GuestPlan> portions, std::size_t at_once) {
  waiting_ = std::move(portions);
  std::ranges::reverse(waiting_);
  for (Stopwatch since_tick; !stop_;) {
    while (running_.size() < at_once && !waiting_.empty()) {
      GuestPlan plan = std::move(waiting_.back());
      waiting_.pop_back();
      boot(std::move(plan));
    }
    if (running_.empty()) break;
    poll(nullptr, 0, glance_ms);
    std::erase_if(running_, [this](Running& running) { return look(running); });
    if (since_tick.elapsed() < tick_period) continue;
    since_tick = {};
    tick();
  }
  running_.clear();  // which ends them
  silence_.end();
}

std::vector<CaseResult> GuestCrew::results() {
  std::vector<CaseResult> ordered;
  for (const Case* const each : cases_) {
    const auto found = results_.find(std::string{each->id});
    if (found != results_.end()) ordered.push_back(std::move(found->second));
  }
  return ordered;
}

unsigned GuestCrew::free_place() const {
  unsigned place = 0;
  while (std::ranges::find(running_, place, &Running::place) != running_.end()) ++place;
  return place;
}

void GuestCrew::boot(GuestPlan plan) {
  const unsigned place = free_place();
  plan.name = fmt::format("guests/guest-{}", ++booted_);
  const std::filesystem::path base = plan.files / plan.name;
  const std::filesystem::path plan_file = base.string() + ".plan", stream = base.string() + ".jsonl";
  std::error_code error;
  std::filesystem::create_directories(base.parent_path(), error);
  std::filesystem::remove(stream, error);
  if (const auto written = write_guest_plan(plan, plan_file); !written) {
    for (const std::string& id : plan.cases) give_up(id, written.error().message);
    return;
  }
  auto guest =
      harness::Guest::boot({.kernel = kernel_,
                            .init = {std::filesystem::read_symlink("/proc/self/exe"), "guest", as_one_word(plan_file)},
                            .directory = plan.files,
                            .place = place,
                            .name = plan.name});
  if (!guest) {
    for (const std::string& id : plan.cases) give_up(id, guest.error().message);
    return;
  }
  running_.push_back({.plan = std::move(plan),
                      .place = place,
                      .guest = std::move(*guest),
                      .stream = Tail{stream},
                      .silent = {},
                      .begun = {},
                      .latest = {}});
}

std::string GuestCrew::why_ended(const Running& running, const std::expected<int, harness::Error>& ended) {
  if (!ended) return ended.error().message;
  if (*ended == 0) return "the guest ended without a result for this case";
  return fmt::format("the guest's work ended with exit code {}; its console's last lines:\n{}", *ended,
                     running.guest.console_end());
}

/// Whether the guest is done with.
bool GuestCrew::look(Running& running) {
  const auto ended = running.guest.ended();  // before the last look at what it told
  for (const std::string& line : running.stream.lines()) hear(running, line);
  if (ended) {
    lose(running, why_ended(running, *ended), true);
    return true;
  }
  if (running.silent.elapsed() < wall_timeout_) return false;
  running.guest.end();
  const std::string why = fmt::format(
      "the guest gave no result for {} of wall time (--wall-timeout) while {} ran in it: does the device "
      "spin without sleeping? That stops virtual time",
      harness::duration_text(wall_timeout_), running.begun.empty() ? "no case" : running.latest);
  // If no guest has worked yet, it will be the same with the others, at the same price each.
  lose(running, why, any_result_);
  return true;
}

void GuestCrew::hear(Running& running, const std::string& line) {
  if (const auto certificate = harness::read_certificate_line(line)) {
    observer_.on_certificate(*certificate);
    return;
  }
  auto news = read_guest_line(line);
  if (!news) return;
  running.silent = {};
  if (const auto* const begun = std::get_if<CaseBegun>(&*news)) {
    running.latest = begun->id;
    running.begun.insert_or_assign(begun->id, Stopwatch{});
    return;
  }
  if (const auto* const calibration = std::get_if<harness::Calibration>(&*news)) {
    observer_.on_resolution(harness::resolution(*calibration));
    return;
  }
  auto& result = std::get<CaseResult>(*news);
  if (!result.directory.empty()) result.directory = out_ / result.directory.lexically_relative(running.plan.out);
  running.begun.erase(result.id);
  any_result_ = true;
  report(std::move(result));
}

/// The case that ran is lost with its guest; the others are dealt out again, if it makes sense to go on.
void GuestCrew::lose(const Running& running, const std::string& why, bool go_on) {
  GuestPlan rest = running.plan;
  rest.cases.clear();
  for (const std::string& id : running.plan.cases) {
    if (results_.contains(id)) continue;
    if (go_on && !running.begun.empty() && !running.begun.contains(id)) {
      rest.cases.push_back(id);
    } else {
      give_up(id, why);
    }
  }
  if (!rest.cases.empty()) waiting_.push_back(std::move(rest));
  if (go_on) return;
  for (const GuestPlan& plan : std::exchange(waiting_, {})) {
    for (const std::string& id : plan.cases) give_up(id, "not asked, because in another guest: " + why);
  }
}

void GuestCrew::give_up(const std::string& id, const std::string& why) {
  report(harness::lab_error(case_of(id), "the guest runs the case to its end", why));
}

void GuestCrew::report(CaseResult result) {
  if (stop_) return;
  std::string id = result.id;
  const auto kept = results_.emplace(std::move(id), std::move(result)).first;
  silence_.add(kept->second);
  stop_ = observer_.must_stop();
}

/// What a case waits for inside is not known out here: what is, is how long its guest has been silent.
void GuestCrew::tick() {
  std::vector<harness::Waiting> waiting;
  for (const Running& running : running_) {
    for (const auto& [id, since] : running.begun) {
      waiting.push_back({.id = id,
                         .what = "its guest, whose time is virtual",
                         .elapsed = since.elapsed(),
                         .left = std::max(wall_timeout_ - running.silent.elapsed(), Duration::zero())});
    }
  }
  observer_.on_tick(waiting);
  stop_ = stop_ || observer_.must_stop();
}

const Case& GuestCrew::case_of(const std::string& id) const {
  return **std::ranges::find(cases_, id, [](const Case* each) { return std::string{each->id}; });
}

}  // namespace vrrpspec::cli
