// docs/reference/configuration.md names every keyword, and its examples are read without a word.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "impl/config/keywords.hpp"
#include "tests/impl/config/reading.hpp"

namespace vrrpspec::impl {
namespace {

std::string document() {
  std::ifstream file{VRRPSPEC_SOURCE_DIR "/docs/reference/configuration.md"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(ConfigurationReference, names_every_keyword) {
  const std::string text = document();
  for (const auto& names : {top_keywords(), global_keywords(), script_keywords(), instance_keywords()}) {
    for (const std::string_view name : names) {
      const bool is_named = text.find("`" + std::string{name} + "`") != std::string::npos ||
                            text.find("## " + std::string{name}) != std::string::npos;
      EXPECT_TRUE(is_named) << name;
    }
  }
}

TEST(ConfigurationReference, has_examples_that_work) {
  const std::string text = document();
  int count = 0;
  for (std::size_t begin = text.find("\n```\n"); begin != std::string::npos; begin = text.find("\n```\n", begin)) {
    begin += 5;
    const std::size_t end = text.find("\n```\n", begin);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(messages(read(text.substr(begin, end + 1 - begin))), "");
    begin = end + 5;
    ++count;
  }
  EXPECT_EQ(count, 2);
}

}  // namespace
}  // namespace vrrpspec::impl
