// What dump() writes without extensions of ours is a configuration for keepalived: `keepalived -t` has nothing to say.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/harness/lab/netns/enclosed.hpp"
#include "tests/impl/config/reading.hpp"

namespace vrrpspec::impl {
namespace {

using harness::why_not_enclosed;

#define SKIP_WITHOUT_KEEPALIVED()                                   \
  if (std::system("test -x /usr/sbin/keepalived") != 0) {           \
    GTEST_SKIP() << "keepalived is not here: /usr/sbin/keepalived"; \
  }

/// Exit status of `keepalived -t` on a machine whose interfaces are eth0 and eth1.
int checked_by_keepalived(const std::string& text) {
  const harness::ResultsDirectory folder;
  const std::string file = folder.path() / "keepalived.conf";
  std::ofstream{file} << text;
  const auto status = harness::run_enclosed([&file] {
    const std::string command =
        "ip link add eth0 type veth peer name eth1 && ip link set eth0 up && ip link set eth1 up && "
        "ip address add 192.0.2.1/24 dev eth0 && exec /usr/sbin/keepalived -t -f " +
        file;
    return WEXITSTATUS(std::system(command.c_str()));
  });
  return status.value_or(-1);
}

void expect_taken(std::string_view text) {
  const Loaded loaded = read(text);
  ASSERT_TRUE(loaded.is_usable()) << messages(loaded);
  EXPECT_EQ(checked_by_keepalived(dump(loaded.configuration)), 0) << dump(loaded.configuration);
}

TEST(DumpForKeepalived, is_taken_with_every_default) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_WITHOUT_KEEPALIVED();
  expect_taken(quiet_instance_with(""));
}

TEST(DumpForKeepalived, is_taken_for_version_2_with_a_password) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_WITHOUT_KEEPALIVED();
  expect_taken(
      instance_with("version 2\nnopreempt\nno_accept\nadvert_int 3\n"
                    "authentication {\nauth_type PASS\nauth_pass \"a#b{}\"\n}"));
}

TEST(DumpForKeepalived, is_taken_for_ipv6) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_WITHOUT_KEEPALIVED();
  expect_taken(
      "vrrp_instance V6 {\ninterface eth0\nuse_vmac v6.51\nvirtual_router_id 51\nadvert_int 0.25\n"
      "preempt_delay 1.5\nvirtual_ipaddress {\nfe80::1/64\n2001:db8::1/64 dev eth1\n}\n"
      "virtual_ipaddress_excluded {\n192.0.2.10/24\n}\n}");
}

TEST(DumpForKeepalived, is_taken_with_scripts_and_notifications) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_WITHOUT_KEEPALIVED();
  expect_taken(
      "global_defs {\nrouter_id \"a router\"\nscript_user root root\n}\n"
      "vrrp_script \"check #1\" {\nscript \"/bin/ls 'a {b' \\\\x41\"\ntimeout 3\nweight -5\nrise 2\n"
      "fall 2\ninit_fail\n}\n" +
      instance_with("version 3\nnotify \"/bin/ls '$HOME'\"\nnotify_master /bin/ls root\n"
                    "track_interface {\neth1 weight 5 reverse\n}\n"
                    "track_script {\n\"check #1\"\n}\n"));
}

TEST(DumpForKeepalived, would_be_refused_if_it_had_an_extension) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_WITHOUT_KEEPALIVED();
  const Loaded loaded = read(instance_with("vrrp_profile rfc9568"));
  EXPECT_NE(checked_by_keepalived(dump(loaded.configuration)), 0);
}

}  // namespace
}  // namespace vrrpspec::impl
