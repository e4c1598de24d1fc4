#include "harness/cli/select.hpp"

#include <gtest/gtest.h>

#include <set>

namespace vrrpspec::cli {
namespace {

using harness::Case;
using Ids = std::vector<std::string>;

Case make(std::string_view id, std::vector<ClauseKey> clauses, Level level = Level::must) {
  return {.id = id,
          .title = "",
          .clauses = std::move(clauses),
          .level = level,
          .settings = nullptr,
          .needs = {},
          .body = nullptr};
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      make("6.4.1/S-110/owner-announces-itself", {"S-110"_clause}),
      make("6.4.2/S-430/priority-zero", {"S-430"_clause, "S-425"_clause}),
      make("6.4.2/S-430/priority-zero-twice", {"S-430"_clause}, Level::should),
      make("6.4.20/S-365/elsewhere", {"S-365"_clause}),
      make("7.1/V3-013/discards-wrong-ttl", {"V3-013"_clause}),
  };
  return all;
}

Ids chosen(std::vector<std::string> words, std::string filter = "") {
  const auto result = select_cases(cases(), {.words = std::move(words), .filter = std::move(filter), .shard = {}});
  if (!result) return {"error: " + result.error().message};
  Ids ids;
  for (const Case* c : *result) ids.emplace_back(c->id);
  return ids;
}

std::string error_of(std::string word) {
  const auto result = select_cases(cases(), {.words = {std::move(word)}, .filter = {}, .shard = {}});
  return result ? "" : result.error().message;
}

const Ids both_of_430{"6.4.2/S-430/priority-zero", "6.4.2/S-430/priority-zero-twice"};

TEST(Selectors, none_select_everything) {
  EXPECT_EQ(chosen({}).size(), cases().size());
}

TEST(Selectors, a_section_holds_its_subsections_and_no_namesake) {
  EXPECT_EQ(chosen({"6.4.2"}), both_of_430);
  EXPECT_EQ(chosen({"6.4"}).size(), 4U);
  EXPECT_EQ(chosen({"6"}).size(), 4U);
}

TEST(Selectors, a_clause_selects_every_case_that_claims_it) {
  EXPECT_EQ(chosen({"S-430"}), both_of_430);
  EXPECT_EQ(chosen({"S-425"}), Ids{"6.4.2/S-430/priority-zero"});
}

TEST(Selectors, an_id_may_be_cut_where_a_word_ends) {
  EXPECT_EQ(chosen({"6.4.2/S-430/priority-zero-twice"}), Ids{"6.4.2/S-430/priority-zero-twice"});
  EXPECT_EQ(chosen({"6.4.2/S-430"}), both_of_430);
  EXPECT_EQ(chosen({"7.1/"}), Ids{"7.1/V3-013/discards-wrong-ttl"});
  EXPECT_NE(error_of("6.4.2/S-4"), "");
}

TEST(Selectors, names_add_up_and_tags_narrow) {
  EXPECT_EQ(chosen({"V3-013", "S-110"}), (Ids{"6.4.1/S-110/owner-announces-itself", "7.1/V3-013/discards-wrong-ttl"}));
  EXPECT_EQ(chosen({"6.4.2", "@should"}), Ids{"6.4.2/S-430/priority-zero-twice"});
  EXPECT_EQ(chosen({"@should"}), Ids{"6.4.2/S-430/priority-zero-twice"});
}

TEST(Selectors, an_exclamation_mark_takes_away) {
  EXPECT_EQ(chosen({"6.4.2", "!@should"}), Ids{"6.4.2/S-430/priority-zero"});
  EXPECT_EQ(chosen({"!6.4"}), Ids{"7.1/V3-013/discards-wrong-ttl"});
}

TEST(Selectors, contradictions_select_nothing_without_an_error) {
  EXPECT_EQ(chosen({"@must", "@should"}), Ids{});
  EXPECT_EQ(chosen({"@may"}), Ids{});
}

TEST(Selectors, unknown_words_are_errors_with_the_nearest) {
  EXPECT_NE(error_of("S-431").find("nearest: S-430"), std::string::npos);
  EXPECT_NE(error_of("@muts").find("nearest: @must"), std::string::npos);
  EXPECT_NE(error_of("6.4.2/S-430/priority-xero").find("6.4.2/S-430/priority-zero"), std::string::npos);
  EXPECT_NE(error_of("!S-431"), "");
  EXPECT_NE(error_of(""), "");
}

TEST(Selectors, a_clause_without_a_case_is_an_error_of_its_own) {
  EXPECT_NE(error_of("S-140").find("no case claims clause S-140"), std::string::npos);
}

TEST(Filter, searches_the_id) {
  EXPECT_EQ(chosen({}, "ttl$"), Ids{"7.1/V3-013/discards-wrong-ttl"});
  EXPECT_NE(chosen({}, "(").front().find("not a regular expression"), std::string::npos);
}

TEST(Shard, reads_index_and_count) {
  ASSERT_TRUE(parse_shard("2/5"));
  EXPECT_EQ(parse_shard("2/5")->index, 2U);
  EXPECT_EQ(parse_shard("2/5")->count, 5U);
  for (const char* wrong : {"", "2", "0/5", "6/5", "2/", "/5", "2/5x", "-1/5", "a/b"})
    EXPECT_FALSE(parse_shard(wrong)) << wrong;
}

TEST(Shard, parts_are_disjoint_and_complete) {
  std::multiset<std::string_view> seen;
  for (const char* part : {"1/3", "2/3", "3/3"}) {
    const auto result = select_cases(cases(), {.words = {}, .filter = {}, .shard = parse_shard(part)});
    ASSERT_TRUE(result);
    for (const Case* c : *result) seen.insert(c->id);
  }
  EXPECT_EQ(seen.size(), cases().size());
  EXPECT_EQ(std::set<std::string_view>(seen.begin(), seen.end()).size(), cases().size());
}

}  // namespace
}  // namespace vrrpspec::cli
