// What `check` writes for programs that gate a change: JUnit XML and SARIF 2.1.0.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "harness/cli/program.hpp"
#include "tests/harness/cli/captures.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const fs::path schema{VRRPSPEC_SOURCE_DIR "/tests/harness/report/junit.xsd"};

class CheckResults : public testing::Test {
 protected:
  CheckResults()
      : file_{fs::path{testing::TempDir()} / testing::UnitTest::GetInstance()->current_test_info()->name()} {}
  ~CheckResults() override { fs::remove(file_); }

  [[nodiscard]] static int run(const std::string& command) {
    const auto output =
        run_program({"sh", "-c", "cd " + stories.string() + " && " + command}, std::chrono::seconds{20});
    EXPECT_TRUE(output);
    return output.value_or(ProgramOutput{}).exit_status;
  }
  [[nodiscard]] int check(const std::string& option, const std::string& captures) const {
    return run(std::string{VRRPSPEC_PROGRAM} + " check " + option + " " + file_.string() + " " + captures);
  }
  [[nodiscard]] std::string text() const {
    std::ostringstream text;
    text << std::ifstream{file_}.rdbuf();
    return text.str();
  }
  [[nodiscard]] pugi::xml_document junit(const std::string& captures) const {
    (void)check("--junit", captures);
    EXPECT_EQ(run("xmllint --noout --schema " + schema.string() + " " + file_.string()), 0) << text();
    pugi::xml_document document;
    EXPECT_TRUE(document.load_string(text().c_str())) << text();
    return document;
  }
  [[nodiscard]] json::value sarif(const std::string& captures) const {
    (void)check("--sarif", captures);
    return json::parse(text());
  }
  const fs::path file_;
};

TEST_F(CheckResults, junit_has_a_case_for_each_router_and_rule) {
  const pugi::xml_document document = junit("password.pcapng");
  const auto suite = document.select_node("/testsuites/testsuite[@name = 'password.pcapng: VRID 51, IPv4']").node();
  ASSERT_TRUE(suite) << text();
  const auto late = suite.find_child_by_attribute("name", "192.0.2.11 VRRPv2 S-685");
  EXPECT_TRUE(late.child("failure")) << text();
  EXPECT_NE(std::string{late.child("failure").attribute("message").value()}.find("more)"), std::string::npos);
  EXPECT_TRUE(suite.find_child_by_attribute("name", "192.0.2.12 VRRPv2 two-masters").child("error")) << text();
  EXPECT_TRUE(document.select_node("//testcase[not(*)]")) << "what passed is a case, too";
  EXPECT_EQ(std::string{document.child("testsuites").attribute("failures").value()},
            std::to_string(document.select_nodes("//failure").size()));
}

TEST_F(CheckResults, junit_of_several_captures_says_which_was_no_capture_and_which_had_no_advert) {
  const pugi::xml_document document =
      junit("priority-zero.pcapng priority-zero.pcapng record ../public/malcolm-RADIUS-frame210.pcap");
  EXPECT_EQ(document.select_nodes("//error").size(), 1U);
  EXPECT_TRUE(document.select_node("//testsuite[@name = 'record']/testcase/error"));
  EXPECT_EQ(document.select_nodes("//skipped").size(), 1U);
  EXPECT_EQ(document.select_nodes("//failure").size(), 0U);
}

TEST_F(CheckResults, sarif_names_clause_level_capture_and_packet) {
  const json::value log = sarif("password.pcapng");
  EXPECT_EQ(log.at("version").as_string(), "2.1.0");
  const json::value& run = log.at("runs").at(0);
  const json::array& rules = run.at("tool").at("driver").at("rules").as_array();
  const json::array& results = run.at("results").as_array();
  ASSERT_FALSE(results.empty());
  std::set<std::string> levels;
  for (const json::value& result : results) {
    EXPECT_EQ(result.at("ruleId"), rules.at(result.at("ruleIndex").to_number<std::size_t>()).at("id"));
    EXPECT_FALSE(result.at("message").at("text").as_string().empty());
    const json::value& place = result.at("locations").at(0).at("physicalLocation").at("artifactLocation");
    EXPECT_EQ(place.at("uri").as_string(), "password.pcapng");
    levels.insert(std::string{result.at("level").as_string()});
  }
  EXPECT_EQ(levels, (std::set<std::string>{"error", "warning"}));
  const auto late = std::ranges::find_if(results, [](const json::value& result) {
    return result.at("ruleId").as_string() == "S-685" && result.at("properties").at("packet") == 18;
  });
  ASSERT_NE(late, results.end()) << text();
  EXPECT_EQ(late->at("level").as_string(), "error");
  EXPECT_EQ(run.at("invocations").at(0).at("executionSuccessful"), true);
}

TEST_F(CheckResults, sarif_of_a_capture_that_conforms_has_an_empty_list) {
  EXPECT_EQ(sarif("priority-zero.pcapng").at("runs").at(0).at("results").as_array().size(), 0U);
}

TEST_F(CheckResults, tell_of_a_killed_router_that_answers_for_its_address) {
  const json::array results = sarif("clean-failover.pcapng").at("runs").at(0).at("results").as_array();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].at("ruleId").as_string(), "also-claims");
  EXPECT_EQ(results[0].at("level").as_string(), "warning");
  EXPECT_EQ(results[0].at("properties").at("packet"), 19);
  const pugi::xml_document document = junit("clean-failover.pcapng");
  EXPECT_TRUE(document.select_node("//testcase[@name = '00:00:5e:00:01:33 also-claims']/error")) << text();
}

TEST_F(CheckResults, sarif_tells_what_could_not_be_read) {
  const json::value run = sarif("record clean-failover.pcapng").at("runs").at(0);
  EXPECT_EQ(run.at("invocations").at(0).at("executionSuccessful"), false);
  const json::value& told = run.at("invocations").at(0).at("toolExecutionNotifications").at(0);
  EXPECT_NE(told.at("message").at("text").as_string().find("record"), std::string::npos);
}

TEST_F(CheckResults, file_names_are_uris_in_sarif) {
  const fs::path odd = fs::path{testing::TempDir()} / "a b%ä.pcapng";
  fs::copy_file(stories / "address-list.pcapng", odd, fs::copy_options::overwrite_existing);
  const json::value run = sarif("'" + odd.string() + "'").at("runs").at(0);
  const auto uri = run.at("artifacts").at(0).at("location").at("uri").as_string();
  EXPECT_TRUE(uri.starts_with("file:///")) << uri;
  EXPECT_TRUE(uri.ends_with("/a%20b%25%C3%A4.pcapng")) << uri;
  fs::remove(odd);
}

}  // namespace
}  // namespace vrrpspec::cli
