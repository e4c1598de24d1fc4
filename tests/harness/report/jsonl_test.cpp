#include "harness/report/jsonl.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/harness/report/sample.hpp"

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

/// Fails the test unless the text is one line that holds one object.
json::object parse_line(const std::string& line) {
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  return json::parse(line).as_object();
}

TEST(RunJsonl, header_says_who_was_examined_and_how) {
  const json::object header = parse_line(run_line(sample::run()));
  EXPECT_EQ(header.at("type"), "run");
  EXPECT_EQ(header.at("format"), 1);
  EXPECT_EQ(header.at("device").at("version"), "Keepalived v2.2.7");
  EXPECT_EQ(header.at("seed").to_number<int>(), 7);
  EXPECT_EQ(header.at("cases").as_array().size(), 7U);
}

TEST(RunJsonl, every_result_is_one_line) {
  for (const CaseResult& result : sample::all())
    EXPECT_EQ(parse_line(result_line(result, 1)).at("id"), result.id.c_str());
}

TEST(RunJsonl, a_finding_keeps_window_terms_and_time_line_in_nanoseconds) {
  const json::object line = parse_line(result_line(sample::late(), 2));
  EXPECT_EQ(line.at("repetition").to_number<int>(), 2);
  EXPECT_EQ(line.at("verdict"), "fail");
  const json::value& finding = line.at("finding");
  EXPECT_EQ(finding.at("clause"), "S-430");
  EXPECT_EQ(finding.at("kind"), "late");
  EXPECT_EQ(finding.at("window").at("hi_ns"), 609'425'000);
  EXPECT_EQ(finding.at("window").at("terms").at(1).at("amount_ns"), -9'375'000);
  EXPECT_EQ(line.at("timeline").at(1).at("symbol"), "0");
  EXPECT_EQ(line.at("timeline").at(1).at("row"), "tester");
  EXPECT_EQ(line.at("timeline").as_array().size(), 3U);
}

TEST(RunJsonl, an_excuse_is_kept_by_source_and_so_are_earlier_attempts) {
  const json::object line = parse_line(result_line(sample::excused(), 1));
  EXPECT_EQ(line.at("finding").at("noise").at("target_waiting_ns"), 37'400'000);
  EXPECT_EQ(line.at("finding").at("noise").at("target_blocked_ns"), 3'200'000);
  EXPECT_EQ(line.at("finding").at("noise").at("workers_waiting_ns"), 700'000);
  EXPECT_EQ(line.at("finding").at("noise").at("throttled_ns"), 300'000);
  EXPECT_EQ(line.at("earlier").as_array().size(), 2U);
}

TEST(RunJsonl, the_run_says_profile_and_family) {
  RunInfo run = sample::run();
  EXPECT_EQ(parse_line(run_line(run)).at("family"), "ipv4");
  run.family = Family::ipv6;
  EXPECT_EQ(parse_line(run_line(run)).at("family"), "ipv6");
  EXPECT_EQ(parse_line(run_line(run)).at("profile"), "rfc5798");
}

TEST(RunJsonl, text_that_is_not_utf8_is_spelled) {
  const json::object line = parse_line(result_line(sample::died(), 1));
  const std::string_view seen = line.at("finding").at("seen").as_string();
  EXPECT_NE(seen.find("\\x1b[31m"), std::string_view::npos);
  EXPECT_NE(seen.find("\\xff"), std::string_view::npos);
}

TEST(RunJsonl, summary_has_the_counts_and_the_exit_code) {
  const json::object summary = parse_line(summary_line(summarise(sample::all()), ExitCode::failed, 2s));
  EXPECT_EQ(summary.at("verdicts").at("fail").to_number<int>(), 3);
  EXPECT_EQ(summary.at("levels").at("SHOULD").at("fail").to_number<int>(), 1);
  EXPECT_EQ(summary.at("broken").at(0).at("clause"), "S-365");
  EXPECT_EQ(summary.at("exit_code"), 1);
  EXPECT_EQ(summary.at("wall_time_ns"), 2'000'000'000);
  EXPECT_FALSE(summary.contains("noise"));
}

TEST(RunJsonl, summary_carries_the_noise_certificate) {
  Summary summary = summarise(sample::all());
  summary.certificate = sample::certificate();
  const json::object line = parse_line(summary_line(summary, ExitCode::failed, 2s));
  EXPECT_EQ(line.at("noise").at("beats"), 100U);
  EXPECT_EQ(line.at("noise").at("max_ns"), 4'200'000);
  EXPECT_GE(line.at("noise").at("p99_ns").to_number<std::int64_t>(), 2'100'000);
  EXPECT_LT(line.at("noise").at("p50_ns").to_number<std::int64_t>(), 68'000);
}

}  // namespace
}  // namespace vrrpspec::harness
