// What each placeholder becomes, and how a wrong one is told of.
#include "harness/dut/placeholder.hpp"

#include <gtest/gtest.h>

#include "tests/harness/dut/settings.hpp"

namespace vrrpspec::harness {
namespace {

std::string render(std::string_view text, const DeviceSettings& settings = ipv4_settings()) {
  const auto parsed = Template::parse(text);
  return parsed ? parsed->render(settings, place()) : "error: " + parsed.error();
}

TEST(Placeholder, words_are_the_settings) {
  EXPECT_EQ(render("{interface} {dir} {vrid} {priority} {primary} {prefix_length}"),
            "dut0 /tmp/case 51 100 192.0.2.11 24");
  EXPECT_EQ(render("{primary}", ipv6_settings()), "fe80::11");
}

TEST(Placeholder, intervals_come_in_three_units) {
  DeviceSettings settings = ipv4_settings();
  EXPECT_EQ(render("{interval_cs} {interval_ms} {interval_s}", settings), "100 1000 1");
  settings.parameters.advertisement_interval = Centiseconds{7};
  EXPECT_EQ(render("{interval_cs} {interval_ms} {interval_s}", settings), "7 70 0.07");
  settings.parameters.advertisement_interval = Centiseconds{4090};
  EXPECT_EQ(render("{interval_cs} {interval_ms} {interval_s}", settings), "4090 40900 40.9");
  settings.parameters.advertisement_interval = Centiseconds{25500};
  EXPECT_EQ(render("{interval_s}", settings), "255");
}

TEST(Placeholder, booleans_are_true_or_false) {
  DeviceSettings settings = ipv4_settings();
  EXPECT_EQ(render("{preempt} {accept_mode} {owner}", settings), "true false false");
  settings.parameters.preempt_mode = false;
  settings.parameters.accept_mode = true;
  settings.parameters.priority = priority_owner;
  EXPECT_EQ(render("{preempt} {accept_mode} {owner}", settings), "false true true");
}

TEST(Placeholder, versions_and_families_have_names) {
  EXPECT_EQ(render("{version} {family}"), "3 ipv4");
  DeviceSettings settings = ipv6_settings();
  settings.version = Version::v2;
  EXPECT_EQ(render("{version} {family}", settings), "2 ipv6");
}

TEST(Placeholder, choices_replace_either_of_two_words) {
  EXPECT_EQ(render("{preempt:preempt|nopreempt} {accept_mode:accept|no_accept}"), "preempt no_accept");
  EXPECT_EQ(render("vrrp 1 {family:ip|ipv6}", ipv6_settings()), "vrrp 1 ipv6");
  EXPECT_EQ(render("[{version:old|}]"), "[]");
}

TEST(Placeholder, addresses_are_joined_by_a_comma_or_what_is_asked_for) {
  EXPECT_EQ(render("{addresses}"), "192.0.2.100/24");
  EXPECT_EQ(render("{addresses}", ipv6_settings()), "fe80::5:1/64,2001:db8::5/64");
  EXPECT_EQ(render("{addresses:; }", ipv6_settings()), "fe80::5:1/64; 2001:db8::5/64");
  EXPECT_EQ(render("{bare_addresses}", ipv6_settings()), "fe80::5:1,2001:db8::5");
  EXPECT_EQ(render("ip {bare_addresses:\nip }", ipv6_settings()), "ip fe80::5:1\nip 2001:db8::5");
  EXPECT_EQ(render("{bare_addresses:}", ipv6_settings()), "fe80::5:12001:db8::5");
}

TEST(Placeholder, doubled_braces_are_literal) {
  EXPECT_EQ(render("a {{ b }} {{vrid}} {{{vrid}}}"), "a { b } {vrid} {51}");
  EXPECT_EQ(render(""), "");
}

TEST(Placeholder, unknown_ones_are_told_of_with_the_nearest_name_and_the_line) {
  EXPECT_EQ(
      render("{vird}"),
      "error: {vird} is no placeholder; did you mean {vrid}? known are interface, dir, vrid, priority, "
      "interval_cs, interval_ms, interval_s, primary, prefix_length, version, family, owner, preempt, accept_mode, "
      "addresses, bare_addresses; a literal brace is written {{ or }}");
  EXPECT_TRUE(render("a\nb\n{quux}").starts_with("error: line 3 of the text: {quux} is no placeholder; known are"))
      << render("a\nb\n{quux}");
  EXPECT_TRUE(render("{}").starts_with("error: {} is no placeholder; known are")) << render("{}");
}

TEST(Placeholder, badly_written_ones_are_told_of) {
  EXPECT_EQ(render("x }"), "error: a } without its {; a literal brace is written }}");
  EXPECT_EQ(render("x {"), "error: a { without its }; a literal brace is written {{");
  EXPECT_EQ(render("{vrid {priority}"), "error: a { without its }; a literal brace is written {{");
  EXPECT_EQ(render("{vrid:1}"), "error: {vrid} takes nothing after a colon; write {vrid}");
  EXPECT_EQ(
      render("{preempt:yes}"),
      "error: {preempt:yes} is no choice; write {preempt:A|B}, with A for true and B for false, or just {preempt}");
  EXPECT_EQ(render("{family:a|b|c}"),
            "error: {family:a|b|c} is no choice; write {family:A|B}, with A for ipv4 and B for ipv6, or just {family}");
}

}  // namespace
}  // namespace vrrpspec::harness
