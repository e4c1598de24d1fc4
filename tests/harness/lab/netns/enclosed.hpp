// Running a test body in namespaces of its own: what it expects in there counts out here, and where namespaces are not
// allowed the test is skipped aloud.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

#include "harness/lab/netns/netns_lab.hpp"

namespace vrrpspec::harness {

/// Why there can be no namespaces here; empty when there can.
inline std::string why_not_enclosed() {
  static const std::string why = [] {
    const auto code = run_enclosed([] { return 0; });
    return code ? std::string{} : code.error().message;
  }();
  return why;
}

#define SKIP_UNLESS_ENCLOSED() \
  if (const std::string why = why_not_enclosed(); !why.empty()) GTEST_SKIP() << why

inline void expect_enclosed(const std::function<void()>& body) {
  const auto code = run_enclosed([&body] {
    body();
    return testing::Test::HasFailure() ? 1 : 0;
  });
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 0) << "see the failures inside";
}

/// Runs `body` in a child that is an ordinary user (as root; else as who we are) and returns its exit status.
inline int as_ordinary_user(const std::function<int()>& body) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    if (geteuid() == 0 && (setgid(nobody) != 0 || setuid(nobody) != 0)) _exit(99);
    prctl(PR_SET_DUMPABLE, 1);  // lost with the credentials; without it /proc/self belongs to root
    const int code = body();
    std::fflush(nullptr);
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// A directory of results that anybody may write to, removed in the end.
class ResultsDirectory {
 public:
  ResultsDirectory() {
    std::string pattern = std::filesystem::temp_directory_path() / "vrrpspec_lab_XXXXXX";
    path_ = mkdtemp(pattern.data());
    chmod(path_.c_str(), 0777);
  }
  ResultsDirectory(const ResultsDirectory&) = delete;
  ~ResultsDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace vrrpspec::harness
