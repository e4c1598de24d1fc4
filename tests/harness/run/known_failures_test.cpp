#include "harness/run/known_failures.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using std::chrono::year;

constexpr std::string_view losing = "6.4.3/S-775/lower-priority-is-discarded";
constexpr auto before = year{2027} / 6 / 29;
constexpr auto last_day = year{2027} / 6 / 30;
constexpr auto after = year{2027} / 7 / 1;

std::string text_with(const std::string& more) {
  return "[[known]]\ncase = \"" + std::string{losing} + "\"\nreason = \"issue 17\"\nexpires = 2027-06-30\n" + more;
}

KnownFailures known(const std::string& text, std::string_view device = "keepalived",
                    std::chrono::year_month_day today = before) {
  auto entries = parse_known_failures(text, "known.toml", all_cases());
  EXPECT_TRUE(entries) << entries.error().message;
  return KnownFailures{*entries, device, today};
}

CaseResult result_of(Verdict verdict, ClauseKey clause = "S-775"_clause) {
  CaseResult result;
  result.id = losing;
  result.verdict = verdict;
  if (verdict != Verdict::pass) result.finding = Finding{.verdict = verdict, .clause = clause};
  return result;
}

std::optional<KnownNote> note(const KnownFailures& failures, CaseResult result) {
  failures.mark(result);
  return result.known;
}

TEST(KnownFailures, a_failure_on_the_list_is_known_with_its_reason) {
  const auto found = note(known(text_with("")), result_of(Verdict::fail));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->knowledge, Knowledge::known);
  EXPECT_EQ(found->reason, "issue 17");
  EXPECT_EQ(found->expires, "2027-06-30");
}

TEST(KnownFailures, other_cases_and_other_verdicts_are_not) {
  CaseResult other = result_of(Verdict::fail);
  other.id = "6.4.2/S-430/priority-zero-leaves-skew-time";
  EXPECT_FALSE(note(known(text_with("")), other));
  EXPECT_FALSE(note(known(text_with("")), result_of(Verdict::inconclusive)));
  EXPECT_FALSE(note(known(text_with("")), result_of(Verdict::error)));
}

TEST(KnownFailures, a_failure_of_another_clause_is_news) {
  const std::string text = text_with("clause = \"S-775\"\n");
  EXPECT_TRUE(note(known(text), result_of(Verdict::fail)));
  EXPECT_FALSE(note(known(text), result_of(Verdict::fail, "V3-067"_clause)));
}

TEST(KnownFailures, the_clause_may_have_been_named_in_an_earlier_attempt) {
  CaseResult result = result_of(Verdict::fail, "S-690"_clause);
  result.earlier.push_back({.clause = "S-775"_clause});
  EXPECT_TRUE(note(known(text_with("clause = \"S-775\"\n")), result));
}

TEST(KnownFailures, a_failure_of_another_device_is_news) {
  const std::string text = text_with("device = \"keepalived\"\n");
  EXPECT_TRUE(note(known(text), result_of(Verdict::fail)));
  EXPECT_FALSE(note(known(text, "frr"), result_of(Verdict::fail)));
}

TEST(KnownFailures, an_entry_counts_until_the_end_of_its_last_day) {
  EXPECT_EQ(note(known(text_with(""), "keepalived", last_day), result_of(Verdict::fail))->knowledge, Knowledge::known);
  EXPECT_EQ(note(known(text_with(""), "keepalived", after), result_of(Verdict::fail))->knowledge, Knowledge::expired);
}

TEST(KnownFailures, an_entry_that_counts_goes_before_one_that_has_expired) {
  const std::string text =
      "[[known]]\ncase = \"" + std::string{losing} + "\"\nreason = \"old\"\nexpires = 2020-01-01\n" + text_with("");
  EXPECT_EQ(note(known(text), result_of(Verdict::fail))->reason, "issue 17");
}

TEST(KnownFailures, a_pass_is_a_surprise) {
  EXPECT_EQ(note(known(text_with("")), result_of(Verdict::pass))->knowledge, Knowledge::passes_now);
}

std::string error_of(const std::string& text) {
  const auto entries = parse_known_failures(text, "known.toml", all_cases());
  return entries ? "no error" : entries.error().message;
}

TEST(KnownFailuresFile, an_unknown_case_names_the_nearest) {
  const std::string error = error_of(
      "[[known]]\ncase = \"6.4.3/S-775/lower-priority-is-discard\"\nreason = \"x\"\n"
      "expires = 2027-06-30\n");
  EXPECT_TRUE(error.starts_with("known.toml:2:8: known.case is ")) << error;
  EXPECT_NE(error.find("nearest: " + std::string{losing}), std::string::npos) << error;
}

TEST(KnownFailuresFile, reason_and_expiry_cannot_be_left_out) {
  const std::string error = error_of("[[known]]\ncase = \"" + std::string{losing} + "\"\n");
  EXPECT_NE(error.find("known.reason is missing"), std::string::npos) << error;
  EXPECT_NE(error.find("known.expires is missing"), std::string::npos) << error;
  EXPECT_NE(error_of(text_with("").replace(text_with("").find("issue 17"), 8, "")).find("known.reason is empty"),
            std::string::npos);
}

TEST(KnownFailuresFile, every_mistake_has_its_place) {
  EXPECT_EQ(error_of("known = 3\n").substr(0, 30), "known.toml:1:9: known is an in");
  EXPECT_NE(error_of("[[known]]\nexpires = \"soon\"\n").find("known.toml:2:11: known.expires is a string, a date"),
            std::string::npos);
  EXPECT_NE(error_of(text_with("clause = \"S-776\"\n")).find("known.toml:5:10: known.clause is"), std::string::npos);
  EXPECT_NE(error_of(text_with("reasons = \"x\"\n")).find("unknown key \"known.reasons\""), std::string::npos);
  EXPECT_NE(error_of("[[known").find("not TOML"), std::string::npos);
}

TEST(KnownFailuresFile, that_is_not_there_is_named) {
  const auto entries = load_known_failures("/no/such/known.toml", all_cases());
  ASSERT_FALSE(entries);
  EXPECT_NE(entries.error().message.find("cannot read the known failures /no/such/known.toml"), std::string::npos);
}

}  // namespace
}  // namespace vrrpspec::harness
