#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>

#include <fstream>
#include <map>
#include <string>

#include "impl/safety/safety.hpp"
#include "tests/impl/safety/confined.hpp"

namespace vrrpspec::impl {
namespace {

std::map<std::string, std::string> own_status() {
  std::ifstream file{"/proc/self/status"};
  std::map<std::string, std::string> lines;
  for (std::string name, value; file >> name && std::getline(file >> std::ws, value);) lines[name] = value;
  return lines;
}

/// With all there are, CAP_SETPCAP is among them.
bool may_change_bounds() {
  return check_privileges() && own_status()["CapEff:"] == own_status()["CapBnd:"];
}

#define SKIP_UNLESS_PRIVILEGED() \
  if (!check_privileges()) GTEST_SKIP() << check_privileges().error().what

/// As a service manager does that starts the daemon as an ordinary user.
void make_ambient() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, 2> sets{};
  ASSERT_EQ(::syscall(SYS_capget, &header, sets.data()), 0);
  sets[0].inheritable |= (1U << CAP_NET_ADMIN) | (1U << CAP_NET_RAW);
  ASSERT_EQ(::syscall(SYS_capset, &header, sets.data()), 0);
  ASSERT_EQ(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0), 0);
  ASSERT_NE(own_status()["CapAmb:"], "0000000000000000");
}

/// CAP_NET_ADMIN and CAP_NET_RAW.
const std::string only_the_two = "0000000000003000";
const std::string none = "0000000000000000";

TEST(Privileges, are_missing_for_an_ordinary_user_who_is_told_what_to_do) {
  if (::geteuid() != 0 && check_privileges()) GTEST_SKIP() << "this ordinary user has them";
  const int code = in_child([] {
    if (!become_ordinary()) return cannot_become_ordinary;
    const auto checked = check_privileges();
    EXPECT_FALSE(checked);
    if (checked) return 1;
    const std::string& what = checked.error().what;
    EXPECT_TRUE(what.contains("without CAP_NET_ADMIN and CAP_NET_RAW: ")) << what;
    EXPECT_TRUE(what.contains("run as root, or once `setcap cap_net_admin,cap_net_raw+ep /")) << what;
    return testing::Test::HasFailure() ? 1 : 0;
  });
  if (code == cannot_become_ordinary) GTEST_SKIP() << "there is nobody else here";
  EXPECT_EQ(code, 0);
}

TEST(Privileges, are_enough_with_the_two_that_are_kept) {
  SKIP_UNLESS_PRIVILEGED();
  EXPECT_EQ(in_child([] {
              if (!keep_needed_capabilities()) return not_applied;
              return check_privileges() ? 0 : 1;
            }),
            0);
}

TEST(Capabilities, are_two_and_no_more) {
  SKIP_UNLESS_PRIVILEGED();
  EXPECT_EQ(in_child([] {
              make_ambient();
              if (!keep_needed_capabilities()) return not_applied;
              auto status = own_status();
              EXPECT_EQ(status["CapEff:"], only_the_two);
              EXPECT_EQ(status["CapPrm:"], only_the_two);
              EXPECT_EQ(status["CapInh:"], none);
              EXPECT_EQ(status["CapAmb:"], none);
              EXPECT_EQ(status["NoNewPrivs:"], "1");
              return testing::Test::HasFailure() ? 1 : 0;
            }),
            0);
}

TEST(Capabilities, are_gone_from_the_bounding_set_where_that_may_be_changed) {
  if (!may_change_bounds()) GTEST_SKIP() << "CAP_SETPCAP is missing";
  EXPECT_EQ(in_child([] {
              if (!keep_needed_capabilities()) return not_applied;
              EXPECT_EQ(own_status()["CapBnd:"], none);
              return testing::Test::HasFailure() ? 1 : 0;
            }),
            0);
}

TEST(Capabilities, can_be_dropped_again) {
  SKIP_UNLESS_PRIVILEGED();
  EXPECT_EQ(in_child([] {
              if (!keep_needed_capabilities()) return not_applied;
              return keep_needed_capabilities() ? 0 : 1;
            }),
            0);
}

TEST(Capabilities, still_open_raw_sockets_and_nothing_else_of_root) {
  SKIP_UNLESS_PRIVILEGED();
  EXPECT_EQ(in_child([] {
              if (!keep_needed_capabilities()) return not_applied;
              EXPECT_GE(::socket(AF_INET, SOCK_RAW, 112), 0);
              EXPECT_GE(::socket(AF_PACKET, SOCK_RAW, 0), 0);
              EXPECT_NE(::sethostname("x", 1), 0);
              rlimit more{};
              ::getrlimit(RLIMIT_NOFILE, &more);
              ++more.rlim_max;
              EXPECT_NE(::setrlimit(RLIMIT_NOFILE, &more), 0);
              return testing::Test::HasFailure() ? 1 : 0;
            }),
            0);
}

}  // namespace
}  // namespace vrrpspec::impl
