// Includes, conditions, variables and blocks; and that nothing makes reading long or deep.
#include "impl/config/sources.hpp"

#include <gtest/gtest.h>

#include "tests/impl/config/reading.hpp"

namespace vrrpspec::impl {
namespace {

/// The tree in one line: statements, blocks in parentheses.
std::string outline(const std::vector<Statement>& statements) {
  std::string text;
  for (const Statement& statement : statements) {
    text += (text.empty() ? "" : " ") + std::string{statement.text.octets()};
    if (statement.has_block) text += "(" + outline(statement.block) + ")";
  }
  return text;
}

struct Tree {
  std::string outline;
  std::string said;
};
Tree tree_of(std::string_view text, const FakeMachine& machine = {}) {
  Diagnostics diagnostics;
  Tree tree{.outline = outline(read_statements(text, "/etc/test.conf", machine, diagnostics)), .said = {}};
  Loaded loaded;
  loaded.diagnostics = diagnostics.take();
  tree.said = messages(loaded);
  return tree;
}

void expect_refused(std::string_view text, std::string_view what, const FakeMachine& machine = {}) {
  const std::string said = tree_of(text, machine).said;
  EXPECT_NE(said.find("error: " + std::string{what}), std::string::npos) << said;
}

TEST(Blocks, do_not_depend_on_the_place_of_braces) {
  for (const std::string_view text : {"a { b { c\ne } }", "a\n{\nb\n{\nc\ne\n}\n}\n", "a{b{c\ne}}"}) {
    EXPECT_EQ(tree_of(text).outline, "a(b(c e))") << text;
    EXPECT_EQ(tree_of(text).said, "");
  }
}

TEST(Blocks, must_have_a_name_and_an_end) {
  EXPECT_EQ(tree_of("a {\nb\n").said,
            "/etc/test.conf:1:1: error: the block of \"a\" is not closed; a } is missing somewhere behind this line\n");
  EXPECT_EQ(tree_of("a\n }").said, "/etc/test.conf:2:2: error: a } without a {\n");
  EXPECT_EQ(tree_of("{ }").said,
            "/etc/test.conf:1:1: error: a block without a name; a statement stands before each {\n");
}

TEST(Blocks, nested_without_end_are_refused) {
  expect_refused(std::string(8000, '{'), "blocks nested deeper");
}

TEST(Condition, keeps_lines_of_this_machine_only) {
  EXPECT_EQ(tree_of("@alpha a\n@^alpha b\n@beta c\n@^beta d").outline, "a d");
}

TEST(Variable, is_replaced_where_it_stands) {
  EXPECT_EQ(tree_of("$A=1\n$B=x${A}y\na $A ${B}z {\n").outline, "a 1 x1yz()");
}

TEST(Variable, may_be_several_lines) {
  EXPECT_EQ(tree_of("$A=\\\n b { \\\n c \\\n }\na\n${A}\ne").outline, "a b(c) e");
}

TEST(Variable, that_means_itself_is_refused) {
  expect_refused("$A=${B}\n$B=${A}\n${A}", "$A does not come to an end");
}

TEST(Variable, that_grows_or_costs_without_end_is_refused) {
  std::string text = "$A0=xxxxxxxxxxxxxxxx\n$B0=\n";
  for (int i = 1; i < 16; ++i) {
    for (const std::string name : {"A", "B"}) {
      text += "$" + name + std::to_string(i) + "=";
      for (int j = 0; j < 64; ++j) text += "${" + name + std::to_string(i - 1) + "}";
      text += "\n";
    }
  }
  expect_refused(text + "${A15}", "$A15 does not come to an end");
  expect_refused(text + "${B15}", "$B15 does not come to an end");
}

TEST(Variable, keeps_messages_at_the_place_of_its_name) {
  FakeMachine machine;
  const Loaded loaded = parse_configuration("$P=1234567 x\nvrrp_instance V {\n  priority  $P\n}", "a.conf", machine);
  EXPECT_NE(messages(loaded).find("a.conf:3:13: error: \"x\" is too much"), std::string::npos) << messages(loaded);
}

TEST(Include, is_relative_to_the_file_that_includes) {
  FakeMachine machine;
  machine.files = {{"/etc/d/a", "a\ninclude b"}, {"/etc/d/b", "b"}};
  EXPECT_EQ(tree_of("x\ninclude d/a\ny", machine).outline, "x a b y");
}

TEST(Include, follows_a_pattern_in_order) {
  FakeMachine machine;
  machine.files = {{"/etc/d/2", "b"}, {"/etc/d/1", "a {"}, {"/etc/d/3", "}"}};
  EXPECT_EQ(tree_of("include d/*", machine).outline, "a(b)");
  EXPECT_NE(tree_of("include e/*", machine).said.find("warning: no file is named like"), std::string::npos);
}

TEST(Include, of_a_missing_file_is_refused) {
  expect_refused("include b", "there is no file \"/etc/b\"");
}

TEST(Include, of_itself_is_refused) {
  FakeMachine machine;
  machine.files = {{"/etc/a", "include d/../b"}, {"/etc/d/../b", "include /etc/./a"}, {"/etc/./a", "x"}};
  expect_refused("include a", "\"/etc/./a\" includes itself", machine);
}

TEST(Include, that_is_too_deep_or_too_often_is_refused) {
  FakeMachine machine;
  for (int i = 0; i < 20; ++i) {
    const std::string next = "include a" + std::to_string(i + 1) + "\n";
    machine.files["/etc/a" + std::to_string(i)] = next + next + next;
  }
  expect_refused("include a0", "files included deeper than 8", machine);
  machine.files["/etc/a5"] = "x";
  expect_refused("include a0", "more than 256 files", machine);
}

TEST(Text, that_is_too_long_is_refused) {
  expect_refused(std::string(8193, 'a'), "a line of more than 8192 octets");
  expect_refused(std::string((4U << 20) + 1, '\n'), "more than 4194304 octets");
  std::string text;
  for (int i = 0; i < 100'001; ++i) text += "a\n";
  expect_refused(text, "more than 100000 statements");
}

TEST(Text, with_other_octets_is_refused) {
  expect_refused(std::string{"a\0b", 3}, "an octet that is not text");
  EXPECT_EQ(tree_of("# \xc3\xa4\na").said, "");
}

TEST(Text, of_windows_is_the_same) {
  EXPECT_EQ(tree_of("\xef\xbb\xbf"
                    "a {\r\n b \r\n}\r\n")
                .outline,
            "a(b)");
}

TEST(Repetition, is_refused) {
  expect_refused("~SEQ(i, 3) a $i", "lines are not repeated");
}

}  // namespace
}  // namespace vrrpspec::impl
