#include "impl/operation/metrics.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>
#include <regex>
#include <set>

#include "tests/impl/operation/example_status.hpp"
#include "tests/impl/operation/temporary_folder.hpp"

namespace vrrpspec::impl {
namespace {

/// Reads the text format 0.0.4 and fails the test at whatever a strict reader would refuse: a sample without HELP and
/// TYPE before it, families that are not in one piece, series that come twice. Returns the value of each series.
std::map<std::string, double> read_metrics(const std::string& text) {
  static const std::regex comment{R"(# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+))"};
  static const std::regex sample{
      R"rx(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-z_]+="(?:[^"\\]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\]|\\["\\n])*")*\})? (\S+))rx"};
  std::map<std::string, double> series;
  std::set<std::string> helped;
  std::map<std::string, std::string> types;
  std::string family;
  EXPECT_TRUE(text.ends_with('\n'));
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, comment)) {
      if (match[1] == "HELP") {
        EXPECT_TRUE(helped.insert(match[2]).second) << "a second " << line;
      } else {
        EXPECT_TRUE(types.emplace(match[2], match[3]).second) << "a second " << line;
        EXPECT_TRUE(match[3] == "gauge" || match[3] == "counter") << line;
        family = match[2];
      }
      continue;
    }
    if (!std::regex_match(line, match, sample)) {
      ADD_FAILURE() << "no sample: " << line;
      continue;
    }
    EXPECT_EQ(match[1], family) << "outside its family: " << line;
    EXPECT_TRUE(helped.contains(family)) << line;
    EXPECT_EQ(types[family] == "counter", family.ends_with("_total")) << line;
    std::size_t used = 0;
    const double value = std::stod(match[3], &used);
    EXPECT_EQ(used, match[3].str().size()) << line;
    EXPECT_TRUE(series.emplace(match[1].str() + match[2].str(), value).second) << "twice: " << line;
  }
  return series;
}

constexpr const char* vi_1 = R"({router="VI_1",interface="eth0",vrid="51",family="IPv4")";

TEST(Metrics, can_be_read_by_a_strict_reader) {
  const auto series = read_metrics(metrics_text(example_status()));
  EXPECT_EQ(series.at(R"(vrrpspecd_info{version="0.1.0",router_id="r1"})"), 1);
  EXPECT_EQ(series.at("vrrpspecd_uptime_seconds"), 7500);
  EXPECT_EQ(series.at("vrrpspecd_checksum_errors_total"), 2);
  EXPECT_EQ(series.at(std::string{"vrrpspecd_rcvd_advertisements_total"} + vi_1 + "}"), 7);
  EXPECT_EQ(series.at(std::string{"vrrpspecd_master_down_interval_seconds"} + vi_1 + "}"), 3.609375);
  EXPECT_EQ(series.at(std::string{"vrrpspecd_state"} + vi_1 + R"(,state="Backup"})"), 1);
  EXPECT_EQ(series.at(std::string{"vrrpspecd_state"} + vi_1 + R"(,state="Master"})"), 0);
  EXPECT_EQ(series.at(R"(vrrpspecd_fault{router="VI_6",interface="eth1",vrid="51",family="IPv6"})"), 1);
}

TEST(Metrics, escape_what_a_name_holds) {
  DaemonStatus status = example_status();
  status.routers[0].name = "a\"b\\c\nf\xff";
  const auto series = read_metrics(metrics_text(status));
  EXPECT_TRUE(
      series.contains(R"(vrrpspecd_priority{router="a\"b\\c\\x0af\\xff",interface="eth0",vrid="51",family="IPv4"})"));
}

TEST(Metrics, of_a_daemon_without_routers_are_those_of_the_daemon) {
  DaemonStatus status = example_status();
  status.routers.clear();
  EXPECT_EQ(read_metrics(metrics_text(status)).size(), 5U);
}

TEST(ReplaceFile, leaves_one_whole_file_that_everybody_may_read) {
  const TemporaryFolder folder;
  const auto file = folder / "vrrpspecd.prom";
  std::ofstream{folder / "vrrpspecd.prom.tmp"} << "of a daemon that was killed";
  const mode_t mask = ::umask(077);
  ASSERT_TRUE(replace_file(file, "old\n"));
  ASSERT_TRUE(replace_file(file, "new\n"));
  ::umask(mask);
  EXPECT_EQ(text_of(file), "new\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "vrrpspecd.prom.tmp"));
  struct stat found{};
  ASSERT_EQ(::stat(file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0644U);
}

TEST(ReplaceFile, readers_of_the_old_file_keep_it) {
  const TemporaryFolder folder;
  const auto file = folder / "vrrpspecd.prom";
  ASSERT_TRUE(replace_file(file, "old\n"));
  std::ifstream reader{file};
  ASSERT_TRUE(replace_file(file, "new\n"));
  std::string line;
  std::getline(reader, line);
  EXPECT_EQ(line, "old");
}

TEST(ReplaceFile, says_what_it_could_not_write) {
  const auto replaced = replace_file("/no/such/vrrpspecd.prom", "x\n");
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().what, "/no/such/vrrpspecd.prom.tmp: No such file or directory");
}

}  // namespace
}  // namespace vrrpspec::impl
