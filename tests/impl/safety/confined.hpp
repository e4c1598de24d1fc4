// Runs a body in a child of its own, so that what it gives up is lost there only.
#pragma once

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <functional>

namespace vrrpspec::impl {

/// Exit status of the body; 128 + signal when one ended it.
inline int in_child(const std::function<int()>& body) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const int code = body();
    std::fflush(nullptr);
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

inline constexpr int killed_by_filter = 128 + SIGSYS;
inline constexpr int not_applied = 99;
inline constexpr int cannot_become_ordinary = 98;

/// Changes from root to another user; false in a user namespace that has no other.
inline bool become_ordinary() {
  constexpr uid_t nobody = 65534;
  return ::geteuid() != 0 || ::setresuid(nobody, nobody, nobody) == 0;
}

}  // namespace vrrpspec::impl
