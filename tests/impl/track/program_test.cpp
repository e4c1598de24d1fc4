#include "impl/track/program.hpp"

#include <gtest/gtest.h>

#include "tests/impl/track/folder.hpp"

namespace vrrpspec::impl {
namespace {

Configuration with_script(Command command) {
  Configuration configuration;
  configuration.scripts.push_back({.name = "check", .command = std::move(command)});
  return configuration;
}

Configuration with_notify(Command command) {
  Configuration configuration;
  configuration.instances.emplace_back().notifications.any = std::move(command);
  return configuration;
}

const Command harmless{.argv = {"/usr/bin/test", "-e", "/"}, .user = {}, .group = {}};

TEST(Program, is_found_in_the_path) {
  const auto programs = programs_of(with_script({.argv = {"test", "-e", "/"}, .user = {}, .group = {}}));
  ASSERT_EQ(programs.size(), 1U);
  EXPECT_EQ(programs[0].path, "/usr/bin/test");
  EXPECT_EQ(programs[0].refusal, "");
}

TEST(Program, is_refused_when_it_is_nowhere) {
  const auto programs = programs_of(with_script({.argv = {"no-such-program"}, .user = {}, .group = {}}));
  const auto found = find_program(programs, {.command = programs[0].command});
  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().starts_with("there is no program no-such-program in /usr/local/sbin:")) << found.error();
}

TEST(Program, is_refused_when_its_path_is_relative) {
  const auto programs = programs_of(with_script({.argv = {"bin/test"}, .user = {}, .group = {}}));
  EXPECT_EQ(programs[0].refusal, "bin/test is neither an absolute path nor a name to look up");
}

TEST(Program, is_refused_when_its_user_or_group_does_not_exist) {
  const auto no_user = programs_of(with_script({.argv = {"test"}, .user = "no-such-user", .group = {}}));
  EXPECT_EQ(no_user[0].refusal, "there is no user no-such-user");
  const auto no_group = programs_of(with_script({.argv = {"test"}, .user = {}, .group = "no-such-group"}));
  EXPECT_EQ(no_group[0].refusal, "there is no group no-such-group");
}

std::optional<std::string> obstacle_to(const Command& command) {
  return impl::obstacle_to(command, programs_of(with_script(command)));
}

TEST(Program, meets_an_obstacle_when_it_is_missing_or_no_program) {
  EXPECT_EQ(obstacle_to(harmless), std::nullopt);
  EXPECT_EQ(obstacle_to({.argv = {"/no/such"}, .user = "nobody", .group = {}}), "/no/such: No such file or directory");
  EXPECT_EQ(obstacle_to({.argv = {"/usr/bin"}, .user = "nobody", .group = {}}), "/usr/bin is not a regular file");
  EXPECT_EQ(obstacle_to({.argv = {"/etc/passwd"}, .user = "nobody", .group = {}}),
            "/etc/passwd is not executable for nobody");
  EXPECT_EQ(obstacle_to({.argv = {"test"}, .user = "no-such-user", .group = {}}), "there is no user no-such-user");
}

TEST(Program, comes_from_each_place_that_names_one) {
  Configuration configuration = with_script({.argv = {"/a"}, .user = {}, .group = {}});
  Notifications& notify = configuration.instances.emplace_back().notifications;
  notify.master = Command{.argv = {"/b"}, .user = {}, .group = {}};
  notify.backup = Command{.argv = {"/c"}, .user = {}, .group = {}};
  notify.fault = Command{.argv = {"/d"}, .user = {}, .group = {}};
  notify.stop = Command{.argv = {"/e"}, .user = {}, .group = {}};
  notify.any = Command{.argv = {"/f"}, .user = {}, .group = {}};
  std::string paths;
  for (const Program& program : programs_of(configuration)) {
    paths += program.path.string() + (program.takes_arguments ? "+" : "");
  }
  EXPECT_EQ(paths, "/a/b/c/d/e/f+");
}

TEST(Program, stands_in_the_list_once) {
  Configuration configuration = with_script(harmless);
  configuration.instances.emplace_back().notifications.any = harmless;
  const auto programs = programs_of(configuration);
  ASSERT_EQ(programs.size(), 1U);
  EXPECT_TRUE(programs[0].takes_arguments);
}

TEST(Program, is_not_found_when_a_word_or_the_user_differs) {
  const auto programs = programs_of(with_script(harmless));
  EXPECT_TRUE(find_program(programs, {.command = harmless}));
  EXPECT_FALSE(find_program(programs, {.command = {.argv = {"/usr/bin/test", "-e"}, .user = {}, .group = {}}}));
  EXPECT_FALSE(find_program(programs, {.command = {.argv = harmless.argv, .user = "nobody", .group = {}}}));
  EXPECT_FALSE(find_program(programs, {.command = {.argv = harmless.argv, .user = {}, .group = "nogroup"}}));
}

TEST(Program, is_given_arguments_only_as_a_notify) {
  const RunRequest request{.command = harmless, .arguments = {"INSTANCE", "VI_1", "MASTER", "100"}};
  EXPECT_TRUE(find_program(programs_of(with_notify(harmless)), request));
  const auto refused = find_program(programs_of(with_script(harmless)), request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), "only `notify` programs are given arguments");
}

TEST(OnlyRootChanges, holds_for_a_program_of_the_system) {
  const auto checked = check_only_root_changes("/usr/bin/test");
  EXPECT_TRUE(checked) << checked.error().what;
}

TEST(OnlyRootChanges, fails_for_a_path_to_nothing) {
  EXPECT_EQ(check_only_root_changes("/usr/no-such").error().what, "/usr/no-such: No such file or directory");
}

TEST(OnlyRootChanges, fails_for_a_folder_that_others_write_to) {
  const Folder folder;
  folder.write("program", "#!/bin/sh\n", 0755);
  const auto checked = check_only_root_changes(folder / "program");
  ASSERT_FALSE(checked);
  EXPECT_TRUE(checked.error().what.starts_with(folder.path().string() + " ")) << checked.error().what;
}

class OnlyRootChangesAsRoot : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can make files that belong to root";
    ::chmod((folder_ / "").c_str(), 0755);
    folder_.write("program", "#!/bin/sh\n", 0755);
  }
  Folder folder_;
};

TEST_F(OnlyRootChangesAsRoot, holds_within_a_folder_with_the_sticky_bit) {
  const auto checked = check_only_root_changes(folder_ / "program");
  EXPECT_TRUE(checked) << checked.error().what;
}

TEST_F(OnlyRootChangesAsRoot, fails_for_a_program_that_a_group_writes_to) {
  ::chmod((folder_ / "program").c_str(), 0775);
  EXPECT_EQ(check_only_root_changes(folder_ / "program").error().what,
            (folder_ / "program") + " can be changed by others than root");
}

TEST_F(OnlyRootChangesAsRoot, fails_for_a_program_of_somebody_else) {
  if (::chown((folder_ / "program").c_str(), 65534, 65534) != 0) GTEST_SKIP() << "there is nobody else here";
  EXPECT_EQ(check_only_root_changes(folder_ / "program").error().what,
            (folder_ / "program") + " does not belong to root");
}

TEST_F(OnlyRootChangesAsRoot, looks_at_links_too) {
  std::filesystem::create_directory(folder_ / "open");
  std::filesystem::create_symlink("../program", folder_ / "open/link");
  std::filesystem::create_symlink("open/link", folder_ / "first");
  EXPECT_TRUE(check_only_root_changes(folder_ / "first"));
  ::chmod((folder_ / "open").c_str(), 0777);
  EXPECT_EQ(check_only_root_changes(folder_ / "first").error().what,
            (folder_ / "open") + " can be changed by others than root");
}

TEST_F(OnlyRootChangesAsRoot, fails_for_links_in_a_circle) {
  std::filesystem::create_symlink("round", folder_ / "round");
  EXPECT_TRUE(check_only_root_changes(folder_ / "round").error().what.ends_with("goes through too many links"));
}

TEST_F(OnlyRootChangesAsRoot, is_asked_before_a_program_is_run_as_root) {
  const Command command{.argv = {folder_ / "program"}, .user = "root", .group = {}};
  const auto programs = programs_of(with_script(command));
  EXPECT_TRUE(find_program(programs, {.command = command}));
  ::chmod((folder_ / "program").c_str(), 0777);
  const auto found = find_program(programs, {.command = command});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error(), (folder_ / "program") +
                               " can be changed by others than root: it is not run as root; mend that, or name "
                               "another user for it");
}

}  // namespace
}  // namespace vrrpspec::impl
