// A guest from outside: how its end is told. The kernel is any program here, since all that counts is what it leaves.
#include "harness/lab/uml/guest.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <cerrno>
#include <csignal>
#include <fstream>

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;

class GuestTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "vrrpspec-guest-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }

  Guest boot(const std::string& script) {
    const fs::path kernel = folder / "kernel";
    std::ofstream{kernel} << "#!/bin/sh\ncd " << folder << "\n" << script << "\n";
    fs::permissions(kernel, fs::perms::owner_all);
    auto guest = Guest::boot({.kernel = kernel, .init = {"/init", "word"}, .directory = folder, .name = "guest-1"});
    EXPECT_TRUE(guest) << guest.error().message;
    return std::move(*guest);
  }
  static std::expected<int, Error> wait(Guest& guest) {
    for (int glance = 0; glance < 500; ++glance) {
      if (auto ended = guest.ended()) return *ended;
      poll(nullptr, 0, 10);
    }
    return std::unexpected{Error{"it still runs"}};
  }

  fs::path folder;
};

TEST_F(GuestTest, that_leaves_an_exit_code_ended_with_it) {
  Guest guest = boot("echo 3 > guest-1.exit");
  const auto ended = wait(guest);
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(*ended, 3);
}

TEST_F(GuestTest, that_leaves_none_is_told_with_the_last_lines_of_its_console) {
  Guest guest = boot("echo Kernel panic; kill -ABRT $$");
  const auto ended = wait(guest);
  ASSERT_FALSE(ended);
  EXPECT_NE(ended.error().message.find("by signal 6"), std::string::npos) << ended.error().message;
  EXPECT_NE(ended.error().message.find("Kernel panic"), std::string::npos) << ended.error().message;
}

TEST_F(GuestTest, is_told_its_init_and_its_words) {
  Guest guest = boot("echo \"$@\" > words; echo 0 > guest-1.exit");
  ASSERT_TRUE(wait(guest));
  std::string words;
  std::getline(std::ifstream{folder / "words"} >> std::ws, words);
  EXPECT_NE(words.find("init=/init"), std::string::npos) << words;
  EXPECT_NE(words.find("time-travel=inf-cpu"), std::string::npos) << words;
  EXPECT_NE(words.find("time-travel-start=1767225600000000000"), std::string::npos) << words;
  EXPECT_TRUE(words.ends_with("-- word")) << words;
}

TEST_F(GuestTest, takes_its_processes_along_when_it_is_ended) {
  pid_t inner = 0;
  {
    Guest guest = boot("sleep 60 & echo $! > inner; wait");
    for (int glance = 0; glance < 500 && inner == 0; ++glance) {
      std::ifstream{folder / "inner"} >> inner;
      poll(nullptr, 0, 10);
    }
    ASSERT_GT(inner, 0);
    EXPECT_FALSE(guest.ended());
  }
  for (int glance = 0; glance < 500 && kill(inner, 0) == 0; ++glance) poll(nullptr, 0, 10);
  EXPECT_EQ(kill(inner, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST_F(GuestTest, whose_kernel_is_missing_ends_at_once) {
  auto guest = Guest::boot({.kernel = "/no/such/kernel", .init = {"/init"}, .directory = folder, .name = "guest-1"});
  ASSERT_TRUE(guest);
  EXPECT_FALSE(wait(*guest));
}

}  // namespace
}  // namespace vrrpspec::harness
