#include "model/clause/clause.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace vrrpspec {

void PrintTo(ClauseKey key, std::ostream* out) {
  *out << to_string(key);
}

namespace {

constexpr ClauseSeries every_series[] = {ClauseSeries::step,    ClauseSeries::rfc5798, ClauseSeries::rfc9568,
                                         ClauseSeries::erratum, ClauseSeries::rfc3768, ClauseSeries::ambiguity};

std::vector<ClauseKey> admitted_keys() {
  std::vector<ClauseKey> keys;
  for (const ClauseSeries series : every_series) {
    for (unsigned number = 0; number <= std::numeric_limits<std::uint16_t>::max(); ++number) {
      const ClauseKey key{series, static_cast<std::uint16_t>(number)};
      if (is_clause(key)) keys.push_back(key);
    }
  }
  return keys;
}

TEST(ClauseRegistry, holds_exactly_the_admitted_keys_in_order) {
  std::vector<ClauseKey> held;
  for (const Clause& row : all_clauses()) held.push_back(row.key);
  EXPECT_EQ(held, admitted_keys());
}

TEST(ClauseRegistry, finds_each_row_by_its_key) {
  for (const Clause& row : all_clauses()) EXPECT_EQ(&clause(row.key), &row) << to_string(row.key);
}

TEST(ClauseRegistryDeathTest, aborts_on_a_key_that_is_not_admitted) {
  EXPECT_DEATH(clause(ClauseKey{ClauseSeries::step, 435 + 1}), "assertion failed");
}

TEST(ClauseRegistry, names_the_document_of_each_series) {
  for (const Clause& row : all_clauses()) {
    std::vector<std::string_view> documents;
    switch (row.key.series) {
      case ClauseSeries::step:
      case ClauseSeries::rfc5798:
        documents = {"RFC 5798"};
        break;
      case ClauseSeries::rfc9568:
      case ClauseSeries::erratum:
        documents = {"RFC 9568"};
        break;
      case ClauseSeries::rfc3768:
        documents = {"RFC 3768"};
        break;
      case ClauseSeries::ambiguity:
        documents = {"RFC 5798", "RFC 9568"};
        break;
    }
    EXPECT_NE(std::ranges::find(documents, row.document), documents.end()) << to_string(row.key);
  }
}

// D-01 renames all over the document, D-30 is about removed appendices, 2-18 about something that is not there.
TEST(ClauseRegistry, gives_a_section_wherever_there_is_one) {
  const std::vector<ClauseKey> without{"D-01"_clause, "D-30"_clause, "2-18"_clause};
  std::vector<ClauseKey> found;
  for (const Clause& row : all_clauses()) {
    if (row.section.empty()) found.push_back(row.key);
  }
  EXPECT_EQ(found, without);
}

TEST(ClauseRegistry, puts_the_numbered_lines_into_the_section_of_their_state) {
  for (const Clause& row : all_clauses()) {
    if (row.key.series != ClauseSeries::step) continue;
    const std::string_view section = row.key.number < 300 ? "6.4.1" : row.key.number < 600 ? "6.4.2" : "6.4.3";
    EXPECT_EQ(row.section, section) << to_string(row.key);
  }
}

TEST(ClauseRegistry, says_in_our_words_what_is_demanded_and_how_it_is_asked) {
  for (const Clause& row : all_clauses()) {
    EXPECT_TRUE(row.summary.ends_with('.')) << to_string(row.key);
    EXPECT_TRUE(row.black_box.ends_with('.')) << to_string(row.key);
    EXPECT_NE(row.summary, row.quote) << to_string(row.key);
  }
}

TEST(ClauseRegistry, quotes_every_numbered_line_but_the_missing_one) {
  for (const Clause& row : all_clauses()) {
    if (row.key.series == ClauseSeries::step) {
      EXPECT_EQ(row.quote.empty(), row.key == "S-435"_clause) << to_string(row.key);
    }
  }
}

TEST(ClauseRegistry, quotes_every_other_clause_of_rfc_5798) {
  for (const Clause& row : all_clauses()) {
    if (row.key.series == ClauseSeries::rfc5798) {
      EXPECT_FALSE(row.quote.empty()) << to_string(row.key);
    }
  }
}

TEST(ClauseRegistry, folds_the_white_space_of_quotes) {
  for (const Clause& row : all_clauses()) {
    EXPECT_EQ(row.quote.find("  "), std::string_view::npos) << to_string(row.key);
    EXPECT_FALSE(row.quote.starts_with(' ') || row.quote.ends_with(' ')) << to_string(row.key);
    EXPECT_TRUE(std::ranges::all_of(row.quote, [](char c) { return c >= ' ' && c <= '~'; })) << to_string(row.key);
  }
}

// The level is the strictest word of the quote, so that a row cannot claim a MUST that its words do not have.
TEST(ClauseRegistry, quotes_the_word_that_gives_an_rfc_5798_clause_its_level) {
  for (const Clause& row : all_clauses()) {
    if (row.key.series != ClauseSeries::step && row.key.series != ClauseSeries::rfc5798) continue;
    if (row.level != Level::must && row.level != Level::must_not) continue;
    if (row.key.series == ClauseSeries::rfc5798 && row.section == "7.2") continue;  // the MUST heads the whole list
    if (row.key == "V3-029"_clause || row.key == "V3-066"_clause) continue;         // second half of a MUST sentence
    EXPECT_NE(row.quote.find(to_string(row.level)), std::string_view::npos) << to_string(row.key);
  }
}

TEST(ClauseKey, is_spelled_with_the_padding_of_its_series) {
  EXPECT_EQ(to_string("S-430"_clause), "S-430");
  EXPECT_EQ(to_string("V3-013"_clause), "V3-013");
  EXPECT_EQ(to_string("D-05"_clause), "D-05");
  EXPECT_EQ(to_string("EID-8298"_clause), "EID-8298");
  EXPECT_EQ(to_string("2-07"_clause), "2-07");
  EXPECT_EQ(to_string("AMB-1"_clause), "AMB-1");
  EXPECT_EQ(to_string("AMB-21"_clause), "AMB-21");
}

TEST(ClauseKey, survives_being_written_and_read) {
  for (const Clause& row : all_clauses()) EXPECT_EQ(parse_clause_key(to_string(row.key)), row.key);
}

TEST(ClauseKey, is_not_read_from_other_text) {
  for (const char* text : {"", "S-", "S-431", "S-500", "V3-047", "V4-001", "D-33", "EID-8297", "2-21", "AMB-0", "s-430",
                           "S-430 ", " S-430", "S-4x0", "S--430", "S-00430", "S-99999", "6.4.2"}) {
    EXPECT_EQ(parse_clause_key(text), std::nullopt) << text;
  }
}

TEST(Level, is_spelled_as_printed) {
  EXPECT_EQ(to_string(Level::must), "MUST");
  EXPECT_EQ(to_string(Level::must_not), "MUST NOT");
  EXPECT_EQ(to_string(Level::should), "SHOULD");
  EXPECT_EQ(to_string(Level::should_not), "SHOULD NOT");
  EXPECT_EQ(to_string(Level::may), "MAY");
  EXPECT_EQ(to_string(Level::must_lower), "must");
  EXPECT_EQ(to_string(Level::should_lower), "should");
  EXPECT_EQ(to_string(Level::definition), "definition");
}

}  // namespace
}  // namespace vrrpspec
