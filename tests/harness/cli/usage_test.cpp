// The program as its users meet it, as far as no namespace is needed.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "harness/cli/program.hpp"

namespace vrrpspec::cli {
namespace {

ProgramOutput vrrpspec(std::vector<std::string> words, Duration within = std::chrono::seconds{20}) {
  words.insert(words.begin(), VRRPSPEC_PROGRAM);
  const auto output = run_program(std::move(words), within);
  EXPECT_TRUE(output);
  return output.value_or(ProgramOutput{});
}

void expect_usage_error(const std::vector<std::string>& words, const std::string& part) {
  const ProgramOutput output = vrrpspec(words);
  EXPECT_EQ(output.exit_status, 2) << output.text;
  EXPECT_TRUE(output.text.starts_with("vrrpspec: ")) << output.text;
  EXPECT_NE(output.text.find(part), std::string::npos) << output.text;
}

TEST(Usage, version_and_help_are_no_errors) {
  EXPECT_EQ(vrrpspec({"--version"}).text.substr(0, 9), "vrrpspec ");
  EXPECT_EQ(vrrpspec({"--version"}).exit_status, 0);
  EXPECT_EQ(vrrpspec({"--help"}).exit_status, 0);
  EXPECT_NE(vrrpspec({"--help"}).text.find("Exit codes"), std::string::npos);
  EXPECT_EQ(vrrpspec({"test", "--help"}).exit_status, 0);
}

TEST(Usage, help_holds_no_control_characters) {
  for (const char* command : {"test", "check", "list", "explain", "model", "doctor", "dut", "status", "completion"}) {
    const std::string text = vrrpspec({command, "--help"}).text;
    const auto control = [](unsigned char c) { return c < ' ' && c != '\n'; };
    EXPECT_EQ(std::ranges::count_if(text, control), 0) << text;
  }
}

TEST(Usage, no_command_is_an_error) {
  expect_usage_error({}, "--help");
}

TEST(Usage, unknown_command_names_the_nearest) {
  expect_usage_error({"tset"}, "nearest: test");
  expect_usage_error({"dut", "lst"}, "nearest: list");
}

TEST(Usage, unknown_option_names_the_nearest) {
  expect_usage_error({"test", "--sed", "3"}, "--seed");
  expect_usage_error({"test", "--jnit=x"}, "--junit");
}

TEST(Usage, unknown_device_names_the_nearest) {
  expect_usage_error({"test", "keepalive"}, "keepalived");
  expect_usage_error({"test", "/no/such/file.toml"}, "file.toml");
}

TEST(Usage, unknown_case_clause_and_tag_name_the_nearest) {
  expect_usage_error({"test", "keepalived", "S-431"}, "S-430");
  expect_usage_error({"test", "keepalived", "@muts"}, "@must");
  expect_usage_error({"list", "6.4.9"}, "6.4.");
  expect_usage_error({"explain", "S-431"}, "S-430");
}

TEST(Usage, version_2_over_ipv6_is_refused) {
  expect_usage_error({"test", "sim", "--profile", "rfc3768", "--family", "ipv6"}, "has no IPv6");
  expect_usage_error({"test", "sim", "--family", "ipx"}, "--family");
}

TEST(Usage, unknown_profile_names_the_nearest) {
  expect_usage_error({"test", "keepalived", "--profile", "rfc5789"}, "nearest: rfc5798");
}

TEST(Usage, unknown_lab_and_values_out_of_range_are_errors) {
  expect_usage_error({"test", "--lab", "moon"}, "--lab");
  expect_usage_error({"test", "--jobs", "0"}, "--jobs");
  expect_usage_error({"test", "--repeat", "0"}, "--repeat");
  expect_usage_error({"test", "--seed", "-1"}, "--seed");
  expect_usage_error({"test", "--shard", "3/2"}, "--shard");
  expect_usage_error({"test", "--color", "pink"}, "--color");
  expect_usage_error({"test", "--filter", "("}, "--filter");
  expect_usage_error({"test", "--quiet", "--verbose"}, "--quiet");
  expect_usage_error({"test", "--order", "alphabet"}, "--order");
  expect_usage_error({"test", "--inconclusive", "maybe"}, "--inconclusive");
  expect_usage_error({"test", "--timeout", "90"}, "500ms, 90s, 5min, 2h");
  expect_usage_error({"test", "--wall-timeout", "-1s"}, "--wall-timeout");
  expect_usage_error({"test", "--retries", "-1"}, "--retries");
  expect_usage_error({"test", "--until-fail"}, "--repeat");
}

TEST(Usage, unknown_document_and_shell_name_the_nearest) {
  expect_usage_error({"model", "mermade"}, "nearest: mermaid");
  expect_usage_error({"completion", "bsh"}, "nearest: bash");
}

TEST(Usage, control_characters_of_arguments_are_not_printed) {
  const ProgramOutput output = vrrpspec({"explain", "\x1b[31m"});
  EXPECT_EQ(output.text.find('\x1b'), std::string::npos);
}

TEST(Usage, files_without_a_name_are_errors) {
  for (const char* option : {"--out", "--junit", "--failed", "--known-failures"}) {
    expect_usage_error({"test", "sim", option, ""}, "empty");
  }
}

TEST(Usage, files_that_cannot_be_read_are_named) {
  expect_usage_error({"test", "--known-failures", "/no/such.toml"}, "/no/such.toml");
  expect_usage_error({"test", "--failed", "/no/such"}, "/no/such/run.jsonl");
}

TEST(RandomOrder, is_that_of_the_seed) {
  const std::string out = std::filesystem::path{testing::TempDir()} / "vrrpspec-order";
  const auto order_of = [&out](const std::string& seed) {
    std::string order = vrrpspec({"test", "sim", "6.4.2", "--order", "random", "--seed", seed, "--out", out}).text;
    std::erase_if(order, [](char c) { return c >= '0' && c <= '9'; });  // seed and wall time
    return order;
  };
  EXPECT_EQ(order_of("1"), order_of("1"));
  EXPECT_NE(order_of("1"), order_of("2"));
  std::filesystem::remove_all(out);
}

TEST(Mutants, are_all_found_but_those_with_an_excuse) {
  const ProgramOutput output = vrrpspec({"test", "sim", "--mutants", "-v"}, std::chrono::minutes{2});
  EXPECT_EQ(output.exit_status, 0) << output.text;
  EXPECT_NE(output.text.find("mutation score: 100.0 %"), std::string::npos) << output.text;
  EXPECT_NE(output.text.find("excused: chart_skew_of_one_second_of_version_2: "), std::string::npos) << output.text;
  EXPECT_EQ(output.text.find("survives"), std::string::npos) << output.text;
  EXPECT_NE(output.text.find("ttl_is_1_over_ipv6 "), std::string::npos) << output.text;
}

TEST(Mutants, are_of_the_model_and_of_every_case) {
  expect_usage_error({"test", "keepalived", "--mutants"}, "write vrrpspec test sim --mutants");
  expect_usage_error({"test", "sim", "6.4.2", "--mutants"}, "write vrrpspec test sim --mutants");
}

TEST(Repetition, goes_on_until_a_case_fails) {
  const std::string out = std::filesystem::path{testing::TempDir()} / "vrrpspec-until-fail";
  const ProgramOutput output = vrrpspec({"test", "sim", "6.4.2", "--repeat", "3", "--until-fail", "--out", out});
  EXPECT_EQ(output.exit_status, 0) << output.text;
  EXPECT_NE(output.text.find("Repetition 3 of 3"), std::string::npos) << output.text;
  std::filesystem::remove_all(out);
}

/// A run of the model of which no result is left, and what was said of running it again.
class FailedAgain : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder); }
  void run_without_results(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"test", "sim", "6.4.1", "--out", folder / "first"};
    all.insert(all.end(), words.begin(), words.end());
    vrrpspec(all);
    const std::string header = first_line("first");
    std::ofstream{folder / "first" / "run.jsonl"} << header << '\n';
  }
  [[nodiscard]] std::string run_again(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"test", "sim", "--failed", folder / "first", "--out", folder / "again"};
    all.insert(all.end(), words.begin(), words.end());
    const ProgramOutput output = vrrpspec(all);
    EXPECT_EQ(output.exit_status, 0) << output.text;
    const boost::json::value header = boost::json::parse(first_line("again"));
    return std::string{header.at("profile").as_string()} + " " + std::string{header.at("family").as_string()};
  }
  [[nodiscard]] std::string first_line(const char* out) const {
    std::string line;
    std::ifstream file{folder / out / "run.jsonl"};
    std::getline(file, line);
    return line;
  }
  std::filesystem::path folder = std::filesystem::path{testing::TempDir()} / "vrrpspec-failed-again";
};

TEST_F(FailedAgain, is_about_the_protocol_of_the_earlier_run) {
  run_without_results({"--family", "ipv6", "--profile", "rfc9568"});
  EXPECT_EQ(run_again({}), "rfc9568 ipv6");
  run_without_results({"--profile", "rfc3768"});
  EXPECT_EQ(run_again({}), "rfc3768 ipv4");
}

TEST_F(FailedAgain, is_about_what_the_command_line_says) {
  run_without_results({"--family", "ipv6", "--profile", "rfc9568"});
  EXPECT_EQ(run_again({"--profile", "rfc5798"}), "rfc5798 ipv6");
  EXPECT_EQ(run_again({"--family", "ipv4"}), "rfc9568 ipv4");
  expect_usage_error({"test", "sim", "--failed", folder / "first", "--profile", "rfc3768"}, "say --family ipv4");
}

TEST(NothingRan, is_not_success) {
  const ProgramOutput output = vrrpspec({"test", "keepalived", "--filter", "no such case"});
  EXPECT_EQ(output.exit_status, 4);
  EXPECT_NE(output.text.find("nothing to run"), std::string::npos);
  EXPECT_EQ(vrrpspec({"list", "@must", "@should"}).exit_status, 4);
}

TEST(Environment, a_folder_that_cannot_be_written_is_named) {
  const ProgramOutput output = vrrpspec({"test", "keepalived", "S-430", "--out", "/proc/no/such"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
}

TEST(Environment, a_description_called_like_the_model_is_not_the_model) {
  const std::filesystem::path file = std::filesystem::path{testing::TempDir()} / "sim.toml";
  std::ofstream{file} << "[dut]\nstart = [\"no-such-router\"]\nready = { after = \"1s\" }\n";
  const ProgramOutput output = vrrpspec({"test", file.string(), "S-430", "--out", file.string() + ".out"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_NE(output.text.find("no-such-router"), std::string::npos) << output.text;
  std::filesystem::remove(file);
}

TEST(List, json_holds_every_case) {
  const auto ids = vrrpspec({"list", "--ids"});
  EXPECT_EQ(ids.exit_status, 0);
  const auto cases = boost::json::parse(vrrpspec({"list", "--json"}).text).as_array();
  EXPECT_EQ(cases.size(), static_cast<std::size_t>(std::ranges::count(ids.text, '\n')));
  EXPECT_FALSE(cases.at(0).at("clauses").as_array().empty());
}

TEST(Explain, every_clause_of_the_registry) {
  const ProgramOutput output = vrrpspec({"explain", "S-430"});
  EXPECT_EQ(output.exit_status, 0);
  EXPECT_NE(output.text.find("Set the Master_Down_Timer to Skew_Time"), std::string::npos);
  EXPECT_NE(output.text.find("6.4.2/S-430/"), std::string::npos);
}

TEST(Explain, a_case_and_a_section) {
  EXPECT_NE(vrrpspec({"explain", "6.4.2/S-430"}).text.find("Run it"), std::string::npos);
  EXPECT_NE(vrrpspec({"explain", "6.4.2"}).text.find("S-430"), std::string::npos);
  EXPECT_NE(vrrpspec({"explain", "6.4"}).text.find("S-430"), std::string::npos);
}

TEST(Model, documents_are_printed) {
  EXPECT_TRUE(vrrpspec({"model", "dot"}).text.starts_with("digraph"));
  EXPECT_NE(vrrpspec({"model", "svg"}).text.find("<svg"), std::string::npos);
  EXPECT_NE(vrrpspec({"model", "trace"}).text.find("6.4.2/S-430/"), std::string::npos);
}

TEST(Dut, built_in_devices_are_listed) {
  EXPECT_TRUE(vrrpspec({"dut", "list", "--names"}).text.starts_with("keepalived\n"));
  expect_usage_error({"dut", "check", "/no/such.toml"}, "/no/such.toml");
}

}  // namespace
}  // namespace vrrpspec::cli
