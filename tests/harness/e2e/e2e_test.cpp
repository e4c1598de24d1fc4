// The program as its users meet it: real devices in namespaces, good ones and broken ones. Skips aloud where this
// machine does not allow namespaces or has no keepalived.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "harness/cli/guests.hpp"
#include "harness/cli/program.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/program_path.hpp"
#include "harness/report/jsonl_reader.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class EndToEnd : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto enclosed = harness::run_enclosed([] { return 0; }); !enclosed) {
      GTEST_SKIP() << "no namespaces: " << enclosed.error().message;
    }
    if (!harness::find_program("keepalived")) GTEST_SKIP() << "no keepalived on this machine";
    std::string name = fs::temp_directory_path() / "vrrpspec-e2e-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override {
    if (!folder.empty()) fs::remove_all(folder);
  }

  ProgramOutput test(std::vector<std::string> arguments, std::vector<std::string> prefix = {}) {
    std::vector<std::string> argv = std::move(prefix);
    argv.insert(argv.end(), {program(), "test"});
    if (std::ranges::find(arguments, "--lab") == arguments.end()) argv.insert(argv.end(), {"--lab", lab()});
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    argv.insert(argv.end(), {"--out", out()});
    const auto output = run_program(argv, seconds{100});
    EXPECT_TRUE(output) << "did not end in time";
    return output.value_or(ProgramOutput{});
  }
  virtual std::string program() const { return VRRPSPEC_PROGRAM; }
  virtual std::string lab() const { return "netns"; }
  [[nodiscard]] std::string out() const { return folder / "out"; }
  [[nodiscard]] std::string describe(const std::string& text) const {
    const fs::path file = folder / "device.toml";
    std::ofstream{file} << text;
    return file;
  }
  static std::string content(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
  }
  static bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  fs::path folder;
};

TEST_F(EndToEnd, a_clause_that_is_kept_exits_0_and_leaves_its_evidence) {
  const ProgramOutput output = test({"keepalived", "6.4.2/S-370/takeover-after-master-down-interval"});
  EXPECT_EQ(output.exit_status, 0) << output.text;
  const fs::path evidence = fs::path{out()} / "6.4.2-S-370-takeover-after-master-down-interval";
  EXPECT_GT(fs::file_size(evidence / "case.pcapng"), 500U);
  EXPECT_TRUE(contains(content(evidence / "target.conf"), "virtual_router_id 51"));
  EXPECT_TRUE(contains(content(evidence / "target.log"), "Entering MASTER STATE"));
  EXPECT_TRUE(contains(content(fs::path{out()} / "run.jsonl"), "\"summary\""));
  EXPECT_TRUE(contains(output.text, "  Noise    late by ")) << output.text;
}

TEST_F(EndToEnd, a_clause_that_is_broken_exits_1_with_clause_frame_and_command) {
  const ProgramOutput output = test({"keepalived", "6.4.3/S-775/lower-priority-is-discarded"});
  EXPECT_EQ(output.exit_status, 1) << output.text;
  EXPECT_TRUE(contains(output.text, "Discard ADVERTISEMENT")) << output.text;
  EXPECT_TRUE(contains(output.text, "EARLY")) << output.text;
  EXPECT_TRUE(contains(output.text, "as RFC 9568 wants it")) << output.text;
  EXPECT_TRUE(contains(output.text, "vrrpspec test keepalived 6.4.3/S-775/lower-priority-is-discarded")) << output.text;
}

TEST_F(EndToEnd, a_described_device_is_examined_like_a_built_in_one) {
  const ProgramOutput output = test({VRRPSPEC_SOURCE_DIR "/docs/examples/keepalived.toml", "S-430"});
  EXPECT_EQ(output.exit_status, 0) << output.text;
}

TEST_F(EndToEnd, a_failure_that_is_known_does_not_fail_the_run) {
  const fs::path known = folder / "known.toml";
  std::ofstream{known} << "[[known]]\ncase = '6.4.3/S-775/lower-priority-is-discarded'\nreason = 'issue 17'\n"
                          "expires = 9999-12-31\n";
  const ProgramOutput output =
      test({"keepalived", "6.4.3/S-775/lower-priority-is-discarded", "--known-failures", known});
  EXPECT_EQ(output.exit_status, 0) << output.text;
  EXPECT_TRUE(contains(output.text, "known until 9999-12-31: issue 17")) << output.text;
}

TEST_F(EndToEnd, a_second_run_asks_what_did_not_pass_in_the_first) {
  test({"keepalived", "6.4.3/S-775/lower-priority-is-discarded", "S-430"});
  const ProgramOutput output = test({"keepalived", "--failed", out()});
  EXPECT_EQ(output.exit_status, 1) << output.text;
  EXPECT_TRUE(contains(output.text, ": 1 case\n")) << output.text;
}

TEST_F(EndToEnd, a_run_without_a_result_for_too_long_is_given_up_and_says_so) {
  const ProgramOutput output = test({"keepalived", "6.4.2/S-445", "--wall-timeout", "1s"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_TRUE(contains(output.text, "because no case had ended for 1s (--wall-timeout): 3 cases did not end"))
      << output.text;
}

TEST_F(EndToEnd, a_device_that_is_missing_is_named) {
  const ProgramOutput output =
      test({describe("[dut]\nname = 'gone'\nstart = ['/no/such/router']\nready = {after = '100ms'}\n"), "S-370"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_TRUE(contains(output.text, "/no/such/router")) << output.text;
}

TEST_F(EndToEnd, a_device_that_dies_is_named_with_its_last_words_and_the_other_cases_go_on) {
  const std::string dying = describe(
      "[dut]\nname = 'dying'\nstart = ['sh', '-c', 'echo last words; exit 3']\n"
      "ready = {output = 'never said', within = '5s'}\n");
  const ProgramOutput output = test({dying, "S-370", "S-690"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_TRUE(contains(output.text, "exit status 3")) << output.text;
  EXPECT_TRUE(contains(output.text, "last words")) << output.text;
  EXPECT_TRUE(contains(output.text, "S-370/")) << output.text;
  EXPECT_TRUE(contains(output.text, "S-690/")) << output.text;
}

TEST_F(EndToEnd, a_device_that_is_never_ready_is_named) {
  const std::string slow = describe(
      "[dut]\nname = 'slow'\nstart = ['sh', '-c', 'echo thinking; exec sleep 60']\n"
      "ready = {output = 'never said', within = '300ms'}\n");
  const ProgramOutput output = test({slow, "S-370"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_TRUE(contains(output.text, "never ready")) << output.text;
  EXPECT_TRUE(contains(output.text, "thinking")) << output.text;
}

TEST_F(EndToEnd, the_harness_alone_gives_no_verdict) {
  const ProgramOutput output = test({"none", "6.4.1"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_TRUE(contains(output.text, "none: 0 pass, 0 fail, 0 inconclusive")) << output.text;
}

TEST_F(EndToEnd, a_device_that_says_nothing_is_named) {
  const ProgramOutput output =
      test({describe("[dut]\nname = 'mute'\nstart = ['sleep', '60']\nready = {after = '100ms'}\n"),
            "6.4.3/S-725/yields-to-higher-priority"});
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_TRUE(contains(output.text, "no ADVERTISEMENT")) << output.text;
}

TEST_F(EndToEnd, the_same_router_is_asked_over_ipv6) {
  const ProgramOutput output = test({"keepalived", "5.1.2.2", "6.4.2/S-395", "6.4.3/S-775", "--family", "ipv6"});
  EXPECT_EQ(output.exit_status, 1) << output.text;
  EXPECT_TRUE(contains(output.text, "against RFC 5798 over IPv6")) << output.text;
  EXPECT_TRUE(contains(output.text, "2 pass, 1 fail, 0 inconclusive")) << output.text;
  EXPECT_TRUE(contains(output.text, "--family ipv6\n")) << "the command that repeats it: " << output.text;
}

TEST_F(EndToEnd, the_same_router_is_asked_about_version_2) {
  const ProgramOutput output = test({"keepalived", "6.1/2-08", "5.3.10/2-04/authentication-data-are-zero",
                                     "7.1/2-07/master-ignores-another-interval", "--profile", "rfc3768"});
  EXPECT_EQ(output.exit_status, 1) << output.text;
  EXPECT_TRUE(contains(output.text, "2 pass, 1 fail, 0 inconclusive")) << output.text;
  EXPECT_TRUE(contains(output.text, "Adver_Timer was reset by a packet that must be discarded")) << output.text;
}

constexpr std::string_view no_frr = "no vrrpd on this machine: FRR (Debian's package frr) is not examined";

// Its zebra, its macvlan and the order in which they end are the adapter's: a Master says goodbye only if all hold.
TEST_F(EndToEnd, frr_is_examined) {
  if (!harness::find_program("vrrpd")) GTEST_SKIP() << no_frr;
  const ProgramOutput output = test({"frr", "6.4.3/S-665/shutdown-sends-priority-zero"});
  EXPECT_EQ(output.exit_status, 0) << output.text;
  const fs::path evidence = fs::path{out()} / "6.4.3-S-665-shutdown-sends-priority-zero";
  EXPECT_TRUE(contains(content(evidence / "target.frr.conf"), "vrrp 51 ip 192.0.2.100"));
  EXPECT_TRUE(contains(content(evidence / "target.log"), "Master -> Initialize"));
}

/// The lab uml; its kernel is built by ci/uml-kernel.
class VirtualTime : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    if (IsSkipped()) return;
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the shadow memory of AddressSanitizer does not fit into a guest";
#endif
    if (!find_guest_kernel()) GTEST_SKIP() << "no kernel for guests: ci/uml-kernel builds it";
  }
  std::string lab() const override { return "uml"; }
};

TEST_F(VirtualTime, gives_the_verdicts_of_real_time) {
  const ProgramOutput output = test({"keepalived", "6.4.3/S-690", "6.4.3/S-775", "7.1/V3-060"});
  EXPECT_EQ(output.exit_status, 1) << output.text;
  EXPECT_TRUE(contains(output.text, "2 pass, 2 fail, 0 inconclusive")) << output.text;
  EXPECT_TRUE(contains(output.text, "virtual time: nothing is late")) << output.text;
  EXPECT_TRUE(contains(output.text, "Adver_Timer was reset by a packet that must be discarded")) << output.text;
  EXPECT_GT(fs::file_size(fs::path{out()} / "6.4.3-S-690-adverts-every-advertisement-interval" / "case.pcapng"), 2000U);
}

TEST_F(VirtualTime, is_what_auto_picks) {
  const ProgramOutput output = test({"keepalived", "6.4.2/S-430/priority-zero-leaves-skew-time", "--lab", "auto"});
  EXPECT_EQ(output.exit_status, 0) << output.text;
  EXPECT_TRUE(contains(output.text, "lab uml (virtual time)")) << output.text;
}

TEST_F(VirtualTime, that_is_interrupted_leaves_a_report_of_what_has_ended) {
  const ProgramOutput output =
      test({"keepalived", "--junit", folder / "junit.xml"}, {"timeout", "--preserve-status", "-s", "INT", "2"});
  EXPECT_NE(output.exit_status, 0) << output.text;
  EXPECT_TRUE(contains(output.text, "The run was interrupted by a signal")) << output.text;
  EXPECT_TRUE(contains(content(fs::path{out()} / "run.jsonl"), "\"type\":\"summary\"")) << output.text;
  EXPECT_TRUE(contains(content(folder / "junit.xml"), "tests=\"69\"")) << "those that did not end, too";
  EXPECT_TRUE(contains(content(folder / "junit.xml"), "the run was interrupted by a signal"));
}

/// The whole suite in both times. In real time a busy machine may leave doubt, and nothing else may differ.
class BothTimes : public VirtualTime, public testing::WithParamInterface<const char*> {
 protected:
  std::map<std::string, harness::Verdict> verdicts_in(const std::string& lab) {
    report_ = test({GetParam(), "--lab", lab, "--quiet", "--retries", "1"}).text;
    std::map<std::string, harness::Verdict> verdicts;
    std::ifstream record{fs::path{out()} / "run.jsonl"};
    for (std::string line; std::getline(record, line);) {
      if (const auto result = harness::read_result_line(line)) verdicts[result->id] = result->verdict;
    }
    return verdicts;
  }
  std::string report_;  ///< the latest
};

TEST_P(BothTimes, give_the_same_verdicts) {
  if (GetParam() == std::string{"frr"} && !harness::find_program("vrrpd")) GTEST_SKIP() << no_frr;
  const auto in_virtual_time = verdicts_in("uml");
  const auto in_real_time = verdicts_in("netns");
  const auto asked = static_cast<std::size_t>(std::ranges::count_if(
      harness::all_cases(), [](const harness::Case& each) { return each.protocols.contains({}); }));
  EXPECT_EQ(in_virtual_time.size(), asked);
  EXPECT_EQ(in_real_time.size(), asked);
  for (const auto& [id, verdict] : in_real_time) {
    if (verdict == harness::Verdict::inconclusive) continue;
    EXPECT_EQ(to_string(verdict), to_string(in_virtual_time.at(id))) << id << '\n' << report_;
  }
  const auto doubtful = [](const auto& entry) { return entry.second == harness::Verdict::inconclusive; };
  EXPECT_EQ(std::ranges::count_if(in_virtual_time, doubtful), 0);
}

INSTANTIATE_TEST_SUITE_P(Device, BothTimes, testing::Values("keepalived", "frr"),
                         [](const auto& device) { return device.param; });

/// Root drops to the user `nobody`; anybody else is an ordinary user already.
class OrdinaryUser : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    if (IsSkipped()) return;
    fs::copy_file(VRRPSPEC_PROGRAM, folder / "vrrpspec");  // the build tree may be closed to others
    fs::permissions(folder, fs::perms::all);
  }
  std::string program() const override { return folder / "vrrpspec"; }
  static std::vector<std::string> unprivileged() {
    if (geteuid() != 0) return {};
    return {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
  }
};

TEST_F(OrdinaryUser, needs_no_privilege) {
  const ProgramOutput output = test({"keepalived", "6.4.2/S-430/priority-zero-leaves-skew-time"}, unprivileged());
  EXPECT_EQ(output.exit_status, 0) << output.text;
}

TEST_F(OrdinaryUser, is_told_when_real_time_priority_is_refused) {
  rlimit limit{};
  getrlimit(RLIMIT_RTPRIO, &limit);
  if (limit.rlim_cur > 0) GTEST_SKIP() << "ordinary users may have real-time priority here";
  const ProgramOutput output = test({"keepalived", "S-430", "--priority", "realtime"}, unprivileged());
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_TRUE(contains(output.text, "rtprio 20")) << output.text;
}

TEST_F(OrdinaryUser, needs_none_of_the_users_of_frr) {
  if (!harness::find_program("vrrpd")) GTEST_SKIP() << no_frr;
  const ProgramOutput output = test({"frr", "6.4.2/S-430/priority-zero-leaves-skew-time"}, unprivileged());
  EXPECT_EQ(output.exit_status, 0) << output.text;
}

}  // namespace
}  // namespace vrrpspec::cli
