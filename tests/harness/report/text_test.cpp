#include "harness/report/text.hpp"

#include <gtest/gtest.h>

#include "tests/harness/report/sample.hpp"

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

TEST(Seconds, keeps_the_sign_and_every_microsecond) {
  EXPECT_EQ(seconds(609'375us), "0.609375");
  EXPECT_EQ(seconds(-9'375us), "-0.009375");
  EXPECT_EQ(seconds(3'500ms, 1), "3.5");
}

TEST(Fold, breaks_at_blanks_and_keeps_line_breaks) {
  EXPECT_EQ(fold("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(fold("a\nb", 7), (Lines{"a", "b"}));
  EXPECT_EQ(fold("incomprehensible x", 5), (Lines{"incomprehensible", "x"}));
  EXPECT_EQ(fold("", 5), Lines{""});
}

TEST(Fold, counts_characters_and_not_octets) {
  EXPECT_EQ(fold("×× ××", 5), Lines{"×× ××"});
}

TEST(Printable, spells_control_characters) {
  EXPECT_EQ(printable("a\x1b[31mb\r"), "a\\x1b[31mb\\x0d");
  EXPECT_EQ(printable("tab\tand\nline"), "tab\tand\nline");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");
}

TEST(Printable, keeps_utf8_and_spells_what_is_not) {
  EXPECT_EQ(printable("× §"), "× §");
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("\xc3"), "\\xc3");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");
}

TEST(ShellWord, quotes_only_what_needs_it) {
  EXPECT_EQ(shell_word("6.4.2/S-430/x"), "6.4.2/S-430/x");
  EXPECT_EQ(shell_word("my router.toml"), "'my router.toml'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(RepeatCommand, names_device_case_lab_and_seed) {
  RunInfo run = sample::run();
  EXPECT_EQ(repeat_command(run, "6.4.2/S-430/x"), "vrrpspec test keepalived 6.4.2/S-430/x --lab netns --seed 7");
  run.profile = "rfc9568";
  EXPECT_EQ(repeat_command(run, "x"), "vrrpspec test keepalived x --lab netns --seed 7 --profile rfc9568");
  run.family = Family::ipv6;
  EXPECT_EQ(repeat_command(run, "x"),
            "vrrpspec test keepalived x --lab netns --seed 7 --profile rfc9568 --family ipv6");
}

}  // namespace
}  // namespace vrrpspec::harness
