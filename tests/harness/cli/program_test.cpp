#include "harness/cli/program.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::cli {
namespace {

using namespace std::chrono_literals;

TEST(Program, gives_its_output_and_its_exit_status) {
  const auto output = run_program({"sh", "-c", "echo one; echo two >&2; exit 3"});
  ASSERT_TRUE(output);
  EXPECT_EQ(output->text, "one\ntwo\n");
  EXPECT_EQ(output->exit_status, 3);
}

TEST(Program, that_does_not_end_in_time_is_ended) {
  EXPECT_FALSE(run_program({"sleep", "60"}, 50ms));
}

TEST(Version, is_the_first_line_with_figures) {
  EXPECT_EQ(version_of({"sh", "-c", "echo; echo warning 7; echo router 1.2; echo 1.3"}), "router 1.2");
}

TEST(Version, without_figures_is_the_first_line) {
  EXPECT_EQ(version_of({"sh", "-c", "echo; echo git; echo more"}), "git");
  EXPECT_EQ(version_of({"true"}), "");
  EXPECT_EQ(version_of({}), "");
}

}  // namespace
}  // namespace vrrpspec::cli
