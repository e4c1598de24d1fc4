#include "harness/run/case_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;

class EarlierFolders : public testing::Test {
 protected:
  EarlierFolders() {
    fs::remove_all(out_);
    fs::create_directories(out_);
  }
  ~EarlierFolders() override { fs::remove_all(out_); }

  void make(const fs::path& folder) const {
    fs::create_directories(out_ / folder);
    std::ofstream{out_ / folder / "case.pcapng"} << "x";
  }
  [[nodiscard]] bool is_there(const fs::path& path) const { return fs::exists(fs::symlink_status(out_ / path)); }

  const Case& first_ = all_cases().at(0);
  const Case& second_ = all_cases().at(1);
  std::string own_ = case_folder(first_.id, 1);
  std::string foreign_ = case_folder(second_.id, 1);
  std::vector<const Case*> cases_{&first_};
  fs::path out_ = fs::path{testing::TempDir()} / "vrrpspec-earlier";
};

TEST_F(EarlierFolders, of_the_cases_are_removed_in_every_attempt_and_repetition) {
  make(own_);
  make(own_ + "-attempt-2");
  make(own_ + "-attempt-12");
  make(fs::path{"repetition-3"} / own_);
  make(fs::path{"repetition-3"} / (own_ + "-attempt-2"));
  ASSERT_TRUE(remove_earlier_folders(out_, cases_));
  EXPECT_TRUE(fs::is_empty(out_));
}

TEST_F(EarlierFolders, of_other_cases_stay) {
  make(foreign_);
  make(fs::path{"repetition-2"} / foreign_);
  make(fs::path{"repetition-2"} / own_);
  ASSERT_TRUE(remove_earlier_folders(out_, cases_));
  EXPECT_TRUE(is_there(foreign_));
  EXPECT_TRUE(is_there(fs::path{"repetition-2"} / foreign_));
  EXPECT_FALSE(is_there(fs::path{"repetition-2"} / own_));
}

TEST_F(EarlierFolders, named_by_somebody_else_stay) {
  for (const std::string& name : {own_ + "-attempt-", own_ + "-attempt-2b", own_ + "-notes", "my-" + own_,
                                  std::string{"repetition-of-mine"}, std::string{"notes"}}) {
    make(name);
    ASSERT_TRUE(remove_earlier_folders(out_, cases_));
    EXPECT_TRUE(is_there(fs::path{name} / "case.pcapng")) << name;
  }
}

TEST_F(EarlierFolders, files_and_links_of_these_names_stay) {
  make("elsewhere");
  fs::create_directory_symlink(out_ / "elsewhere", out_ / own_);
  std::ofstream{out_ / (own_ + "-attempt-2")} << "x";
  fs::create_directory_symlink(out_ / "elsewhere", out_ / "repetition-2");
  ASSERT_TRUE(remove_earlier_folders(out_, cases_));
  EXPECT_TRUE(is_there(own_));
  EXPECT_TRUE(is_there(own_ + "-attempt-2"));
  EXPECT_TRUE(is_there("repetition-2"));
  EXPECT_TRUE(is_there("elsewhere/case.pcapng"));
}

TEST_F(EarlierFolders, a_folder_that_is_not_there_holds_none) {
  EXPECT_TRUE(remove_earlier_folders(out_ / "no-such", cases_));
}

TEST(CaseFolder, is_the_id_with_its_attempt) {
  EXPECT_EQ(case_folder("6.4.2/S-430/leaves", 1), "6.4.2-S-430-leaves");
  EXPECT_EQ(case_folder("6.4.2/S-430/leaves", 3), "6.4.2-S-430-leaves-attempt-3");
  EXPECT_EQ(repetition_folder("out", 1), "out");
  EXPECT_EQ(repetition_folder("out", 2), "out/repetition-2");
}

}  // namespace
}  // namespace vrrpspec::harness
