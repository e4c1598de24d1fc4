#include "harness/lab/netns/throttling.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view version_1 =
    "26 1 0:24 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755\n"
    "33 26 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "34 26 0:29 / /sys/fs/cgroup/cpuset rw,relatime shared:10 - cgroup cgroup rw,cpuset\n";
constexpr std::string_view version_2 =
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
constexpr std::string_view container =
    "812 800 0:28 /docker/4711 /sys/fs/cgroup/cpu ro,nosuid master:9 - cgroup cgroup rw,cpu\n";

TEST(CpuHierarchies, are_those_with_the_controller_of_processors) {
  EXPECT_EQ(cpu_hierarchies(version_1), (std::vector<CpuHierarchy>{{false, "/", "/sys/fs/cgroup/cpu,cpuacct"}}));
  EXPECT_EQ(cpu_hierarchies(version_2), (std::vector<CpuHierarchy>{{true, "/", "/sys/fs/cgroup"}}));
  EXPECT_EQ(cpu_hierarchies(container), (std::vector<CpuHierarchy>{{false, "/docker/4711", "/sys/fs/cgroup/cpu"}}));
  for (const char* text : {"", "\n", "1 2 3", "1 2 3 - cgroup2", "22 1 8:1 / / rw - ext4 /dev/sda1 rw"}) {
    EXPECT_TRUE(cpu_hierarchies(text).empty()) << text;
  }
}

TEST(GroupsOf, are_the_group_and_all_above_it) {
  EXPECT_EQ(groups_of(cpu_hierarchies(version_1), "5:cpuset:/elsewhere\n4:cpu,cpuacct:/a/b\n0::/c\n"),
            (Groups{"/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct/a", "/sys/fs/cgroup/cpu,cpuacct/a/b"}));
  EXPECT_EQ(groups_of(cpu_hierarchies(version_2), "0::/a.slice\n"),
            (Groups{"/sys/fs/cgroup", "/sys/fs/cgroup/a.slice"}));
  EXPECT_EQ(groups_of(cpu_hierarchies(version_2), "0::/\n"), (Groups{"/sys/fs/cgroup"}));
}

TEST(GroupsOf, count_from_the_group_that_is_mounted) {
  EXPECT_EQ(groups_of(cpu_hierarchies(container), "4:cpu:/docker/4711/x\n"),
            (Groups{"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu/x"}));
  EXPECT_TRUE(groups_of(cpu_hierarchies(container), "4:cpu:/elsewhere\n").empty());
  EXPECT_TRUE(groups_of(cpu_hierarchies(container), "4:cpu:/docker/47110\n").empty());
}

TEST(GroupsOf, nothing_are_none) {
  for (const char* text : {"", "\n", "0", "0:", "cpu", "4:memory:/a"}) {
    EXPECT_TRUE(groups_of(cpu_hierarchies(version_1), text).empty()) << text;
  }
}

TEST(ThrottledTime, is_read_in_both_versions) {
  EXPECT_EQ(throttled_time("usage_usec 9\nnr_periods 3\nnr_throttled 2\nthrottled_usec 1500\n"), 1500us);
  EXPECT_EQ(throttled_time("nr_periods 3\nnr_throttled 2\nthrottled_time 1500000\n"), 1500us);
  for (const char* text : {"", "usage_usec 9\n", "throttled_usec\n", "throttled_usec x\n"}) {
    EXPECT_EQ(throttled_time(text), 0us) << text;
  }
}

}  // namespace
}  // namespace vrrpspec::harness
