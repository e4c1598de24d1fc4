#include "harness/report/summary.hpp"

#include <gtest/gtest.h>

#include "tests/harness/report/sample.hpp"

namespace vrrpspec::harness {
namespace {

ExitCode code(const std::vector<CaseResult>& results, bool strict = false) {
  return exit_code(summarise(results), {.strict = strict});
}

TEST(Summary, counts_by_verdict_and_by_weight) {
  const Summary summary = summarise(sample::all());
  EXPECT_EQ(summary.all.total(), 7U);
  EXPECT_EQ(summary.all.of(Verdict::fail), 3U);
  EXPECT_EQ(summary.by_weight[0].of(Verdict::pass), 1U);
  EXPECT_EQ(summary.by_weight[0].asked(), 5U);
  EXPECT_EQ(summary.by_weight[1].of(Verdict::fail), 1U);
  EXPECT_EQ(summary.by_weight[2].asked(), 0U);
}

TEST(Summary, names_broken_clauses_once_in_the_order_of_the_registry) {
  const std::vector<CaseResult> results{sample::wrong_field(), sample::late(), sample::late()};
  const Summary summary = summarise(results);
  ASSERT_EQ(summary.broken.size(), 2U);
  EXPECT_EQ(summary.broken[0].clause, "S-430"_clause);
  EXPECT_EQ(summary.broken[0].cases, std::vector<std::string>{sample::late().id});
  EXPECT_EQ(summary.broken[1].clause, "S-680"_clause);
}

TEST(Summary, sees_a_case_that_changes_its_verdict) {
  CaseResult again = sample::late();
  again.verdict = Verdict::pass;
  const std::vector<CaseResult> results{sample::late(), sample::passed(), again, sample::passed()};
  const Summary summary = summarise(results);
  ASSERT_EQ(summary.cases.size(), 2U);
  EXPECT_TRUE(summary.cases[0].varies());
  EXPECT_FALSE(summary.cases[1].varies());
}

TEST(ExitCode, a_failed_requirement_outweighs_all_else) {
  EXPECT_EQ(code(sample::all()), ExitCode::failed);
}

TEST(ExitCode, a_broken_environment_outweighs_doubt) {
  EXPECT_EQ(code({sample::died(), sample::excused(), sample::passed()}), ExitCode::environment);
  EXPECT_EQ(code({sample::excused(), sample::passed()}), ExitCode::inconclusive);
}

TEST(ExitCode, an_interrupted_run_is_no_success) {
  const std::vector<CaseResult> results{sample::passed()};
  Summary summary = summarise(results);
  summary.unfinished = 13;
  EXPECT_EQ(exit_code(summary, {}), ExitCode::environment);
}

TEST(ExitCode, a_should_gates_only_when_strict) {
  EXPECT_EQ(code({sample::wrong_field(), sample::passed()}), ExitCode::conforms);
  EXPECT_EQ(code({sample::wrong_field(), sample::passed()}, true), ExitCode::failed);
}

TEST(ExitCode, doubt_weighs_what_it_is_told_to) {
  const std::vector<CaseResult> results{sample::excused(), sample::passed()};
  const Summary summary = summarise(results);
  EXPECT_EQ(exit_code(summary, {.doubt = Doubt::fail}), ExitCode::failed);
  EXPECT_EQ(exit_code(summary, {.doubt = Doubt::warn}), ExitCode::inconclusive);
  EXPECT_EQ(exit_code(summary, {.doubt = Doubt::pass}), ExitCode::conforms);
}

CaseResult noted(CaseResult result, Knowledge knowledge) {
  result.known = KnownNote{.knowledge = knowledge, .reason = "issue 17", .expires = "2027-06-30"};
  return result;
}

TEST(ExitCode, a_known_failure_decides_nothing_and_an_expired_one_does) {
  EXPECT_EQ(code({noted(sample::late(), Knowledge::known), sample::passed()}), ExitCode::conforms);
  EXPECT_EQ(code({noted(sample::late(), Knowledge::expired), sample::passed()}), ExitCode::failed);
  EXPECT_EQ(code({noted(sample::late(), Knowledge::known), sample::early()}), ExitCode::failed);
}

TEST(Summary, counts_known_failures_and_names_what_passes_unexpectedly) {
  const std::vector<CaseResult> results{noted(sample::late(), Knowledge::known), sample::early(),
                                        noted(sample::passed(), Knowledge::passes_now),
                                        noted(sample::passed(), Knowledge::passes_now)};
  const Summary summary = summarise(results);
  EXPECT_EQ(summary.all.of(Verdict::fail), 2U);
  EXPECT_EQ(summary.all.known, 1U);
  EXPECT_EQ(summary.passing_known, std::vector<std::string>{sample::passed().id});
}

TEST(ExitCode, silence_is_not_success) {
  EXPECT_EQ(code({}), ExitCode::nothing_ran);
  EXPECT_EQ(code({sample::not_applicable()}), ExitCode::nothing_ran);
  EXPECT_EQ(code({sample::not_applicable(), sample::passed()}), ExitCode::conforms);
}

TEST(Section, is_what_the_id_starts_with) {
  EXPECT_EQ(section_of("6.4.2/S-430/x"), "6.4.2");
  EXPECT_EQ(section_of("odd"), "odd");
}

}  // namespace
}  // namespace vrrpspec::harness
