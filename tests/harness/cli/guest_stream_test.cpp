#include "harness/cli/guest_stream.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "harness/report/jsonl.hpp"

namespace vrrpspec::cli {
namespace {

using std::chrono::microseconds;

TEST(GuestStream, gives_back_which_case_begins) {
  const auto news = read_guest_line(begin_line("7.1/V3-060/master-ignores-ttl-254"));
  ASSERT_TRUE(news) << news.error().message;
  EXPECT_EQ(std::get<CaseBegun>(*news).id, "7.1/V3-060/master-ignores-ttl-254");
}

TEST(GuestStream, gives_back_the_calibration) {
  const harness::Calibration written{.link = microseconds{1}, .timer = microseconds{2}, .timeout = microseconds{3}};
  const auto news = read_guest_line(calibration_line(written));
  ASSERT_TRUE(news) << news.error().message;
  EXPECT_EQ(std::get<harness::Calibration>(*news), written);
}

TEST(GuestStream, gives_back_a_result) {
  harness::CaseResult result;
  result.id = "7.1/V3-060/master-ignores-ttl-254";
  const auto news = read_guest_line(harness::result_line(result, 1));
  ASSERT_TRUE(news) << news.error().message;
  EXPECT_EQ(std::get<harness::CaseResult>(*news).id, result.id);
}

TEST(GuestStream, takes_no_other_line) {
  for (const char* const line : {"", "{", "[]", "{}", R"({"type":"begin"})", R"({"type":"calibration","link_ns":"x"})",
                                 R"({"type":"result"})"}) {
    EXPECT_FALSE(read_guest_line(line)) << line;
  }
}

TEST(GuestStream, is_read_in_complete_lines) {
  const std::filesystem::path file = std::filesystem::path{testing::TempDir()} / "guest_stream_test.jsonl";
  std::ofstream stream{file};
  Tail tail{file};
  stream << "one\ntw" << std::flush;
  EXPECT_EQ(tail.lines(), std::vector<std::string>{"one"});
  stream << "o\n" << std::flush;
  EXPECT_EQ(tail.lines(), std::vector<std::string>{"two"});
  EXPECT_TRUE(tail.lines().empty());
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace vrrpspec::cli
