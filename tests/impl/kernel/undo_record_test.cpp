#include "impl/kernel/undo_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "impl/kernel/virtual_link.hpp"
#include "tests/impl/kernel/in_lab.hpp"

namespace vrrpspec::impl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string arp_ignore = "net/ipv4/conf/eth0/arp_ignore";

/// Everything that is to be as before.
std::string state() {
  return output_of(
      "ip -o address show | sort; ip -o link show | sed 's/qlen.*//' ; ip route show table all | sort;"
      "ip -6 route show | sort; cd /proc/sys/net/ipv4/conf/eth0;"
      "grep -H . arp_ignore arp_announce promote_secondaries rp_filter");
}

class UndoRecordInKernel : public InLab {
 protected:
  static void inside(const std::function<void()>& body) {
    InLab::inside([&body] {
      run("ip address add fe80::2/64 dev eth0 nodad && ip route add default via 192.0.2.254 dev eth0");
      if (!testing::Test::HasFailure()) body();
    });
  }
};

VirtualLinkPlan owner(Kernel& kernel, Family family) {
  VirtualLinkPlan plan = family == Family::ipv4
                             ? plan_of(kernel.netlink, family, {{.address = ip("192.0.2.2"), .prefix_length = 24}})
                             : plan_of(kernel.netlink, family,
                                       {{.address = ip("fe80::2"), .prefix_length = 64},
                                        {.address = ip("2001:db8:1::2"), .prefix_length = 64}});
  plan.owner = true;
  return plan;
}

VirtualLinkPlan guest(Kernel& kernel, bool accepts) {
  VirtualLinkPlan plan = plan_of(kernel.netlink, Family::ipv4,
                                 {{.address = ip("192.0.2.1"), .prefix_length = 24},
                                  {.address = ip("203.0.113.1"), .device = "eth1", .label = "eth1:vip"}},
                                 9);
  plan.accepts = accepts;
  return plan;
}

TEST_F(UndoRecordInKernel, restores_a_setting_with_its_last_user) {
  inside([] {
    Kernel kernel = Kernel::open();
    VirtualLink first = make(kernel, guest(kernel, true)), second = make(kernel, owner(kernel, Family::ipv4));
    EXPECT_EQ(sysctl(arp_ignore), "1");
    ASSERT_DONE(first.remove());
    EXPECT_EQ(sysctl(arp_ignore), "1");
    ASSERT_DONE(second.remove());
    EXPECT_EQ(sysctl(arp_ignore), "0");
    EXPECT_FALSE(std::filesystem::exists(undo_file));
  });
}

TEST_F(UndoRecordInKernel, leaves_a_setting_that_is_high_enough) {
  inside([] {
    set_sysctl(arp_ignore, "2");
    Kernel kernel = Kernel::open();
    EXPECT_FALSE(kernel.record.raise_sysctl(arp_ignore, 1).value());
    EXPECT_EQ(sysctl(arp_ignore), "2");
  });
}

TEST_F(UndoRecordInKernel, leaves_a_setting_that_somebody_else_changed_meanwhile) {
  inside([] {
    Kernel kernel = Kernel::open();
    ASSERT_TRUE(kernel.record.raise_sysctl(arp_ignore, 1).value());
    set_sysctl(arp_ignore, "2");
    ASSERT_DONE(kernel.record.give_up_sysctl(arp_ignore));
    EXPECT_EQ(sysctl(arp_ignore), "2");
  });
}

TEST_F(UndoRecordInKernel, follows_an_interface_to_its_new_name) {
  inside([] {
    {
      Kernel kernel = Kernel::open();
      VirtualLink link = make(kernel, owner(kernel, Family::ipv4));
      ASSERT_DONE(link.activate());
    }
    run("ip link set eth0 name lan0");
    Kernel kernel = Kernel::open();
    ASSERT_DONE(kernel.record.repair(kernel.netlink));
    EXPECT_EQ(sysctl("net/ipv4/conf/lan0/arp_ignore"), "0");
    EXPECT_THAT(output_of("ip -o address show dev lan0"), HasSubstr("192.0.2.2/24"));
  });
}

TEST_F(UndoRecordInKernel, tells_what_it_mended) {
  inside([] {
    const std::string before = state();
    {
      Kernel kernel = Kernel::open();
      VirtualLink link = make(kernel, owner(kernel, Family::ipv4));
      ASSERT_DONE(link.activate());
    }
    Kernel kernel = Kernel::open();
    EXPECT_THAT(kernel.record.repair(kernel.netlink).value(),
                ElementsAre("192.0.2.2/24 is on eth0 again", "the route to default leaves by eth0 again",
                            "the macvlan vrrp.7 is gone", "127.112.0.1/32 is no longer on eth0",
                            "net/ipv4/conf/eth0/arp_ignore is 0 again", "net/ipv4/conf/eth0/arp_announce is 0 again",
                            "net/ipv4/conf/eth0/promote_secondaries is 0 again"));
    EXPECT_EQ(state(), before);
    EXPECT_THAT(kernel.record.repair(kernel.netlink).value(), IsEmpty());
  });
}

TEST_F(UndoRecordInKernel, leaves_what_others_made) {
  inside([] {
    run("ip link add link eth0 name mine type macvlan && ip route add blackhole 192.0.2.77 && ip address add "
        "203.0.113.1/32 dev eth1");
    const std::string before = state();
    {
      Kernel kernel = Kernel::open();
      VirtualLink link = make(kernel, guest(kernel, true));
      ASSERT_DONE(link.activate());
    }
    Kernel kernel = Kernel::open();
    ASSERT_DONE(kernel.record.repair(kernel.netlink));
    EXPECT_EQ(state(), before);
  });
}

TEST_F(UndoRecordInKernel, names_a_broken_file_and_says_what_to_do) {
  inside([] {
    {
      Kernel kernel = Kernel::open();
      ASSERT_TRUE(kernel.record.raise_sysctl(arp_ignore, 1));
    }
    std::ifstream file{undo_file};
    const std::string whole{std::istreambuf_iterator<char>{file}, {}};
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 3}) {
      std::ofstream{undo_file} << whole.substr(0, size);
      const auto record = UndoRecord::open(undo_file);
      ASSERT_FALSE(record) << size;
      EXPECT_THAT(record.error().what, HasSubstr("/run/undo.json does not read"));
      EXPECT_THAT(record.error().what, HasSubstr("remove the file and start again"));
    }
    for (const char* other : {"[]", "{}", R"({"raised": 1, "taken": [], "lent": []})",
                              R"({"raised": [], "taken": [{"taker": "x"}], "lent": []})"}) {
      std::ofstream{undo_file} << other;
      EXPECT_FALSE(UndoRecord::open(undo_file)) << other;
    }
  });
}

TEST_F(UndoRecordInKernel, changes_nothing_that_it_cannot_note) {
  inside([] {
    Kernel kernel{.netlink = Netlink::open().value(), .record = UndoRecord::open("/proc/nowhere/undo.json").value()};
    EXPECT_FALSE(VirtualLink::create(kernel.netlink, kernel.record, owner(kernel, Family::ipv4)));
    EXPECT_EQ(sysctl(arp_ignore), "0");
    EXPECT_FALSE(kernel.netlink.link("vrrp.7").value());
  });
}

/// A life of a daemon with each kind of virtual link, from step to step; `stop` before the step of that number.
void live(int stop) {
  int step = 0;
  const auto go_on = [&] { return step++ != stop; };
  Kernel kernel = Kernel::open();
  const auto done = [](const auto& outcome) { return outcome.has_value(); };
  std::vector<VirtualLink> links;
  for (const auto& plan : {owner(kernel, Family::ipv4), owner(kernel, Family::ipv6), guest(kernel, true)}) {
    if (!go_on()) return;
    links.push_back(make(kernel, plan));
  }
  for (int round = 0; round < 2; ++round) {
    for (VirtualLink& link : links) {
      if (!go_on()) return;
      EXPECT_TRUE(done(link.activate()));
    }
    if (!go_on()) return;
    EXPECT_TRUE(done(links.back().change(guest(kernel, false))));
    for (VirtualLink& link : links) {
      if (!go_on()) return;
      EXPECT_TRUE(done(link.deactivate()));
    }
  }
  for (VirtualLink& link : links) {
    if (!go_on()) return;
    EXPECT_TRUE(done(link.remove()));
  }
}

constexpr int steps = 3 + 2 * 7 + 3;

void expect_mended(const std::string& before) {
  Kernel kernel = Kernel::open();
  const auto mended = kernel.record.repair(kernel.netlink);
  EXPECT_TRUE(mended) << mended.error().what;
  EXPECT_EQ(state(), before);
  EXPECT_FALSE(std::filesystem::exists(undo_file));
}

TEST_F(UndoRecordInKernel, mends_an_end_after_any_step) {
  inside([] {
    const std::string before = state();
    for (int stop = 0; stop <= steps; ++stop) {
      live(stop);
      if (stop == steps) {
        EXPECT_EQ(state(), before);  // a whole life leaves nothing to mend
      }
      expect_mended(before);
      if (testing::Test::HasFailure()) FAIL() << "stopped before step " << stop;
    }
  });
}

TEST_F(UndoRecordInKernel, mends_a_sudden_death_at_any_instant) {
  inside([] {
    const std::string before = state();
    std::mt19937 chance{2};
    constexpr long longest = 60'000'000;  // nanoseconds; a life lasts about so long
    for (int i = 0; i < 50; ++i) {
      const pid_t child = fork();
      if (child == 0) {
        while (true) live(-1);
      }
      const timespec patience{.tv_sec = 0, .tv_nsec = std::uniform_int_distribution<long>{0, longest}(chance)};
      ppoll(nullptr, 0, &patience, nullptr);
      kill(child, SIGKILL);
      waitpid(child, nullptr, 0);
      expect_mended(before);
      if (testing::Test::HasFailure()) FAIL() << "death number " << i << " after " << patience.tv_nsec << " ns";
    }
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
