// Guests from outside: what becomes of their cases. The kernel is a script that says what a guest would say.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "harness/cli/guest_plan.hpp"
#include "harness/cli/guests.hpp"
#include "harness/report/jsonl.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;
using harness::Case;
using harness::CaseResult;
using harness::Verdict;

class Observer final : public harness::RunObserver {
 public:
  void on_result(const CaseResult& result) override { reported.push_back(result.id); }
  void on_tick(std::span<const harness::Waiting> now) override {
    waiting.assign(now.begin(), now.end());
    if (at_tick) at_tick();
  }
  bool must_stop() override { return stop; }

  std::vector<std::string> reported;
  std::vector<harness::Waiting> waiting;
  std::function<void()> at_tick;
  bool stop{false};
};

class GuestCrewTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "vrrpspec-crew-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    for (std::size_t i = 0; i < 40; ++i) cases.push_back(&harness::all_cases()[i]);
  }
  void TearDown() override { fs::remove_all(folder); }

  /// `script` runs in each guest; $base is the path of the guest's files without their endings, and `first` is the
  /// first case of its plan.
  std::vector<CaseResult> run(const std::string& script, Duration wall_timeout = std::chrono::minutes{1}) {
    const fs::path kernel = folder / "kernel";
    std::ofstream{kernel} << "#!/bin/sh\nfor plan in \"$@\"; do :; done\nbase=${plan%.plan}\n"
                             "first=$(sed -n 's/^case //p' \"$plan\" | head -n 1)\n"
                          << script << "\n";
    fs::permissions(kernel, fs::perms::owner_all);
    const harness::RunOptions options{
        .retries = 2, .timeout = std::chrono::seconds{30}, .wall_timeout = wall_timeout, .out = folder / "out"};
    return run_cases_in_guests(kernel, "keepalived", options.out, cases, options, observer);
  }
  /// A line of shell that reports a pass of each case of the plan.
  [[nodiscard]] std::string pass_all() const {
    for (const Case* const each : cases) {
      CaseResult result;
      result.id = each->id;
      result.clauses = each->clauses;
      std::string file{each->id};
      std::ranges::replace(file, '/', '-');
      std::ofstream{folder / file} << harness::result_line(result, 1);
    }
    return "for id in $(sed -n 's/^case //p' \"$plan\" | tr / -); do cat \"" + folder.string() +
           "/$id\" >>\"$base.jsonl\"; done; echo 0 >\"$base.exit\"";
  }
  static constexpr const char* begin_first = "echo '{\"type\":\"begin\",\"id\":\"'$first'\"}' >>\"$base.jsonl\"\n";

  fs::path folder;
  std::vector<const Case*> cases;
  Observer observer;
};

TEST_F(GuestCrewTest, brings_the_results_in_the_order_of_the_cases) {
  const auto results = run(pass_all());
  ASSERT_EQ(results.size(), cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(results[i].id, cases[i]->id);
    EXPECT_EQ(results[i].verdict, Verdict::pass);
  }
  EXPECT_EQ(observer.reported.size(), cases.size());
}

TEST_F(GuestCrewTest, tells_each_guest_the_options_of_the_run) {
  run(pass_all());
  const auto plan = read_guest_plan(folder / "out/guests/guest-1.plan");
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->retries, 2U);
  EXPECT_EQ(plan->timeout, std::chrono::seconds{30});
}

TEST_F(GuestCrewTest, makes_errors_of_the_cases_of_a_kernel_that_does_not_run) {
  const auto results = run("exit 1");
  ASSERT_EQ(results.size(), cases.size());
  for (const CaseResult& result : results) {
    ASSERT_EQ(result.verdict, Verdict::error);
    EXPECT_TRUE(result.finding->seen.contains("with status 1")) << result.finding->seen;
  }
}

TEST_F(GuestCrewTest, makes_errors_of_the_cases_of_a_guest_that_is_killed) {
  const auto results = run("echo Kernel panic; kill -SEGV $$");
  ASSERT_EQ(results.size(), cases.size());
  EXPECT_TRUE(results.front().finding->seen.contains("by signal 11")) << results.front().finding->seen;
  EXPECT_TRUE(results.front().finding->seen.contains("Kernel panic")) << results.front().finding->seen;
}

TEST_F(GuestCrewTest, keeps_the_results_of_a_guest_that_crashes_later) {
  const auto results = run(pass_all() + "; rm \"$base.exit\"; kill -SEGV $$");
  ASSERT_EQ(results.size(), cases.size());
  for (const CaseResult& result : results) EXPECT_EQ(result.verdict, Verdict::pass);
}

TEST_F(GuestCrewTest, ends_guests_that_bring_no_result_and_names_the_case_that_ran) {
  const auto results = run(std::string{begin_first} + "sleep 60", std::chrono::milliseconds{300});
  ASSERT_EQ(results.size(), cases.size());
  for (const CaseResult& result : results) EXPECT_EQ(result.verdict, Verdict::error);
  const std::string& seen = results.front().finding->seen;
  EXPECT_TRUE(seen.contains("for 300ms of wall time")) << seen;
  EXPECT_TRUE(seen.contains("while " + std::string{cases.front()->id} + " ran in it")) << seen;
  EXPECT_TRUE(results.back().finding->seen.contains("not asked")) << results.back().finding->seen;
}

TEST_F(GuestCrewTest, loses_only_the_case_with_which_a_guest_spins) {
  const std::string evil{cases[7]->id};
  const auto results = run("if grep -q 'case " + evil +
                               "' $plan; then sed -n 's/^case //p' $plan | while read id; do "
                               "echo '{\"type\":\"begin\",\"id\":\"'$id'\"}' >>$base.jsonl; test $id != " +
                               evil + " || exec sleep 60; cat \"" + folder.string() +
                               "/$(echo $id | tr / -)\" >>$base.jsonl; "
                               "done; exit; fi; " +
                               pass_all(),
                           std::chrono::milliseconds{1500});
  ASSERT_EQ(results.size(), cases.size());
  for (const CaseResult& result : results) {
    EXPECT_EQ(result.verdict, result.id == evil ? Verdict::error : Verdict::pass) << result.id;
  }
}

TEST_F(GuestCrewTest, loses_only_the_case_with_which_a_guest_crashes) {
  // Guests run side by side: a folder is made by one of them only.
  const auto results =
      run("if mkdir " + folder.string() + "/crashed; then " + begin_first + "kill -SEGV $$; fi; " + pass_all());
  ASSERT_EQ(results.size(), cases.size());
  EXPECT_EQ(std::ranges::count(results, Verdict::error, &CaseResult::verdict), 1);
}

TEST_F(GuestCrewTest, ends_its_guests_when_the_run_is_to_stop) {
  observer.at_tick = [this] { observer.stop = true; };
  EXPECT_TRUE(run("sleep 60").empty());
  EXPECT_TRUE(observer.reported.empty());
}

TEST_F(GuestCrewTest, keeps_the_results_there_are_when_the_run_is_to_stop) {
  observer.at_tick = [this] { observer.stop = true; };
  const auto results = run("case $base in */guest-2) sleep 60;; *) " + pass_all() + ";; esac");
  EXPECT_FALSE(results.empty());
  EXPECT_LT(results.size(), cases.size());
}

TEST_F(GuestCrewTest, tells_each_second_which_cases_run) {
  observer.at_tick = [this] { observer.stop = !observer.waiting.empty(); };
  run(std::string{begin_first} + "sleep 60");
  ASSERT_FALSE(observer.waiting.empty());
  EXPECT_EQ(observer.waiting.front().id, cases.front()->id);
  EXPECT_GT(observer.waiting.front().left, std::chrono::seconds{30});
}

}  // namespace
}  // namespace vrrpspec::cli
