#include <asm/termbits.h>
#include <fmt/format.h>
#include <linux/sockios.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>

#include "impl/safety/safety.hpp"

namespace vrrpspec::impl {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool has_sanitizers = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool has_sanitizers = true;
#else
constexpr bool has_sanitizers = false;
#endif
#else
constexpr bool has_sanitizers = false;
#endif

/// Names that an architecture does not have (arm64 has no `open`, `poll`, `epoll_wait` ...) are passed over.
constexpr const char* allowed[] = {
    // The event loop.
    "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd2", "poll", "ppoll", "pselect6",
    "select", "timerfd_create", "timerfd_gettime", "timerfd_settime",
    // Signals, and the end of the script runner.
    "pause", "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend",
    "rt_sigtimedwait", "sigaltstack", "signalfd4", "wait4", "waitid",
    // Time and chance.
    "clock_getres", "clock_gettime", "clock_nanosleep", "getrandom", "gettimeofday", "nanosleep", "time",
    // Descriptors.
    "close", "close_range", "dup", "dup2", "dup3", "fcntl", "lseek", "pipe2", "pread64", "preadv", "pwrite64",
    "pwritev", "read", "readv", "write", "writev",
    // Sockets; which can be made is said below.
    "accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "recvfrom",
    "recvmmsg", "recvmsg", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown",
    // The configuration with its includes, run files, and what is written below /proc/sys.
    "access", "chmod", "faccessat", "faccessat2", "fchmod", "fchmodat", "fdatasync", "flock", "fstat", "fstatfs",
    "fsync", "ftruncate", "getcwd", "getdents64", "lstat", "mkdir", "mkdirat", "newfstatat", "open", "openat",
    "readlink", "readlinkat", "rename", "renameat", "renameat2", "rmdir", "stat", "statfs", "statx", "umask", "unlink",
    "unlinkat",
    // Memory; what can be executed is said below.
    "brk", "futex", "madvise", "mremap", "munmap",
    // Who and where we are.
    "getegid", "geteuid", "getgid", "getpgrp", "getpid", "getppid", "getrusage", "gettid", "getuid",
    "sched_getaffinity", "sched_yield", "sysinfo", "uname",
    // The end.
    "exit", "exit_group"};

/// A socket comes anew with an interface, and with a reload.
constexpr int families[] = {AF_UNIX, AF_NETLINK, AF_PACKET, AF_INET, AF_INET6};

/// What the event loop, the C library and the look at interfaces ask of a descriptor.
constexpr unsigned controls[] = {FIONBIO,     FIONREAD,      FIOCLEX,      TCGETS,    SIOCGIFINDEX,
                                 SIOCGIFNAME, SIOCGIFHWADDR, SIOCGIFFLAGS, SIOCGIFMTU};

class Filter {
 public:
  Filter() : context_{::seccomp_init(SCMP_ACT_KILL_PROCESS)} {
    if (!context_) failure_ = ENOMEM;
    set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    // A tree instead of a list: the frequent calls are everywhere in the alphabet.
    set(SCMP_FLTATR_CTL_OPTIMIZE, 2);
  }

  void allow(const char* name, std::span<const scmp_arg_cmp> conditions = {}) {
    if (failure_ != 0) return;
    const int number = ::seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR) return;
    const int failed = ::seccomp_rule_add_array(context_.get(), SCMP_ACT_ALLOW, number,
                                                static_cast<unsigned>(conditions.size()), conditions.data());
    if (failed != 0 && failed != -EDOM) failure_ = -failed;
  }

  /// Returns the errno; 0 when the filter holds.
  int load() {
    if (failure_ == 0) failure_ = -::seccomp_load(context_.get());
    return failure_;
  }

 private:
  void set(scmp_filter_attr attribute, std::uint32_t value) {
    if (failure_ == 0) failure_ = -::seccomp_attr_set(context_.get(), attribute, value);
  }

  struct Release {
    void operator()(void* context) const { ::seccomp_release(context); }
  };
  std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, Release> context_;
  int failure_{0};
};

/// Of numbers of 32 bits the rest of the register means nothing.
scmp_arg_cmp is_number(unsigned argument, std::uint64_t value) {
  return {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = UINT32_MAX, .datum_b = value};
}

void allow_all(Filter& filter) {
  for (const char* name : allowed) filter.allow(name);
  for (const int family : families) {
    const scmp_arg_cmp is_family = is_number(0, static_cast<std::uint64_t>(family));
    filter.allow("socket", {&is_family, 1});
  }
  for (const unsigned control : controls) {
    const scmp_arg_cmp is_control = is_number(1, control);
    filter.allow("ioctl", {&is_control, 1});
  }
  const scmp_arg_cmp is_not_executable{.arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0};
  filter.allow("mmap", {&is_not_executable, 1});
  filter.allow("mprotect", {&is_not_executable, 1});
  // abort() is how an assertion ends the daemon.
  const scmp_arg_cmp is_self = is_number(0, static_cast<std::uint64_t>(::getpid()));
  filter.allow("tgkill", {&is_self, 1});
}

}  // namespace

std::expected<void, Error> limit_system_calls() {
  if (has_sanitizers) {
    return std::unexpected{Error{"system calls are not limited in this build: sanitizers make calls of their own"}};
  }
  Filter filter;
  allow_all(filter);
  if (const int failure = filter.load(); failure != 0) {
    return std::unexpected{
        Error{fmt::format("system calls are not limited: this kernel refuses the filter: {}", std::strerror(failure))}};
  }
  return {};
}

}  // namespace vrrpspec::impl
