#include "harness/run/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "harness/run/case_folder.hpp"
#include "harness/run/silence_rule.hpp"
#include "harness/suite/context.hpp"
#include "harness/suite/set_up.hpp"
#include "harness/text/stable_hash.hpp"

namespace vrrpspec::harness {
namespace {

/// Cases that start together would keep the machine busy together: the starts are spread over this.
constexpr Duration stagger = std::chrono::milliseconds{1000};

/// Empty when nothing is to be kept.
std::filesystem::path folder_of(const RunOptions& options, const Case& test_case, unsigned attempt) {
  if (options.out.empty()) return {};
  return options.out / case_folder(test_case.id, attempt);
}

/// Only what the machine may be to blame for is asked again; a frame that must not be stays a failure.
bool may_be_chance(const CaseResult& result) {
  if (!result.finding) return false;
  return result.verdict == Verdict::inconclusive ||
         (result.verdict == Verdict::fail &&
          (result.finding->kind == FindingKind::late || result.finding->kind == FindingKind::missing));
}

CaseResult blank(const Case& test_case) {
  CaseResult result;
  result.id = test_case.id;
  result.clauses = test_case.clauses;
  result.level = test_case.level;
  return result;
}

class Runner {
 public:
  Runner(Lab& lab, const Device& device, const std::vector<const Case*>& cases, const RunOptions& options,
         RunObserver& observer)
      : lab_{lab},
        device_{device},
        cases_{cases},
        options_{options},
        observer_{observer},
        results_(cases.size()),
        running_(cases.size()),
        silence_{[this](const CaseResult& result) { observer_.on_result(result); },
                 device.black_box ? "is it on this wire, and configured as vrrpspec dut check says?" : ""},
        queue_(cases.size()) {
    std::iota(queue_.begin(), queue_.end(), std::size_t{0});
  }

  std::vector<CaseResult> run() {
    if (cases_.empty()) return {};
    lab_.post([this] { fill(); });
    lab_.set_tick(std::chrono::seconds{1}, [this] { tick(); });
    lab_.run();
    lab_.set_tick({}, nullptr);
    silence_.end();
    std::vector<CaseResult> ended;
    for (std::optional<CaseResult>& result : results_) {
      if (result) ended.push_back(std::move(*result));
    }
    return ended;
  }

 private:
  struct Running {
    unsigned attempt{1};
    std::vector<Finding> earlier;
    std::unique_ptr<Segment> segment;
    std::unique_ptr<Context> context;  // after the segment: it must go first
  };

  void tick() {
    std::vector<Waiting> waiting;
    for (const Running& running : running_) {
      if (!running.context) continue;
      if (auto what = running.context->waiting()) waiting.push_back(std::move(*what));
    }
    observer_.on_tick(waiting);
    if (observer_.must_stop()) {
      lab_.stop();
    } else {
      fill();  // the lab may admit again what it held back
    }
  }

  void fill() {
    while (!queue_.empty() && active_ < std::max(1U, options_.jobs) && (active_ < options_.few || lab_.admits())) {
      const std::size_t index = queue_.front();
      queue_.pop_front();
      ++active_;
      begin(index);
    }
  }

  [[nodiscard]] Protocol protocol() const { return protocol_of(*options_.profile, options_.family); }

  [[nodiscard]] std::string why_not_applicable(const Case& test_case) const {
    std::string reason = not_applicable_reason(test_case, device_.capabilities, *options_.profile, options_.family);
    if (reason.empty() && device_.black_box) {
      reason = other_set_up_reason(test_case, protocol(), device_.black_box->set_up);
    }
    return reason;
  }

  void begin(std::size_t index) {
    const Case& test_case = *cases_[index];
    observer_.on_begin(test_case);
    if (std::string reason = why_not_applicable(test_case); !reason.empty()) {
      CaseResult result = blank(test_case);
      result.verdict = Verdict::not_applicable;
      result.reason = std::move(reason);
      lab_.post([this, index, result = std::move(result)]() mutable { report(index, std::move(result)); });
      return;
    }
    const DeviceSettings settings = test_case.settings(protocol());
    const SegmentRequest request{.directory = folder_of(options_, test_case, running_[index].attempt),
                                 .primary_addresses = {settings.parameters.primary_address},
                                 .prefix_length = settings.prefix_length};
    lab_.open(request, [this, index](auto opened) { opened_segment(index, std::move(opened)); });
  }

  void opened_segment(std::size_t index, std::expected<std::unique_ptr<Segment>, Error> opened) {
    const Case& test_case = *cases_[index];
    if (!opened) {
      report(index, lab_error(test_case, "a segment to ask the case on", opened.error().message));
      return;
    }
    Running& running = running_[index];
    running.segment = std::move(*opened);
    running.context = std::make_unique<Context>(
        test_case, *options_.profile, options_.family, *running.segment, [this, index](CaseResult result) {
          lab_.post([this, index, result = std::move(result)]() mutable { ended(index, std::move(result)); });
        });
    running.context->start(delay_of(test_case, running.attempt), options_.timeout);
  }

  /// The same whatever runs beside the case, so that the seed repeats it.
  [[nodiscard]] Duration delay_of(const Case& test_case, unsigned attempt) const {
    std::mt19937_64 draw{options_.seed ^ stable_hash(case_folder(test_case.id, attempt))};
    return Duration{static_cast<Duration::rep>(draw() % static_cast<std::uint64_t>(stagger.count()))};
  }

  void ended(std::size_t index, CaseResult result) {
    Running& running = running_[index];
    running.context.reset();
    running.segment.reset();
    if (may_be_chance(result) && !settled(running, *result.finding)) {
      running.earlier.push_back(*result.finding);
      ++running.attempt;
      queue_.push_front(index);
      --active_;
      fill();
      return;
    }
    result.directory = folder_of(options_, *cases_[index], running.attempt);
    result.earlier = std::move(running.earlier);
    report(index, std::move(result));
  }

  /// Lateness is a failure when `attempts` attempts found no excuse for it. Doubt is never counted among them, and ends
  /// as doubt when it was asked away `retries` times.
  [[nodiscard]] bool settled(const Running& running, const Finding& latest) const {
    const auto before = std::ranges::count(running.earlier, latest.verdict, &Finding::verdict);
    if (latest.verdict == Verdict::fail) return before + 1 >= options_.attempts;
    return before >= options_.retries;
  }

  void report(std::size_t index, CaseResult result) {
    results_[index] = std::move(result);
    if (options_.judges_silence) {
      silence_.add(*results_[index]);
    } else {
      observer_.on_result(*results_[index]);
    }
    --active_;
    if (++finished_ == cases_.size() || observer_.must_stop()) {
      lab_.stop();
    } else {
      lab_.post([this] { fill(); });
    }
  }

  Lab& lab_;
  const Device& device_;
  const std::vector<const Case*>& cases_;
  const RunOptions& options_;
  RunObserver& observer_;
  std::vector<std::optional<CaseResult>> results_;
  std::vector<Running> running_;
  SilenceRule silence_;
  std::deque<std::size_t> queue_;  ///< cases to begin; one that is asked again goes before those that never were
  std::size_t finished_{0};
  unsigned active_{0};
};

}  // namespace

unsigned default_few() {
  return 4 * std::max(1U, std::thread::hardware_concurrency());
}

CaseResult lab_error(const Case& test_case, std::string expected, std::string seen) {
  CaseResult result = blank(test_case);
  result.verdict = Verdict::error;
  result.finding = Finding{.verdict = Verdict::error,
                           .kind = FindingKind::lab,
                           .clause = test_case.clauses.front(),
                           .expected = std::move(expected),
                           .seen = std::move(seen)};
  return result;
}

std::vector<CaseResult> run_cases(Lab& lab, const Device& device, const std::vector<const Case*>& cases,
                                  const RunOptions& options, RunObserver& observer) {
  return Runner{lab, device, cases, options, observer}.run();
}

}  // namespace vrrpspec::harness
