// What is left of vrrpspecd in the machine: nothing after SIGTERM, and nothing that the next start does not mend after
// SIGKILL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <charconv>
#include <cstdlib>
#include <random>

#include "tests/impl/e2e/daemon_process.hpp"
#include "tests/impl/kernel/in_lab.hpp"

namespace vrrpspec::impl::test {
namespace {

class Leftovers : public InLab {};

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  if (text != nullptr) std::from_chars(text, text + std::string_view{text}.size(), otherwise);
  return otherwise;
}

/// Four routers: an owner, one that accepts, one that does not, one of IPv6; with 0.02 s they are all Master soon.
std::string four_routers() {
  const auto router = [](const char* name, int vrid, const char* lines, const char* addresses) {
    return std::string{"vrrp_instance "} + name + " {\n interface eth0\n version 3\n use_vmac\n advert_int 0.02\n" +
           " virtual_router_id " + std::to_string(vrid) + "\n" + lines + " virtual_ipaddress {\n" + addresses +
           " }\n}\n";
  };
  return router("OWNER", 1, " priority 255\n state MASTER\n", " 192.0.2.3/24\n") +
         router("ACCEPTS", 2, " accept\n", " 192.0.2.1/24\n") + router("DROPS", 3, " no_accept\n", " 192.0.2.4/24\n") +
         router("SIX", 4, " accept\n", " fe80::1/64\n 2001:db8:1::1/64\n");
}

TEST_F(Leftovers, of_sigterm_are_none) {
  inside([] {
    run("ip address add 192.0.2.3/24 dev eth0");
    const std::string before = network_snapshot();
    DaemonProcess daemon{four_routers()};
    for (const char* name : {"OWNER", "ACCEPTS", "DROPS", "SIX"})
      EXPECT_TRUE(becomes_true([&] { return daemon.log().find(name) != std::string::npos; })) << name;
    daemon.wait_for_log("router=SIX from=Backup to=Master");
    EXPECT_NE(network_snapshot(), before);
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_EQ(network_snapshot(), before);
  });
}

TEST_F(Leftovers, of_sigkill_at_any_instant_are_mended_by_the_next_start) {
  const unsigned seed = from_environment("VRRPSPEC_SEED", std::random_device{}());
  const unsigned kills = from_environment("VRRPSPEC_KILLS", 40);
  std::printf("seed %u, %u kills\n", seed, kills);
  std::fflush(stdout);
  inside([seed, kills] {
    run("ip address add 192.0.2.3/24 dev eth0");
    const std::string before = network_snapshot();
    std::mt19937 chance{seed};
    std::uniform_int_distribution<int> instant{0, 150};
    for (unsigned killed = 0; killed < kills;) {
      // One to three in a row: also while leftovers are being mended.
      for (auto in_a_row = chance() % 3; killed < kills; --in_a_row) {
        DaemonProcess daemon{four_routers()};
        ::poll(nullptr, 0, instant(chance));
        daemon.kill();
        ++killed;
        if (in_a_row == 0) break;
      }
      DaemonProcess mends{four_routers()};
      mends.wait_for_log("started");
      ASSERT_EQ(mends.stop(), 0) << "after " << killed << " kills, seed " << seed;
      ASSERT_EQ(network_snapshot(), before) << "after " << killed << " kills, seed " << seed;
    }
  });
}

TEST_F(Leftovers, of_sigkill_keep_a_daemon_with_another_run_directory_from_starting) {
  inside([] {
    run("ip address add 192.0.2.3/24 dev eth0");
    const std::string before = network_snapshot();
    const std::vector<std::string> elsewhere{"--run-dir", "/run/elsewhere"};
    {
      DaemonProcess killed{four_routers(), elsewhere};
      for (const char* name : {"OWNER", "ACCEPTS", "DROPS", "SIX"})
        killed.wait_for_log(std::string{"router="} + name + " from=");
      killed.kill();
    }
    {
      DaemonProcess refuses{four_routers()};
      EXPECT_EQ(refuses.wait(), 5);
      EXPECT_THAT(refuses.log(), testing::HasSubstr("start it once with --run-dir /run/elsewhere, which mends it all"));
    }
    DaemonProcess mends{four_routers(), elsewhere};
    mends.wait_for_log("started");
    EXPECT_EQ(mends.stop(), 0);
    EXPECT_EQ(network_snapshot(), before);
  });
}

TEST_F(Leftovers, of_sigkill_are_told_of) {
  inside([] {
    {
      DaemonProcess killed{instance()};
      killed.wait_until_master();
      killed.kill();
    }
    const DaemonProcess next{instance()};
    next.wait_for_log("repaired");
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
