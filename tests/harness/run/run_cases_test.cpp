// What the runner makes of attempts, limits and wishes to stop.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/lab/sim/sim_lab.hpp"
#include "harness/run/run.hpp"
#include "tests/harness/run/quiet.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view takeover = "6.4.2/S-370/takeover-after-master-down-interval";

std::vector<const Case*> some_cases(std::size_t count) {
  std::vector<const Case*> cases;
  for (const Case& each : all_cases()) {
    if (cases.size() < count && each.protocols.contains({})) cases.push_back(&each);
  }
  return cases;
}

std::vector<const Case*> one_case(std::string_view id) {
  for (const Case& each : all_cases()) {
    if (each.id == id) return {&each};
  }
  return {};
}

/// Every timer of it fires late by so much.
class LateRouter final : public SimRouter {
 public:
  LateRouter(const DeviceSettings& settings, Duration late) : SimRouter{settings, rfc5798}, late_{late} {}
  [[nodiscard]] std::optional<Instant> next_deadline() const override {
    const std::optional<Instant> deadline = SimRouter::next_deadline();
    return deadline ? std::optional{*deadline + late_} : std::nullopt;
  }

 private:
  Duration late_;
};

/// Of a machine that explains 60 ms.
constexpr Duration excused{milliseconds{50}};
constexpr Duration unexplained{milliseconds{100}};

/// The case, asked of a router that is late by the given times in its first attempts, and by the last one ever after.
CaseResult ask(const std::vector<Duration>& late, RunOptions options) {
  const auto starts = std::make_shared<std::size_t>(0);
  const auto make = [starts, late](const DeviceSettings& settings) {
    return std::make_unique<LateRouter>(settings, late[std::min((*starts)++, late.size() - 1)]);
  };
  const std::unique_ptr<Lab> lab = make_sim_lab(make, {.noise = {.target_waiting = milliseconds{60}}});
  const Device device;
  Quiet quiet;
  return run_cases(*lab, device, one_case(takeover), options, quiet).at(0);
}

TEST(Retries, doubt_is_asked_again_five_times_unless_told) {
  const CaseResult result = ask({excused}, {});
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_EQ(result.earlier.size(), 5U);
}

TEST(Retries, doubt_is_asked_again_as_often_as_told) {
  EXPECT_EQ(ask({excused}, {.retries = 2}).earlier.size(), 2U);
  EXPECT_EQ(ask({excused, excused, Duration{}}, {.retries = 2}).verdict, Verdict::pass);
}

TEST(Retries, none_leaves_doubt_as_doubt) {
  const CaseResult result = ask({excused}, {.retries = 0});
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_TRUE(result.earlier.empty());
}

TEST(Retries, none_does_not_make_one_late_frame_a_failure) {
  EXPECT_EQ(ask({unexplained, Duration{}}, {.retries = 0}).verdict, Verdict::pass);
  EXPECT_EQ(ask({unexplained, excused}, {.retries = 0}).verdict, Verdict::inconclusive);
}

TEST(Retries, three_unexplained_findings_are_a_failure_whatever_the_number) {
  for (const unsigned retries : {0U, 1U, 9U}) {
    const CaseResult result = ask({unexplained}, {.retries = retries});
    EXPECT_EQ(result.verdict, Verdict::fail);
    EXPECT_EQ(result.earlier.size(), 2U);
  }
}

TEST(Retries, doubt_between_unexplained_findings_counts_for_neither_side) {
  const CaseResult result = ask({unexplained, excused, unexplained, excused, unexplained}, {.retries = 2});
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_EQ(result.earlier.size(), 4U);
}

TEST(Timeout, a_case_that_takes_longer_is_an_error_that_says_what_it_waited_for) {
  const CaseResult result = ask({Duration{}}, {.timeout = seconds{3}});
  ASSERT_EQ(result.verdict, Verdict::error);
  EXPECT_EQ(result.finding->kind, FindingKind::lab);
  EXPECT_NE(result.finding->expected.find("within 3s (--timeout)"), std::string::npos) << result.finding->expected;
  EXPECT_NE(result.finding->seen.find("still waiting for"), std::string::npos) << result.finding->seen;
  EXPECT_TRUE(result.earlier.empty());
}

/// Counts the routers that exist at once: a case has one.
class CountedRouter final : public SimRouter {
 public:
  struct Count {
    unsigned now{0};
    unsigned most{0};
  };
  CountedRouter(const DeviceSettings& settings, std::shared_ptr<Count> count)
      : SimRouter{settings, rfc5798}, count_{std::move(count)} {
    count_->most = std::max(count_->most, ++count_->now);
  }
  CountedRouter(const CountedRouter&) = delete;
  ~CountedRouter() override { --count_->now; }

 private:
  std::shared_ptr<Count> count_;
};

TEST(Jobs, is_how_many_cases_run_at_once) {
  for (const unsigned jobs : {1U, 4U}) {
    const auto count = std::make_shared<CountedRouter::Count>();
    const std::unique_ptr<Lab> lab = make_sim_lab(
        [count](const DeviceSettings& settings) { return std::make_unique<CountedRouter>(settings, count); });
    Quiet quiet;
    const Device device;
    EXPECT_EQ(run_cases(*lab, device, some_cases(12), {.jobs = jobs}, quiet).size(), 12U);
    EXPECT_EQ(count->most, jobs);
  }
}

/// The lab sim on a machine that is busy, but when it is asked for the nth time, the 2nth …
class BusyLab final : public Lab {
 public:
  explicit BusyLab(MakeSimRouter make, unsigned admits_every)
      : inner_{make_sim_lab(std::move(make))}, every_{admits_every} {}
  [[nodiscard]] std::string_view name() const override { return "busy"; }
  void open(const SegmentRequest& request, Opened opened) override { inner_->open(request, std::move(opened)); }
  void post(std::function<void()> task) override { inner_->post(std::move(task)); }
  void run() override { inner_->run(); }
  void stop() override { inner_->stop(); }
  [[nodiscard]] bool admits() const override { return every_ != 0 && ++asked_ % every_ == 0; }

 private:
  std::unique_ptr<Lab> inner_;
  unsigned every_;
  mutable unsigned asked_{0};
};

/// How many cases ran at once on a machine that admits every such question.
unsigned most_at_once(unsigned admits_every, RunOptions options) {
  const auto count = std::make_shared<CountedRouter::Count>();
  BusyLab lab{[count](const DeviceSettings& settings) { return std::make_unique<CountedRouter>(settings, count); },
              admits_every};
  Quiet quiet;
  const Device device;
  EXPECT_EQ(run_cases(lab, device, some_cases(24), options, quiet).size(), 24U);
  return count->most;
}

TEST(Admission, a_busy_machine_runs_a_few_cases_at_once_and_all_in_the_end) {
  EXPECT_EQ(most_at_once(0, {.jobs = 16, .few = 3}), 3U);
  EXPECT_EQ(most_at_once(0, {.jobs = 2, .few = 3}), 2U);
}

TEST(Admission, lets_more_begin_as_the_machine_allows) {
  EXPECT_EQ(most_at_once(1, {.jobs = 16, .few = 3}), 16U);
  const unsigned most = most_at_once(3, {.jobs = 16, .few = 3});
  EXPECT_GT(most, 3U);
  EXPECT_LE(most, 16U);
}

TEST(Admission, holds_back_cases_that_are_asked_again_too) {
  const auto count = std::make_shared<CountedRouter::Count>();
  // All of them are late, and are asked three times.
  class LateAlways final : public SimRouter {
   public:
    LateAlways(const DeviceSettings& settings, std::shared_ptr<CountedRouter::Count> count)
        : SimRouter{settings, rfc5798}, count_{std::move(count)} {
      count_->most = std::max(count_->most, ++count_->now);
    }
    ~LateAlways() override { --count_->now; }
    [[nodiscard]] std::optional<Instant> next_deadline() const override {
      const std::optional<Instant> deadline = SimRouter::next_deadline();
      return deadline ? std::optional{*deadline + unexplained} : std::nullopt;
    }

   private:
    std::shared_ptr<CountedRouter::Count> count_;
  };
  BusyLab lab{[count](const DeviceSettings& settings) { return std::make_unique<LateAlways>(settings, count); }, 0};
  Quiet quiet;
  const Device device;
  EXPECT_EQ(run_cases(lab, device, some_cases(24), {.jobs = 16, .few = 3}, quiet).size(), 24U);
  EXPECT_EQ(count->most, 3U);
}

MakeSimRouter model() {
  return [](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc5798); };
}

TEST(Begin, is_told_of_each_case_before_its_result) {
  class Watcher final : public RunObserver {
   public:
    void on_begin(const Case& test_case) override { begun.emplace_back(test_case.id); }
    void on_result(const CaseResult& result) override { EXPECT_EQ(begun.back(), result.id); }
    std::vector<std::string> begun;
  };
  const std::unique_ptr<Lab> lab = make_sim_lab(model());
  Watcher watcher;
  const Device device;
  run_cases(*lab, device, some_cases(5), {.jobs = 1}, watcher);
  EXPECT_EQ(watcher.begun.size(), 5U);
}

TEST(Stop, ends_the_run_with_the_results_there_are) {
  class StopAfterThree final : public RunObserver {
   public:
    void on_result(const CaseResult& /*result*/) override { ++results; }
    bool must_stop() override { return results >= 3; }
    unsigned results{0};
  };
  const std::unique_ptr<Lab> lab = make_sim_lab(model());
  StopAfterThree observer;
  const Device device;
  EXPECT_EQ(run_cases(*lab, device, some_cases(12), {.jobs = 2}, observer).size(), 3U);
}

/// The lab sim, whose user waits: a tick before each task.
class TickingLab final : public Lab {
 public:
  TickingLab() : inner_{make_sim_lab(model())} {}
  [[nodiscard]] std::string_view name() const override { return "ticking"; }
  void open(const SegmentRequest& request, Opened opened) override { inner_->open(request, std::move(opened)); }
  void post(std::function<void()> task) override {
    inner_->post([this, task = std::move(task)] {
      if (tick_) tick_();
      task();
    });
  }
  void set_tick(Duration /*period*/, std::function<void()> task) override { tick_ = std::move(task); }
  void run() override { inner_->run(); }
  void stop() override { inner_->stop(); }
  [[nodiscard]] bool ticks() const { return static_cast<bool>(tick_); }

 private:
  std::unique_ptr<Lab> inner_;
  std::function<void()> tick_;
};

TEST(Tick, tells_what_the_cases_wait_for_and_how_long_they_may) {
  class Watcher final : public RunObserver {
   public:
    void on_result(const CaseResult& /*result*/) override {}
    void on_tick(std::span<const Waiting> waiting) override {
      std::ranges::copy_if(waiting, std::back_inserter(seen),
                           [](const Waiting& each) { return each.elapsed > Duration::zero(); });
    }
    std::vector<Waiting> seen;
  };
  TickingLab lab;
  Watcher watcher;
  const Device device;
  run_cases(lab, device, some_cases(12), {.jobs = 3, .timeout = seconds{60}}, watcher);
  ASSERT_FALSE(watcher.seen.empty());
  for (const Waiting& each : watcher.seen) {
    EXPECT_FALSE(each.id.empty());
    EXPECT_FALSE(each.what.empty());
    EXPECT_EQ(each.elapsed + each.left, seconds{60});
  }
  EXPECT_FALSE(lab.ticks()) << "a tick after the run would reach a runner that is gone";
}

TEST(Tick, can_end_the_run) {
  class Impatient final : public RunObserver {
   public:
    void on_result(const CaseResult& /*result*/) override {}
    void on_tick(std::span<const Waiting> waiting) override { waited = waited || !waiting.empty(); }
    bool must_stop() override { return waited; }
    bool waited{false};
  };
  TickingLab lab;
  Impatient observer;
  const Device device;
  EXPECT_LT(run_cases(lab, device, some_cases(12), {.jobs = 3}, observer).size(), 12U);
}

/// A device that a person configured for one set-up.
Device black_box(std::string set_up) {
  Device device;
  device.black_box = BlackBox{.interface = "eth1", .set_up = std::move(set_up)};
  device.capabilities.restart = false;
  return device;
}

TEST(RunCases, asks_a_black_box_only_what_its_set_up_allows) {
  const std::unique_ptr<Lab> lab =
      make_sim_lab([](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc5798); });
  Quiet quiet;
  const std::vector<const Case*> cases = one_case(takeover);
  EXPECT_EQ(run_cases(*lab, black_box("backup"), cases, {}, quiet).front().verdict, Verdict::pass);
  const CaseResult result = run_cases(*lab, black_box("owner"), cases, {}, quiet).front();
  EXPECT_EQ(result.verdict, Verdict::not_applicable);
  EXPECT_NE(result.reason.find("the case needs 'backup'"), std::string::npos) << result.reason;
}

TEST(RunCases, asks_a_black_box_nothing_that_needs_its_start) {
  const std::unique_ptr<Lab> lab =
      make_sim_lab([](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc5798); });
  Quiet quiet;
  const std::vector<const Case*> cases = one_case("6.4.3/S-665/shutdown-sends-priority-zero");
  const CaseResult result = run_cases(*lab, black_box("backup"), cases, {}, quiet).front();
  EXPECT_EQ(result.verdict, Verdict::not_applicable);
  EXPECT_NE(result.reason.find("started and stopped"), std::string::npos) << result.reason;
}

}  // namespace
}  // namespace vrrpspec::harness
