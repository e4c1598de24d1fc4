#include <fcntl.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <boost/asio.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "impl/safety/safety.hpp"
#include "tests/impl/safety/confined.hpp"

namespace vrrpspec::impl {
namespace {

namespace fs = std::filesystem;

/// Why there can be no filter here; empty when there can, so that a filter that is not loaded after all is a failure.
std::string why_not_limited() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return "sanitizers make system calls of their own";
#else
  const bool has_filters = fs::exists("/proc/sys/kernel/seccomp/actions_avail");
  return has_filters ? "" : "this kernel has no filters of system calls";
#endif
}

#define SKIP_UNLESS_LIMITED() \
  if (const std::string why = why_not_limited(); !why.empty()) GTEST_SKIP() << why

int limited(const std::function<int()>& body) {
  return in_child([&] { return limit_system_calls() ? body() : not_applied; });
}

struct Call {
  const char* name;
  void (*make)();
};
void PrintTo(const Call& call, std::ostream* out) {
  *out << call.name;
}

class Forbidden : public testing::TestWithParam<Call> {};

TEST_P(Forbidden, ends_the_process) {
  SKIP_UNLESS_LIMITED();
  EXPECT_EQ(limited([] {
              GetParam().make();
              return 0;
            }),
            killed_by_filter);
}

constexpr std::size_t page = 4096;

const std::vector<Call> forbidden_calls{
    {"execve", [] { ::execl("/bin/true", "true", nullptr); }},
    {"fork", [] { ::fork(); }},
    {"clone", [] { ::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
    {"clone3", [] { ::syscall(SYS_clone3, nullptr, 0); }},
    {"ptrace", [] { ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
    {"mount", [] { ::mount("none", "/", nullptr, 0, nullptr); }},
    {"unshare", [] { ::unshare(CLONE_NEWUSER); }},
    {"setns", [] { ::setns(0, 0); }},
    {"prctl", [] { ::prctl(PR_SET_DUMPABLE, 1); }},
    {"bpf", [] { ::syscall(SYS_bpf, 0, nullptr, 0); }},
    {"keyctl", [] { ::syscall(SYS_keyctl, 0, 0); }},
    {"chroot", [] { ::syscall(SYS_chroot, "/"); }},
    {"setuid", [] { ::syscall(SYS_setuid, 0); }},
    {"kill", [] { ::kill(::getppid(), 0); }},
    {"tgkill_of_another", [] { ::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0); }},
    {"socket_of_another_family", [] { ::socket(AF_ALG, SOCK_SEQPACKET, 0); }},
    {"ioctl_that_types", [] { ::ioctl(0, TIOCSTI, "x"); }},
    {"mmap_of_code", [] { ::mmap(nullptr, page, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
    {"mprotect_to_code",
     [] {
       void* memory = ::mmap(nullptr, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
       ::mprotect(memory, page, PROT_READ | PROT_EXEC);
     }},
};
INSTANTIATE_TEST_SUITE_P(SystemCalls, Forbidden, testing::ValuesIn(forbidden_calls),
                         [](const auto& instance) { return std::string{instance.param.name}; });

TEST(SystemCalls, are_allowed_for_the_event_loop) {
  SKIP_UNLESS_LIMITED();
  EXPECT_EQ(limited([] {
              namespace asio = boost::asio;
              asio::io_context loop;
              asio::steady_timer timer{loop, std::chrono::milliseconds{5}};
              asio::signal_set signals{loop, SIGTERM, SIGHUP};
              asio::local::stream_protocol::socket here{loop}, there{loop};
              const std::string path = "/tmp/vrrpspec_safety_" + std::to_string(::getpid());
              asio::local::stream_protocol::acceptor acceptor{loop, path};
              fs::remove(path);
              int seen = 0;
              timer.async_wait([&](auto error) { seen += error ? 0 : 1; });
              signals.async_wait([&](auto error, int) { seen += error ? 0 : 1; });
              ::raise(SIGTERM);
              asio::posix::stream_descriptor null{loop, ::open("/dev/null", O_RDWR)};
              asio::post(loop, [&] { ++seen; });
              loop.run();
              return seen == 3 ? 0 : 1;
            }),
            0);
}

TEST(SystemCalls, are_allowed_for_sockets_of_the_protocol) {
  SKIP_UNLESS_LIMITED();
  EXPECT_EQ(limited([] {
              for (const int family : {AF_UNIX, AF_NETLINK, AF_INET, AF_INET6, AF_PACKET}) {
                // The kernel may refuse; the filter must not.
                const int socket = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
                const int on = 1;
                ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
                std::array<char, 16> buffer{};
                ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
                ::close(socket);
              }
              ::if_nametoindex("lo");
              std::array<char, IF_NAMESIZE> name{};
              ::if_indextoname(1, name.data());
              return 0;
            }),
            0);
}

TEST(SystemCalls, are_allowed_for_files) {
  SKIP_UNLESS_LIMITED();
  EXPECT_EQ(limited([] {
              const fs::path folder = "/tmp/vrrpspec_safety_files_" + std::to_string(::getpid());
              fs::create_directories(folder);
              std::ofstream{folder / "new"} << "text" << std::flush;
              fs::permissions(folder / "new", fs::perms::owner_all);
              fs::rename(folder / "new", folder / "old");
              int count = 0;
              for (const auto& entry : fs::directory_iterator{folder}) count += entry.is_regular_file() ? 1 : 0;
              std::string text;
              std::ifstream{folder / "old"} >> text;
              const int file = ::open((folder / "old").c_str(), O_WRONLY);
              const bool synced = ::ftruncate(file, 0) == 0 && ::fsync(file) == 0;
              fs::remove_all(folder);
              return count == 1 && text == "text" && synced && !fs::exists(folder) ? 0 : 1;
            }),
            0);
}

TEST(SystemCalls, are_allowed_for_memory_of_any_size) {
  SKIP_UNLESS_LIMITED();
  EXPECT_EQ(limited([] {
              std::vector<std::unique_ptr<std::vector<char>>> blocks;
              for (std::size_t size = 16; size < (std::size_t{1} << 26); size *= 2) {
                blocks.push_back(std::make_unique<std::vector<char>>(size, 'x'));
              }
              return 0;
            }),
            0);
}

TEST(SystemCalls, are_allowed_for_an_assertion_that_fails) {
  SKIP_UNLESS_LIMITED();
  EXPECT_EQ(limited([]() -> int { std::abort(); }), 128 + SIGABRT);
}

TEST(SystemCalls, are_allowed_for_waiting_for_a_process_that_was_there_before) {
  SKIP_UNLESS_LIMITED();
  EXPECT_EQ(in_child([] {
              const pid_t child = ::fork();
              if (child == 0) ::_exit(7);
              if (!limit_system_calls()) return not_applied;
              int status = 0;
              return ::waitpid(child, &status, 0) == child ? WEXITSTATUS(status) : 1;
            }),
            7);
}

TEST(SystemCalls, are_limited_for_an_ordinary_user_too) {
  SKIP_UNLESS_LIMITED();
  const int code = in_child([] {
    if (!become_ordinary()) return cannot_become_ordinary;
    if (!limit_system_calls()) return not_applied;
    ::fork();
    return 0;
  });
  if (code == cannot_become_ordinary) GTEST_SKIP() << "there is nobody else here";
  EXPECT_EQ(code, killed_by_filter);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
TEST(SystemCalls, are_said_not_to_be_limited_with_sanitizers) {
  EXPECT_EQ(limit_system_calls().error().what,
            "system calls are not limited in this build: sanitizers make calls of their own");
}
#endif

TEST(SystemCalls, are_limited_after_capabilities_are_dropped) {
  SKIP_UNLESS_LIMITED();
  if (!check_privileges()) GTEST_SKIP() << check_privileges().error().what;
  EXPECT_EQ(in_child([] {
              if (!keep_needed_capabilities() || !limit_system_calls()) return not_applied;
              if (::socket(AF_PACKET, SOCK_RAW, 0) < 0) return 1;
              ::fork();
              return 0;
            }),
            killed_by_filter);
}

}  // namespace
}  // namespace vrrpspec::impl
