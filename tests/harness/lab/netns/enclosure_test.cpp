#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

#include "tests/harness/lab/netns/enclosed.hpp"

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

ino_t name_space(const std::string& process, const char* kind) {
  struct stat status{};
  return stat(("/proc/" + process + "/ns/" + kind).c_str(), &status) == 0 ? status.st_ino : 0;
}

/// A zombie, which waits for its parent and holds nothing, has a PID namespace but no other.
int processes_in(ino_t pid_name_space) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator{"/proc"}) {
    const std::string process = entry.path().filename();
    if (name_space(process, "pid") == pid_name_space && name_space(process, "mnt") != 0) ++count;
  }
  return count;
}

/// What can be named after us outside; others may use the machine too.
std::vector<fs::path> left_outside() {
  std::vector<fs::path> found;
  for (const char* directory : {"/run", "/run/netns", "/tmp", "/dev/shm"}) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{directory, ignored}) {
      const std::string name = entry.path().filename();
      if (name == "left" || name.starts_with("vrrpspec_left")) found.push_back(entry.path());
    }
  }
  return found;
}

TEST(Enclosure, returns_the_exit_code_of_the_body) {
  SKIP_UNLESS_ENCLOSED();
  EXPECT_EQ(run_enclosed([] { return 7; }), 7);
}

TEST(Enclosure, tells_a_signal_from_an_exit) {
  SKIP_UNLESS_ENCLOSED();
  EXPECT_EQ(run_enclosed([] { return raise(SIGKILL); }), 128 + SIGKILL);
}

TEST(Enclosure, is_root_with_namespaces_and_a_run_of_its_own) {
  SKIP_UNLESS_ENCLOSED();
  const std::array outside{name_space("self", "net"), name_space("self", "mnt"), name_space("self", "pid"),
                           name_space("self", "ipc")};
  expect_enclosed([&outside] {
    EXPECT_EQ(geteuid(), 0U);
    EXPECT_EQ(getpid(), 2);
    const std::array inside{name_space("self", "net"), name_space("self", "mnt"), name_space("self", "pid"),
                            name_space("self", "ipc")};
    for (std::size_t i = 0; i < inside.size(); ++i) EXPECT_NE(inside[i], outside[i]);
    EXPECT_TRUE(fs::is_empty("/run"));
    EXPECT_EQ(std::system("ip netns add spare && ip -n spare link set lo up && ping -c1 -W1 127.0.0.1 >/dev/null"), 0);
  });
}

TEST(Enclosure, leaves_users_of_their_own_to_devices_when_root_makes_it) {
  SKIP_UNLESS_ENCLOSED();
  if (geteuid() != 0) GTEST_SKIP() << "only root may map other users";
  expect_enclosed([] { EXPECT_EQ(setuid(65534), 0); });
}

TEST(Enclosure, works_for_an_ordinary_user) {
  SKIP_UNLESS_ENCLOSED();
  const int code = as_ordinary_user([] {
    const auto inside = run_enclosed([] { return geteuid() == 0 && std::system("ip netns add spare") == 0 ? 42 : 1; });
    if (!inside) std::fprintf(stderr, "%s\n", inside.error().message.c_str());
    return inside.value_or(2);
  });
  EXPECT_EQ(code, 42);
}

TEST(Enclosure, reaps_orphans) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    ASSERT_EQ(std::system("for i in 1 2 3; do (setsid sleep 0.05 &) ; done"), 0);
    std::this_thread::sleep_for(milliseconds{300});
    EXPECT_EQ(std::system("! grep -l 'State:.Z' /proc/[0-9]*/status"), 0);
  });
}

TEST(Enclosure, passes_a_termination_request_on_to_the_body) {
  SKIP_UNLESS_ENCLOSED();
  std::array<int, 2> ready{};
  ASSERT_EQ(pipe(ready.data()), 0);
  const pid_t outer = fork();
  if (outer == 0) {
    const auto code = run_enclosed([&ready] {
      std::signal(SIGTERM, [](int) { _exit(33); });
      if (write(ready[1], "r", 1) != 1) return 1;
      while (true) pause();
    });
    _exit(code.value_or(1));
  }
  char octet = 0;
  ASSERT_EQ(read(ready[0], &octet, 1), 1);
  kill(outer, SIGTERM);
  int status = 0;
  waitpid(outer, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 33);
}

enum class Victim { outer, body };

/// Starts a tree of stubborn processes inside, kills one link of the chain, and looks for what is left.
void expect_nothing_left_after_sigkill(Victim victim) {
  std::array<int, 2> ready{};
  ASSERT_EQ(pipe(ready.data()), 0);
  const pid_t outer = fork();
  if (outer == 0) {
    const auto code = run_enclosed([&ready] {
      std::signal(SIGTERM, SIG_IGN);
      const int made = std::system(
          "ip netns add left && ip link add left0 type veth peer name left1 netns left && touch /run/left "
          "/run/vrrpspec_left &&"
          "(setsid ip netns exec left sh -c 'trap \"\" TERM HUP INT; while :; do sleep 1; done' &)");
      const ino_t inside = made == 0 ? name_space("self", "pid") : 0;
      if (write(ready[1], &inside, sizeof inside) != sizeof inside) return 1;
      while (true) pause();
    });
    _exit(code.value_or(1));
  }
  close(ready[1]);
  ino_t inside = 0;
  ASSERT_EQ(read(ready[0], &inside, sizeof inside), static_cast<ssize_t>(sizeof inside));
  close(ready[0]);
  ASSERT_NE(inside, 0U);
  ASSERT_GE(processes_in(inside), 3);

  pid_t killed = outer;
  if (victim == Victim::body) {
    for (const auto& entry : fs::directory_iterator{"/proc"}) {
      std::ifstream status{entry.path() / "status"};
      for (std::string line; std::getline(status, line);) {
        if (line.starts_with("NSpid:") && line.ends_with("\t2") &&
            name_space(entry.path().filename(), "pid") == inside) {
          killed = std::stoi(entry.path().filename());
        }
      }
    }
    ASSERT_NE(killed, outer);
  }
  kill(killed, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(outer, &status, 0), outer);
  for (int i = 0; i < 200 && processes_in(inside) > 0; ++i) std::this_thread::sleep_for(milliseconds{10});
  EXPECT_EQ(processes_in(inside), 0);
  EXPECT_TRUE(left_outside().empty()) << left_outside().front();
}

int failures_of(const std::function<void()>& check) {
  check();
  return testing::Test::HasFailure() ? 1 : 0;
}

TEST(Enclosure, leaves_nothing_when_the_outer_process_is_killed) {
  SKIP_UNLESS_ENCLOSED();
  expect_nothing_left_after_sigkill(Victim::outer);
}

TEST(Enclosure, leaves_nothing_when_the_body_is_killed) {
  SKIP_UNLESS_ENCLOSED();
  expect_nothing_left_after_sigkill(Victim::body);
}

TEST(Enclosure, leaves_nothing_of_an_ordinary_user_either) {
  SKIP_UNLESS_ENCLOSED();
  for (const Victim victim : {Victim::outer, Victim::body}) {
    EXPECT_EQ(
        as_ordinary_user([victim] { return failures_of([victim] { expect_nothing_left_after_sigkill(victim); }); }), 0);
  }
}

}  // namespace
}  // namespace vrrpspec::harness
