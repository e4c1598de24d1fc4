#include "harness/cli/guest_plan.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace vrrpspec::cli {
namespace {

class GuestPlanFile : public testing::Test {
 protected:
  const std::filesystem::path file = std::filesystem::path{testing::TempDir()} / "guest_plan_test.plan";
  void TearDown() override { std::filesystem::remove(file); }
};

TEST(GuestWord, holds_any_path_without_blanks_and_quotation_marks) {
  for (const std::string path : {"/tmp/out/guest-1.plan", "/tmp/a b/\"c\" 100%/d", "/tmp/\xc3\xbc\n%41"}) {
    const std::string word = as_one_word(path);
    EXPECT_EQ(word.find_first_of(" \"\n"), std::string::npos) << word;
    EXPECT_EQ(from_one_word(word), path);
  }
  EXPECT_EQ(as_one_word("/tmp/out/guest-1.plan"), "/tmp/out/guest-1.plan");
}

TEST_F(GuestPlanFile, gives_back_what_was_written) {
  const GuestPlan plan{.name = "guest-2",
                       .device = "/tmp/a router.toml",
                       .profile = "rfc9568",
                       .ipv6 = true,
                       .path = "/opt/my bin:/usr/bin",
                       .seed = 18'446'744'073'709'551'615U,
                       .retries = 2,
                       .timeout = std::chrono::seconds{45},
                       .out = "/tmp/out/repetition-2",
                       .files = "/tmp/out",
                       .cases = {"6.4.2/S-370/takeover", "7.1/V3-060/master"}};
  ASSERT_TRUE(write_guest_plan(plan, file));
  const auto read = read_guest_plan(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->name, plan.name);
  EXPECT_EQ(read->device, plan.device);
  EXPECT_EQ(read->profile, plan.profile);
  EXPECT_EQ(read->ipv6, plan.ipv6);
  EXPECT_EQ(read->path, plan.path);
  EXPECT_EQ(read->seed, plan.seed);
  EXPECT_EQ(read->retries, plan.retries);
  EXPECT_EQ(read->timeout, plan.timeout);
  EXPECT_EQ(read->out, plan.out);
  EXPECT_EQ(read->files, plan.files);
  EXPECT_EQ(read->cases, plan.cases);
}

TEST_F(GuestPlanFile, names_the_line_that_cannot_be_read) {
  std::ofstream{file} << "name guest-1\nseed seven\n";
  const auto read = read_guest_plan(file);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("seed seven"), std::string::npos);
}

TEST_F(GuestPlanFile, that_is_missing_is_an_error) {
  EXPECT_FALSE(read_guest_plan("/no/such/plan"));
}

}  // namespace
}  // namespace vrrpspec::cli
