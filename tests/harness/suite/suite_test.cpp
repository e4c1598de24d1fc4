// The cases judged by what they are for: the model passes all of them, and each mutant of it fails the case that is
// about its fault.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/lab/sim/sim_lab.hpp"
#include "harness/run/run.hpp"
#include "tests/harness/suite/mutants.hpp"

namespace vrrpspec::harness {
namespace {

class Quiet final : public RunObserver {
 public:
  void on_result(const CaseResult& /*result*/) override {}
};

std::vector<CaseResult> examine(MakeSimRouter make, const Profile& profile = rfc5798) {
  const std::unique_ptr<Lab> lab = make_sim_lab(std::move(make));
  std::vector<const Case*> cases;
  for (const Case& each : all_cases()) cases.push_back(&each);
  Device device;
  device.name = "sim";
  Quiet quiet;
  return run_cases(*lab, device, cases, {.profile = &profile}, quiet);
}

std::string describe(const CaseResult& result) {
  std::string text = fmt::format("{}: {}", result.id, to_string(result.verdict));
  if (result.finding) {
    text += fmt::format("; {} {}; expected {}; seen {}; {}", to_string(result.finding->clause),
                        to_string(result.finding->kind), result.finding->expected, result.finding->seen,
                        result.finding->reading);
  }
  return text;
}

TEST(Suite, ids_are_unique_and_name_a_clause_that_is_claimed) {
  std::set<std::string_view> ids;
  for (const Case& each : all_cases()) {
    EXPECT_TRUE(ids.insert(each.id).second) << each.id;
    const std::size_t first = each.id.find('/');
    const std::size_t second = each.id.find('/', first + 1);
    const auto key = parse_clause_key(each.id.substr(first + 1, second - first - 1));
    ASSERT_TRUE(key) << each.id;
    EXPECT_EQ(each.clauses.front(), *key) << each.id;
  }
  EXPECT_GE(ids.size(), 30U);
}

TEST(Suite, the_model_passes_every_case) {
  const auto results =
      examine([](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc5798); });
  for (const CaseResult& result : results) EXPECT_EQ(result.verdict, Verdict::pass) << describe(result);
}

class MuteRouter final : public SimRouter {
 public:
  using SimRouter::SimRouter;

 protected:
  std::vector<Octets> execute(const Action& /*action*/) override { return {}; }
};

TEST(Suite, a_router_that_says_nothing_passes_no_case_and_fails_none) {
  const auto results =
      examine([](const DeviceSettings& settings) { return std::make_unique<MuteRouter>(settings, rfc5798); });
  EXPECT_EQ(results.size(), all_cases().size());
  for (const CaseResult& result : results) EXPECT_EQ(result.verdict, Verdict::error) << describe(result);
}

TEST(Suite, the_model_passes_every_applicable_case_of_rfc9568) {
  const auto results =
      examine([](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc9568); }, rfc9568);
  std::size_t passed = 0;
  for (const CaseResult& result : results) {
    if (result.verdict == Verdict::not_applicable) continue;
    EXPECT_EQ(result.verdict, Verdict::pass) << describe(result);
    ++passed;
  }
  EXPECT_GE(passed, 50U);
}

/// AMB-1 allows either reading: a router of the other one is not failed for not hearing the tester.
TEST(Suite, a_router_that_reads_the_other_checksum_breaks_no_clause) {
  static const Profile plain = [] {
    Profile profile = rfc5798;
    profile.ipv4_checksum = Ipv4Checksum::plain;
    return profile;
  }();
  for (const CaseResult& result :
       examine([](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, plain); })) {
    EXPECT_TRUE(result.verdict == Verdict::pass || result.verdict == Verdict::error) << describe(result);
    if (!result.finding) continue;
    EXPECT_EQ(result.finding->kind, FindingKind::device) << describe(result);
  }
}

TEST(Suite, observations_are_counted) {
  for (const CaseResult& result :
       examine([](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc5798); })) {
    EXPECT_GE(result.observations, 1U) << result.id;
  }
}

class MutantTest : public testing::TestWithParam<Mutant> {};

TEST_P(MutantTest, fails_the_case_about_its_fault) {
  const Mutant& mutant = GetParam();
  const auto results = examine(mutant.make);
  const auto victim = std::ranges::find(results, std::string{mutant.killed_by}, &CaseResult::id);
  ASSERT_NE(victim, results.end());
  EXPECT_EQ(victim->verdict, Verdict::fail) << describe(*victim);
  for (const CaseResult& result : results) {
    if (!result.finding) continue;
    EXPECT_NE(result.finding->kind, FindingKind::defect) << describe(result);
  }
}

INSTANTIATE_TEST_SUITE_P(Suite, MutantTest, testing::ValuesIn(all_mutants()),
                         [](const auto& each) { return std::string{each.param.name}; });

}  // namespace
}  // namespace vrrpspec::harness
