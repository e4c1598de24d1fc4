#include "harness/report/jsonl_reader.hpp"

#include <gtest/gtest.h>

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
