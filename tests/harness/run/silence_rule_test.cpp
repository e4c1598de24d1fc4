#include "harness/run/silence_rule.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

class Silence : public testing::Test {
 protected:
  static CaseResult failed(bool device_spoke) {
    CaseResult result;
    result.verdict = Verdict::fail;
    result.finding = Finding{.kind = FindingKind::missing, .clause = "S-365"_clause};
    result.device_spoke = device_spoke;
    return result;
  }
  std::vector<Verdict> reported;
  SilenceRule rule{[this](const CaseResult& result) { reported.push_back(result.verdict); }};
};

TEST_F(Silence, makes_errors_of_failures_when_no_case_ever_heard_the_device) {
  CaseResult first = failed(false), second = failed(false);
  rule.add(first);
  rule.add(second);
  EXPECT_TRUE(reported.empty());
  rule.end();
  EXPECT_EQ(reported, (std::vector{Verdict::error, Verdict::error}));
  EXPECT_EQ(first.finding->kind, FindingKind::device);
  EXPECT_NE(first.finding->reading.find("no ADVERTISEMENT in any case"), std::string::npos);
}

TEST_F(Silence, of_some_cases_is_their_failure_once_another_heard_the_device) {
  CaseResult silent = failed(false), heard = failed(true), later = failed(false);
  rule.add(silent);
  rule.add(heard);
  rule.add(later);
  EXPECT_EQ(reported, (std::vector{Verdict::fail, Verdict::fail, Verdict::fail}));
}

TEST_F(Silence, holds_nothing_back_that_is_no_failure) {
  CaseResult error = failed(false);
  error.verdict = Verdict::error;
  rule.add(error);
  EXPECT_EQ(reported, std::vector{Verdict::error});
}

}  // namespace
}  // namespace vrrpspec::harness
