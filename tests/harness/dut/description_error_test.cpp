// Every mistake a description can have: where it is, what it is, and what to write instead.
#include <gtest/gtest.h>

#include "harness/dut/description.hpp"

namespace vrrpspec::harness {
namespace {

std::string message_of(std::string_view text) {
  const auto device = parse_device_description(text, "r.toml");
  return device ? "no error" : device.error().message;
}

/// The message about one line added to a description that is right without it; the line is the third of the file.
std::string message_about(std::string_view line) {
  return message_of("[dut]\nstart = ['a']\n" + std::string{line} + "\n[dut.ready]\nafter = '1s'\n");
}

/// The same about the line that says when the device is ready.
std::string message_about_ready(std::string_view line) {
  return message_of("[dut]\nstart = ['a']\n" + std::string{line} + "\n");
}

TEST(DescriptionError, the_description_these_tests_add_to_is_right) {
  EXPECT_EQ(message_about(""), "no error");
}

TEST(DescriptionError, what_is_not_toml_is_said_with_its_place) {
  EXPECT_EQ(message_about_ready("ready = ["),
            "r.toml:3:11: not TOML: Error while parsing array: encountered end-of-file; see https://toml.io");
  EXPECT_TRUE(message_of("[dut\n").starts_with("r.toml:1:5: not TOML: ")) << message_of("[dut\n");
}

TEST(DescriptionError, a_header_without_a_key_is_said_with_its_place) {
  for (const std::string_view text : {"[=", "[[=", "[ #", "[,]", "[\n", "[[\x7f"}) {
    EXPECT_TRUE(message_of(text).starts_with("r.toml:1:")) << text << ": " << message_of(text);
  }
}

TEST(DescriptionError, a_missing_table_or_command_is_said) {
  EXPECT_EQ(message_of(""), "r.toml:1:1: dut is missing; write a table [dut] with start = [\"my-router\"]");
  EXPECT_EQ(message_of("\n[dut]\nready.after = '1s'\n"),
            "r.toml:2:1: dut.start is missing; write for example start = [\"my-router\", \"--config\", "
            "\"{dir}/router.conf\"]");
  EXPECT_EQ(message_of("dut = 1\n"),
            "r.toml:1:7: dut is an integer, a table is wanted; write for example a table [dut] with start = "
            "[\"my-router\"]");
}

TEST(DescriptionError, unknown_keys_are_answered_with_the_nearest_one) {
  EXPECT_EQ(message_about("  versoin = ['a']"),
            "r.toml:3:3: unknown key \"dut.versoin\"; did you mean \"version\"? known: name, start, file, ready, stop, "
            "version, capabilities, black_box");
  EXPECT_EQ(message_about("[lab]"), "r.toml:3:2: unknown key \"lab\"; known: dut");
  EXPECT_EQ(message_about("stop = { singal = 'TERM' }"),
            "r.toml:3:10: unknown key \"dut.stop.singal\"; did you mean \"signal\"? known: signal, within");
  EXPECT_EQ(message_about_ready("ready = { output = 'x', for = '5s' }"),
            "r.toml:3:25: unknown key \"dut.ready.for\"; known: output, within, after");
  EXPECT_EQ(message_about("capabilities = { acceptmode = true }"),
            "r.toml:3:18: unknown key \"dut.capabilities.acceptmode\"; did you mean \"accept_mode\"? known: versions, "
            "families, owner, accept_mode, preempt, owner_without_preemption, forwarding");
  EXPECT_EQ(message_about("[[dut.file]]\npath = 'a'\ncontents = ''\ncontent = ''"),
            "r.toml:5:1: unknown key \"dut.file.contents\"; did you mean \"content\"? known: path, content");
}

TEST(DescriptionError, wrong_types_are_said_with_what_is_wanted) {
  EXPECT_EQ(message_of("[dut]\nstart = 'a b'\nready.after = '1s'\n"),
            "r.toml:2:9: dut.start is a string, an array is wanted; write for example start = [\"my-router\", "
            "\"--config\", \"{dir}/router.conf\"]");
  EXPECT_EQ(message_of("[dut]\nstart = ['a', 7]\nready.after = '1s'\n"),
            "r.toml:2:15: dut.start is an integer, a string is wanted; put it in quotation marks");
  EXPECT_EQ(message_about("name = 1.5"),
            "r.toml:3:8: dut.name is a number with a fraction, a string is wanted; put it in quotation marks");
  EXPECT_EQ(message_about("capabilities = { owner = 'yes' }"),
            "r.toml:3:26: dut.capabilities.owner is a string, a boolean is wanted; write true or false");
  EXPECT_EQ(
      message_about("stop = 'TERM'"),
      "r.toml:3:8: dut.stop is a string, a table is wanted; write for example stop = { signal = \"TERM\", within = "
      "\"2s\" }");
  EXPECT_EQ(message_about("file = [1]"),
            "r.toml:3:9: dut.file holds an integer, tables are wanted; write [[dut.file]]");
  EXPECT_EQ(message_about("[dut.file]\npath = 'a'"),
            "r.toml:3:1: dut.file is a table, an array is wanted; write for example [[dut.file]]");
}

TEST(DescriptionError, empty_values_are_said) {
  EXPECT_TRUE(message_of("[dut]\nstart = []\nready.after = '1s'\n")
                  .starts_with("r.toml:2:9: dut.start is empty; write for example start = "));
  EXPECT_EQ(message_of("[dut]\nstart = ['']\nready.after = '1s'\n"),
            "r.toml:2:10: dut.start begins with an empty string; write the program to run");
  EXPECT_EQ(message_about("version = ['']"),
            "r.toml:3:11: dut.version begins with an empty string; write the program to run");
  EXPECT_EQ(message_about("name = ''"), "r.toml:3:8: dut.name is empty; write a name or leave it out");
  EXPECT_EQ(message_about_ready("ready = { output = '' }"),
            "r.toml:3:20: dut.ready.output is empty; write what it prints, or ready = { after = \"500ms\" } when it "
            "says nothing");
}

TEST(DescriptionError, missing_keys_of_tables_are_said) {
  EXPECT_EQ(message_about("[[dut.file]]\ncontent = ''"),
            "r.toml:3:1: dut.file.path is missing; write for example path = \"router.conf\"");
  EXPECT_EQ(message_about("[[dut.file]]\npath = 'a'"),
            "r.toml:3:1: dut.file.content is missing; write for example content = \"router-id {vrid}\\n\"");
}

// Nobody may be taken for ready at once without having said so.
TEST(DescriptionError, a_device_has_to_say_when_it_is_ready_in_one_of_two_ways) {
  const std::string either =
      "ready = { output = \"listening\", within = \"5s\" } if it prints a line when its sockets are open, or ready = { "
      "after = \"500ms\" } if it says nothing";
  EXPECT_EQ(message_about_ready(""), "r.toml:1:1: dut.ready is missing; write for example " + either);
  for (const char* neither : {"ready = { within = '1s' }", "ready = {}"})
    EXPECT_EQ(message_about_ready(neither), "r.toml:3:9: dut.ready.output is missing; write for example " + either);
  EXPECT_EQ(message_about_ready("ready = true"),
            "r.toml:3:9: dut.ready is a boolean, a table is wanted; write for example " + either);
  EXPECT_EQ(message_about_ready("ready = { output = 'x', after = '1s' }"),
            "r.toml:3:33: dut.ready.after cannot stand beside output or within; write either " + either);
  EXPECT_EQ(message_about_ready("ready = { within = '1s', after = '1s' }"),
            "r.toml:3:34: dut.ready.after cannot stand beside output or within; write either " + either);
  EXPECT_TRUE(message_about_ready("ready = { after = '0s' }")
                  .starts_with("r.toml:3:19: dut.ready.after is \"0s\", which is no duration; "));
  EXPECT_EQ(message_about_ready("ready = { output = 'x' }"), "no error");
  EXPECT_EQ(message_about_ready("ready = { after = '1ms' }"), "no error");
}

TEST(DescriptionError, bad_regular_expressions_are_said) {
  const std::string message = message_about_ready("ready = { output = 'sockpool: [' }");
  EXPECT_TRUE(message.starts_with("r.toml:3:20: dut.ready.output is no ECMAScript regular expression: ")) << message;
  EXPECT_TRUE(message.ends_with("; a literal ( [ { . * + ? | \\ is written with a backslash before it, best in '...'"))
      << message;
  EXPECT_EQ(message_about_ready("ready = { output = '" + std::string(500, '(') + std::string(500, ')') + "' }"),
            "no error");
  EXPECT_EQ(message_about_ready("ready = { output = '" + std::string(1001, '(') + "' }"),
            "r.toml:3:20: dut.ready.output has 1001 characters; 1000 are allowed");
}

TEST(DescriptionError, bad_durations_are_said) {
  for (const char* bad : {"5", "5 s", "s", "", "1.5s", "0s", "-1s", "5S", "11min", "600001ms", "99999999999999999999s"})
    EXPECT_EQ(message_about("stop = { within = '" + std::string{bad} + "' }"),
              "r.toml:3:19: dut.stop.within is \"" + std::string{bad} +
                  "\", which is no duration; write a whole number and a unit, from \"1ms\" to \"10min\", for example "
                  "\"500ms\" or \"5s\"");
  for (const char* good : {"1ms", "600000ms", "600s", "10min"})
    EXPECT_EQ(message_about("stop = { within = '" + std::string{good} + "' }"), "no error");
}

TEST(DescriptionError, bad_signals_are_said) {
  EXPECT_EQ(
      message_about("stop = { signal = 'TREM' }"),
      "r.toml:3:19: dut.stop.signal is \"TREM\", which is no signal it can be stopped with; did you mean \"TERM\"? "
      "known: TERM, INT, HUP, QUIT, KILL, USR1, USR2");
  EXPECT_EQ(message_about("stop = { signal = 'SIGSTOP' }"),
            "r.toml:3:19: dut.stop.signal is \"SIGSTOP\", which is no signal it can be stopped with; known: TERM, INT, "
            "HUP, QUIT, KILL, USR1, USR2");
}

TEST(DescriptionError, bad_versions_and_families_are_said) {
  EXPECT_EQ(message_about("capabilities = { versions = [2, 4] }"),
            "r.toml:3:33: dut.capabilities.versions names a version that is neither 2 nor 3; write for example [2, 3]");
  EXPECT_EQ(message_about("capabilities = { versions = [] }"),
            "r.toml:3:29: dut.capabilities.versions is empty; write for example [2, 3]");
  EXPECT_EQ(message_about("capabilities = { families = [4] }"),
            "r.toml:3:30: dut.capabilities.families names a family that is neither \"ipv4\" nor \"ipv6\"; write for "
            "example [\"ipv4\"]");
}

TEST(DescriptionError, bad_placeholders_are_said_with_their_line) {
  const std::string message = message_about("[[dut.file]]\npath = 'a'\ncontent = '''\nfirst\nid {vird}\n'''");
  EXPECT_TRUE(
      message.starts_with("r.toml:5:11: dut.file.content is not well written: line 2 of the text: {vird} is no "
                          "placeholder; did you mean {vrid}? "))
      << message;
  EXPECT_EQ(message_of("[dut]\nstart = ['a', '{vrid']\nready.after = '1s'\n"),
            "r.toml:2:15: dut.start is not well written: a { without its }; a literal brace is written {{");
}

TEST(DescriptionError, files_outside_of_the_directory_are_said) {
  for (const char* bad : {"", ".", "..", "../a", "/etc/passwd", "a/../../b", "a/", "{dir}", "{dir}x/a", "{dir}/../a"})
    EXPECT_EQ(message_about("[[dut.file]]\npath = '" + std::string{bad} + "'\ncontent = ''"),
              "r.toml:4:8: dut.file.path is not inside of {dir}; write a file name, or a path that begins with {dir}/")
        << bad;
  for (const char* good : {"a", "a/b", "a/../b", "..a", "{dir}/a", "{interface}.conf"})
    EXPECT_EQ(message_about("[[dut.file]]\npath = '" + std::string{good} + "'\ncontent = ''"), "no error") << good;
}

TEST(DescriptionError, nul_is_not_taken) {
  EXPECT_EQ(message_of("[dut]\nstart = [\"a\\u0000b\"]\nready.after = '1s'\n"),
            "r.toml:2:10: dut.start holds the character NUL; take it out");
}

TEST(DescriptionError, all_mistakes_are_said_from_top_to_bottom) {
  EXPECT_EQ(
      message_of("[dut]\nnam = 'x'\nstop = { signal = 9 }\nname = ''\nready.after = '1s'\n"),
      "r.toml:1:1: dut.start is missing; write for example start = [\"my-router\", \"--config\", "
      "\"{dir}/router.conf\"]\n"
      "r.toml:2:1: unknown key \"dut.nam\"; did you mean \"name\"? known: name, start, file, ready, stop, version, "
      "capabilities, black_box\n"
      "r.toml:3:19: dut.stop.signal is an integer, a string is wanted; put it in quotation marks\n"
      "r.toml:4:8: dut.name is empty; write a name or leave it out");
}

}  // namespace
}  // namespace vrrpspec::harness
