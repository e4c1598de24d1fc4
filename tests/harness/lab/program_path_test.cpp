#include "harness/lab/program_path.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace vrrpspec::harness {
namespace {

class ProgramPath : public testing::Test {
 protected:
  void TearDown() override { setenv("PATH", before.c_str(), 1); }
  const std::string before = std::getenv("PATH");
};

TEST_F(ProgramPath, finds_by_name_and_by_path) {
  const auto path = find_program("sh");
  ASSERT_TRUE(path);
  EXPECT_EQ(find_program(*path).value(), *path);
  EXPECT_NE(find_program("no-such-program-anywhere").error().message.find("is not installed"), std::string::npos);
  EXPECT_NE(find_program("/no/such/program").error().message.find("cannot run"), std::string::npos);
  EXPECT_FALSE(find_program(""));
}

TEST_F(ProgramPath, goes_on_where_daemons_are_kept) {
  setenv("PATH", "/opt/bin", 1);
  EXPECT_EQ(program_path(), "/opt/bin:/usr/local/sbin:/usr/sbin:/sbin:/usr/lib/frr");
}

TEST_F(ProgramPath, does_not_grow_when_it_is_taken_over) {
  setenv("PATH", program_path().c_str(), 1);
  const std::string once = program_path();
  setenv("PATH", once.c_str(), 1);
  EXPECT_EQ(program_path(), once);
}

}  // namespace
}  // namespace vrrpspec::harness
