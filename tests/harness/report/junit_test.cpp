#include "harness/report/junit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/harness/report/sample.hpp"

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST(Junit, each_verdict_has_its_element) {
  const std::vector<std::vector<CaseResult>> repetitions{sample::all()};
  const std::string xml = junit_xml(sample::run(), repetitions, 2s, std::nullopt);
  EXPECT_EQ(count(xml, "<testcase "), 7U);
  EXPECT_EQ(count(xml, "<failure "), 3U);
  EXPECT_EQ(count(xml, "<error "), 2U);
  EXPECT_EQ(count(xml, "<skipped "), 1U);
  EXPECT_NE(xml.find(R"(name="vrrpspec keepalived rfc5798" tests="7" failures="3" errors="2" skipped="1")"),
            std::string::npos);
  EXPECT_NE(xml.find("2.999976 s LATE"), std::string::npos);
}

TEST(Junit, a_known_failure_is_skipped_with_its_reason) {
  CaseResult result = sample::late();
  result.known = KnownNote{.knowledge = Knowledge::known, .reason = "issue 17", .expires = "2027-06-30"};
  const std::vector<std::vector<CaseResult>> repetitions{{result}};
  const std::string xml = junit_xml(sample::run(), repetitions, 2s, {});
  EXPECT_EQ(count(xml, "<failure "), 0U);
  EXPECT_NE(xml.find(R"(tests="1" failures="0" errors="0" skipped="1")"), std::string::npos) << xml;
  EXPECT_NE(xml.find("known until 2027-06-30: issue 17"), std::string::npos) << xml;
}

TEST(Junit, sections_are_suites) {
  const std::vector<std::vector<CaseResult>> repetitions{sample::all()};
  const std::string xml = junit_xml(sample::run(), repetitions, 2s, std::nullopt);
  EXPECT_EQ(count(xml, "<testsuite "), 3U);
  EXPECT_NE(xml.find(R"(<testsuite name="6.4.2")"), std::string::npos);
}

TEST(Junit, carries_the_noise_certificate) {
  const std::vector<std::vector<CaseResult>> repetitions{{sample::passed()}};
  const std::string xml = junit_xml(sample::run(), repetitions, 2s, sample::certificate());
  EXPECT_NE(xml.find(R"(<property name="noise" value="late by 0.06 ms (p50))"), std::string::npos) << xml;
}

TEST(Junit, names_the_family_where_it_is_not_the_usual_one) {
  const std::vector<std::vector<CaseResult>> repetitions{{sample::passed()}};
  RunInfo run = sample::run();
  EXPECT_NE(junit_xml(run, repetitions, 2s, {}).find(R"(classname="vrrpspec.rfc5798")"), std::string::npos);
  run.family = Family::ipv6;
  const std::string xml = junit_xml(run, repetitions, 2s, {});
  EXPECT_NE(xml.find(R"(classname="vrrpspec.rfc5798.ipv6")"), std::string::npos) << xml;
  EXPECT_NE(xml.find(R"(<property name="family" value="ipv6")"), std::string::npos) << xml;
}

/// Its output is judged by junit_schema_test.
TEST(Junit, writes_every_verdict_and_two_repetitions_for_the_schema) {
  RunInfo run = sample::run();
  run.repeat = 2;
  const std::vector<std::vector<CaseResult>> repetitions{sample::all(), sample::all()};
  std::ofstream file{REPORT_OUTPUT_DIR "/all_verdicts.xml"};
  file << junit_xml(run, repetitions, 2s, sample::certificate());
  EXPECT_TRUE(file.good());
}

}  // namespace
}  // namespace vrrpspec::harness
