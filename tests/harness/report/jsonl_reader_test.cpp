#include "harness/report/jsonl_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "harness/report/jsonl.hpp"
#include "tests/harness/report/sample.hpp"

namespace vrrpspec::harness {
namespace {

TEST(RunJsonlReader, gives_back_every_result_that_was_written) {
  for (const CaseResult& result : sample::all()) {
    const std::string line = result_line(result, 1);
    const auto read = read_result_line(line);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(result_line(*read, 1), line);
    EXPECT_EQ(read->verdict, result.verdict);
    EXPECT_EQ(read->timeline.size(), result.timeline.size());
  }
}

TEST(RunJsonlReader, gives_back_what_is_known) {
  CaseResult result = sample::late();
  result.known = KnownNote{.knowledge = Knowledge::expired, .reason = "issue 17", .expires = "2026-06-30"};
  const auto read = read_result_line(result_line(result, 1));
  ASSERT_TRUE(read && read->known);
  EXPECT_EQ(read->known->knowledge, Knowledge::expired);
  EXPECT_EQ(read->known->reason, "issue 17");
  EXPECT_EQ(read->known->expires, "2026-06-30");
}

class EarlierRunFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }
  void write(const std::string& text) const { std::ofstream{folder / "run.jsonl"} << text; }
  std::filesystem::path folder = std::filesystem::path{testing::TempDir()} / "vrrpspec-earlier-run";
};

TEST_F(EarlierRunFile, is_asked_again_for_what_did_not_pass) {
  std::string text = run_line(sample::run());
  std::vector<std::string> expected;
  for (const CaseResult& result : sample::all()) {
    text += result_line(result, 1);
    if (result.verdict != Verdict::pass && result.verdict != Verdict::not_applicable) expected.push_back(result.id);
  }
  write(text);
  std::vector<std::string> cases = read_earlier_run(folder).value().without_pass;
  std::ranges::sort(cases);
  std::ranges::sort(expected);
  EXPECT_EQ(cases, expected);
}

TEST_F(EarlierRunFile, is_asked_again_for_what_passed_only_sometimes_and_for_what_did_not_end) {
  RunInfo run = sample::run();
  run.cases = {sample::late().id, sample::passed().id, "6.4.2/S-1/never-ended"};
  CaseResult good = sample::late();
  good.verdict = Verdict::pass;
  for (const bool good_first : {true, false}) {
    const CaseResult first = good_first ? good : sample::late();
    const CaseResult second = good_first ? sample::late() : good;
    write(run_line(run) + result_line(first, 1) + result_line(sample::passed(), 1) + result_line(second, 2));
    EXPECT_EQ(read_earlier_run(folder).value().without_pass,
              (std::vector<std::string>{good.id, "6.4.2/S-1/never-ended"}));
  }
}

TEST_F(EarlierRunFile, says_what_it_was_about) {
  RunInfo run = sample::run();
  run.profile = "rfc9568";
  run.family = Family::ipv6;
  write(run_line(run));
  const auto read = read_earlier_run(folder);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->profile, "rfc9568");
  EXPECT_EQ(read->family, Family::ipv6);
}

TEST_F(EarlierRunFile, that_cannot_be_read_is_named) {
  EXPECT_NE(read_earlier_run(folder).error().message.find("run.jsonl cannot be read"), std::string::npos);
  write(run_line(sample::run()) + "{\"type\":\n");
  EXPECT_NE(read_earlier_run(folder).error().message.find("run.jsonl:2: "), std::string::npos);
  write(result_line(sample::late(), 1));
  EXPECT_NE(read_earlier_run(folder).error().message.find("does not begin"), std::string::npos);
}

TEST_F(EarlierRunFile, that_was_cut_short_within_a_line_is_asked_again_for_what_it_has_no_result_of) {
  const std::string line = result_line(sample::passed(), 1);
  RunInfo run = sample::run();
  run.cases = {sample::passed().id, sample::late().id};
  write(run_line(run) + line + result_line(sample::late(), 1).substr(0, 40));
  EXPECT_EQ(read_earlier_run(folder).value().without_pass, std::vector<std::string>{sample::late().id});
}

TEST(RunJsonlReader, gives_back_a_noise_certificate) {
  for (const NoiseCertificate& certificate :
       {sample::certificate(), NoiseCertificate{.is_virtual = true, .resolution = std::chrono::microseconds{50}}}) {
    const std::string line = certificate_line(certificate);
    const auto read = read_certificate_line(line);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(certificate_line(*read), line);
    EXPECT_EQ(read->resolution, certificate.resolution);
  }
  EXPECT_FALSE(read_certificate_line(result_line(sample::passed(), 1)));
  EXPECT_FALSE(read_certificate_line(R"({"type":"noise"})"));
}

TEST(RunJsonlReader, says_what_is_wrong) {
  const auto error = [](std::string_view line) {
    const auto read = read_result_line(line);
    return read ? std::string{} : read.error().message;
  };
  EXPECT_NE(error(""), "");
  EXPECT_NE(error("[]"), "");
  EXPECT_NE(error("{}"), "");
  EXPECT_EQ(error(R"({"type":"run"})"), "the line is no result");
}

TEST(RunJsonlReader, survives_a_line_cut_anywhere) {
  const std::string line = result_line(sample::late(), 1);
  for (std::size_t size = 0; size + 1 < line.size(); ++size) EXPECT_FALSE(read_result_line(line.substr(0, size)));
}

TEST(RunJsonlReader, refuses_words_it_does_not_know) {
  std::string line = result_line(sample::passed(), 1);
  const std::size_t verdict = line.find("\"pass\"");
  ASSERT_NE(verdict, std::string::npos);
  line.replace(verdict, 6, "\"fine\"");
  EXPECT_FALSE(read_result_line(line));
}

}  // namespace
}  // namespace vrrpspec::harness
