#include "harness/report/terminal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/report/finding_text.hpp"
#include "tests/harness/report/sample.hpp"

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string{VRRPSPEC_SOURCE_DIR} + "/tests/harness/report/golden/" + name;
  if (std::getenv("VRRPSPEC_UPDATE_GOLDEN") != nullptr) std::ofstream{path} << text;
  std::ifstream file{path};
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << path;
}

std::string report(const RunInfo& run, const std::vector<CaseResult>& results, const TextStyle& style) {
  std::ostringstream out;
  TerminalReport report{out, run, style};
  report.start();
  report.start_repetition(1);
  for (const CaseResult& result : results) report.result(result);
  report.finish(results, summarise(results), 41'200ms);
  return out.str();
}

TEST(FindingText, late_is_told_with_window_amount_and_time_line) {
  expect_golden("late.txt", describe(sample::late(), sample::run(), {}));
}

TEST(FindingText, early_is_told_with_what_is_missing_to_the_window) {
  expect_golden("early.txt", describe(sample::early(), sample::run(), {}));
}

TEST(FindingText, doubt_is_told_with_its_sources_and_what_to_do) {
  expect_golden("excused.txt", describe(sample::excused(), sample::run(), {}));
}

TEST(FindingText, a_wrong_field_is_told_without_a_window) {
  expect_golden("wrong_field.txt", describe(sample::wrong_field(), sample::run(), {}));
}

TEST(FindingText, the_log_of_a_dead_device_cannot_steer_the_terminal) {
  const std::string text = describe(sample::died(), sample::run(), {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  expect_golden("died.txt", text);
}

TEST(FindingText, fits_a_narrow_page) {
  expect_golden("late_narrow.txt", describe(sample::late(), sample::run(), {.width = 60}));
}

TEST(FindingText, names_the_files_that_are_there) {
  CaseResult result = sample::late();
  result.directory = std::filesystem::path{testing::TempDir()} / "vrrpspec-files";
  std::filesystem::create_directories(result.directory);
  std::ofstream{result.directory / "case.pcapng"} << "x";
  EXPECT_NE(describe(result, sample::run(), {.width = 160}).find("vrrpspec-files/  case.pcapng\n"), std::string::npos);
  std::filesystem::remove_all(result.directory);
}

TEST(FindingText, a_passed_case_has_none) {
  EXPECT_EQ(describe(sample::passed(), sample::run(), {}), "");
}

TEST(TerminalReport, tells_a_run) {
  expect_golden("run.txt", report(sample::run(), sample::all(), {}));
}

TEST(TerminalReport, quiet_leaves_out_what_passed) {
  const std::string text = report(sample::run(), sample::all(), {.quiet = true});
  EXPECT_EQ(text.find("PASS"), std::string::npos);
  EXPECT_EQ(text.find("NOT APPLICABLE"), std::string::npos);
  EXPECT_NE(text.find("FAIL"), std::string::npos);
}

TEST(TerminalReport, colour_and_status_line_only_when_asked_for) {
  EXPECT_EQ(report(sample::run(), sample::all(), {}).find('\x1b'), std::string::npos);
  EXPECT_NE(report(sample::run(), sample::all(), {.colour = true}).find("\x1b[1;31mFAIL\x1b[0m"), std::string::npos);
  EXPECT_NE(report(sample::run(), sample::all(), {.live = true}).find("6 left: 6.4.2/S-430"), std::string::npos);
}

TEST(TerminalReport, tells_what_is_known_of_a_failure_and_of_a_pass) {
  CaseResult failed = sample::late();
  failed.known = KnownNote{.knowledge = Knowledge::known, .reason = "issue 17", .expires = "2027-06-30"};
  CaseResult passed = sample::passed();
  passed.known = KnownNote{.knowledge = Knowledge::passes_now, .reason = "issue 18", .expires = "2027-06-30"};
  const std::string text = report(sample::run(), {failed, passed}, {.quiet = true});
  EXPECT_NE(text.find("known until 2027-06-30: issue 17"), std::string::npos) << text;
  EXPECT_NE(text.find("passes, although it is known to fail: issue 18"), std::string::npos) << text;
  EXPECT_NE(text.find("Known    1 of the failures"), std::string::npos) << text;
  EXPECT_NE(text.find("Passes   " + passed.id), std::string::npos) << text;
}

TEST(TerminalReport, tells_a_terminal_what_the_longest_case_waits_for) {
  std::ostringstream out;
  const RunInfo run = sample::run();
  TerminalReport report{out, run, {.live = true}};
  report.start_repetition(1);
  const std::vector<Waiting> waiting{{"6.4.1/S-110/x", "gratuitous ARP (S-120)", 1s, 89s},
                                     {"6.4.2/S-365/y", "an ADVERTISEMENT (S-365)", 4s, 86s}};
  report.waiting(waiting);
  EXPECT_NE(out.str().find("7 left; 6.4.2/S-365/y waits for an ADVERTISEMENT (S-365), 4 s of 90 s"), std::string::npos)
      << out.str();
}

TEST(TerminalReport, tells_a_log_only_after_a_long_silence) {
  std::ostringstream out;
  const RunInfo run = sample::run();
  TerminalReport report{out, run, {}};
  const std::vector<Waiting> waiting{{"6.4.2/S-365/y", "an ADVERTISEMENT (S-365)", 4s, 86s}};
  for (int tick = 0; tick < 19; ++tick) report.waiting(waiting);
  EXPECT_EQ(out.str(), "");
  report.waiting(waiting);
  EXPECT_NE(out.str().find("6.4.2/S-365/y waits for"), std::string::npos);
}

TEST(TerminalReport, says_how_quiet_the_machine_was) {
  std::ostringstream out;
  const RunInfo run = sample::run();
  Summary summary = summarise(sample::all());
  summary.certificate = sample::certificate();
  TerminalReport{out, run, {}}.finish({}, summary, 1s);
  EXPECT_NE(out.str().find("  Noise    late by 0.06 ms (p50), 2.36 ms (p99), 4.20 ms (max) in 100 beats; "
                           "1 frame lost, 10.00 ms stolen, 5.00 ms throttled; real-time priority\n"),
            std::string::npos)
      << out.str();
  summary.certificate = NoiseCertificate{.is_virtual = true, .resolution = 50us};
  TerminalReport{out, run, {}}.finish({}, summary, 1s);
  EXPECT_NE(out.str().find("  Noise    virtual time: nothing is late; resolution 0.05 ms, calibrated; 0 frames lost\n"),
            std::string::npos);
}

TEST(TerminalReport, points_at_cases_that_change_their_verdict) {
  RunInfo run = sample::run();
  run.repeat = 2;
  CaseResult again = sample::late();
  again.verdict = Verdict::pass;
  const std::string text = report(run, {sample::late(), sample::passed(), again, sample::passed()}, {});
  EXPECT_NE(text.find("1 pass, 1 fail   <- differs between repetitions"), std::string::npos);
  EXPECT_NE(text.find("1 case did not have the same verdict each time."), std::string::npos);
}

TEST(TerminalReport, tells_the_same_finding_once) {
  RunInfo run = sample::run();
  run.repeat = 2;
  const std::string text = report(run, {sample::late(), sample::late()}, {});
  EXPECT_EQ(text.find("The RFC"), text.rfind("The RFC"));
}

TEST(TerminalReport, tells_the_same_trouble_of_many_cases_once) {
  CaseResult other = sample::died();
  other.id = "6.4.1/S-160/other";
  const std::string text = report(sample::run(), {sample::died(), other}, {});
  EXPECT_EQ(text.find("The RFC"), text.rfind("The RFC"));
  EXPECT_NE(text.find("1 more case ended in the same way: the device ended by itself"), std::string::npos);
}

TEST(TerminalReport, says_the_resolution_once_unless_it_gets_coarser) {
  std::ostringstream out;
  const RunInfo run = sample::run();
  TerminalReport report{out, run, {}};
  for (const Duration calibrated : {50us, 50us, 120us}) report.resolution(calibrated);
  EXPECT_EQ(out.str(), "Resolution 0.05 ms, calibrated\nResolution 0.12 ms, calibrated\n");
}

}  // namespace
}  // namespace vrrpspec::harness
