// The lexical rules, line by line.
#include "impl/config/lexical.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::impl {
namespace {

Text line(std::string text) {
  return {std::move(text), {.file = 0, .order = 1, .line = 3, .column = 1}};
}

std::string code_of(std::string text) {
  return std::string{without_comment(line(std::move(text))).octets()};
}

/// Pieces, and braces as themselves, with a bar between them.
std::string pieces_of(std::string text) {
  std::string result;
  for (const LinePiece& piece : split_at_braces(line(std::move(text)))) {
    result += (result.empty() ? "" : "|") + std::string{piece.text.octets()};
  }
  return result;
}

std::string joined(const std::expected<std::vector<Word>, LexicalError>& words) {
  if (!words) return "error: " + words.error().what + " at " + std::to_string(words.error().at.column);
  std::string result;
  for (const Word& word : *words) result += "[" + word.text + "]";
  return result;
}
std::string words_of(std::string text) {
  return joined(split_words(line(std::move(text))));
}
std::string command_of(std::string text) {
  return joined(split_command(line(std::move(text))));
}

TEST(Comment, begins_with_either_mark) {
  EXPECT_EQ(code_of("priority 100 # as agreed"), "priority 100");
  EXPECT_EQ(code_of("priority 100 ! as agreed"), "priority 100");
  EXPECT_EQ(code_of("  \t"), "");
}

TEST(Comment, does_not_begin_in_double_quotes) {
  EXPECT_EQ(code_of(R"(auth_pass "a#b!" # c)"), R"(auth_pass "a#b!")");
  EXPECT_EQ(code_of(R"(script "a \" # b")"), R"(script "a \" # b")");
  EXPECT_EQ(code_of("auth_pass 'a#b'"), "auth_pass 'a");
}

TEST(Comment, mark_behind_a_backslash_is_a_character) {
  EXPECT_EQ(code_of(R"(auth_pass a\#b\!c \x)"), R"(auth_pass a#b!c \x)");
}

TEST(Comment, does_not_move_what_stands_behind_it) {
  const Text text = without_comment(line(R"(  a\#b c)"));
  EXPECT_EQ(text.position(0).column, 3U);
  EXPECT_EQ(text.position(4).column, 8U);
  EXPECT_EQ(text.position(0).line, 3U);
}

TEST(Braces, split_a_line) {
  EXPECT_EQ(pieces_of("group { A }"), "group|{|A|}");
  EXPECT_EQ(pieces_of("}}{"), "}|}|{");
  EXPECT_EQ(pieces_of(""), "");
}

TEST(Braces, in_double_quotes_are_characters) {
  EXPECT_EQ(pieces_of(R"(auth_pass "{}" })"), R"(auth_pass "{}"|})");
  EXPECT_EQ(pieces_of(R"(auth_pass '{')"), "auth_pass '|{|'");
}

TEST(Braces, of_a_variable_without_value_are_characters) {
  EXPECT_EQ(pieces_of("a ${b} {"), "a ${b}|{");
}

TEST(Words, are_grouped_by_double_quotes_only) {
  EXPECT_EQ(words_of(R"(router_id "a b" 'c d' "")"), "[router_id][a b]['c][d'][]");
}

TEST(Words, take_a_backslash_as_it_is) {
  EXPECT_EQ(words_of(R"(a "b\")"), R"([a][b\])");
}

TEST(Words, with_an_open_quote_are_an_error) {
  EXPECT_EQ(words_of(R"(a "b c)"), "error: a double quote is not closed at 7");
}

TEST(CommandWords, are_grouped_by_either_quote) {
  EXPECT_EQ(command_of(R"(script "a 'b'" 'c "d"' e"f g"h '')"), R"([script][a 'b'][c "d"][ef gh][])");
}

TEST(CommandWords, know_the_escapes_of_the_shell) {
  EXPECT_EQ(command_of(R"(\x41\102\c[\q "\"\e" '\'')"), "[AB\x1bq][\"e][']");
  EXPECT_EQ(command_of(R"(\a\b\E\f\n\r\t\v)"), "[\a\b\x1b\f\n\r\t\v]");
  EXPECT_EQ(command_of(R"(a\ b)"), "[a b]");
}

TEST(CommandWords, that_do_not_end_are_an_error) {
  EXPECT_EQ(command_of(R"(a 'b)"), "error: a single quote is not closed at 5");
  EXPECT_EQ(command_of(R"(a "b\")"), "error: a double quote is not closed at 7");
  EXPECT_EQ(command_of(R"(a b\)"), "error: nothing follows the backslash at 5");
}

TEST(Definition, has_a_name_and_a_value) {
  const auto definition = match_definition(line("$VIP_1= 192.0.2.1/24"));
  ASSERT_TRUE(definition);
  EXPECT_EQ(definition->name, "VIP_1");
  EXPECT_EQ(definition->value.octets(), "192.0.2.1/24");
  EXPECT_FALSE(match_definition(line("$VIP 192.0.2.1")));
  EXPECT_FALSE(match_definition(line("$1=a")));
}

TEST(Reference, is_braced_or_ends_with_a_blank) {
  std::string found;
  for (const Fragment& fragment : find_references("a${B}c $D $E, $F")) {
    found += fragment.variable ? "<" + *fragment.variable + ">" : ".";
  }
  EXPECT_EQ(found, ".<B>.<D>.<F>");
}

TEST(Condition, names_a_machine_or_all_others) {
  const auto condition = match_condition("@^alpha priority 100");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->id, "alpha");
  EXPECT_TRUE(condition->negated);
  EXPECT_EQ(condition->rest, 8U);
  EXPECT_FALSE(match_condition("alpha"));
}

}  // namespace
}  // namespace vrrpspec::impl
