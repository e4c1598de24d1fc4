// The network that the lab builds without a program is the one that its script builds for people.
#include "harness/lab/netns/network.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>

#include "harness/lab/netns/link_news.hpp"
#include "harness/lab/netns/name_space.hpp"
#include "tests/harness/lab/netns/enclosed.hpp"

namespace vrrpspec::harness {
namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen((command + " 2>&1").c_str(), "r"), &pclose};
  std::string text;
  for (int letter = fgetc(pipe.get()); letter != EOF; letter = fgetc(pipe.get())) text += static_cast<char>(letter);
  return text;
}

/// All that can be seen of a port, without what differs from one to the next: its name, numbers of interfaces, the MAC
/// address that the kernel chose for the wire's end, and what the kernel counts and draws by lot.
std::string seen_of(const std::string& name) {
  const std::string commands =
      "for what in 'addr' 'route show table all' '-6 route show table all' 'rule' '-6 rule' 'maddr' 'neigh'; do "
      "  ip -n NAME -details $what; "
      "done; "
      "ip -details addr show dev NAME; "
      "ip netns exec NAME sh -c 'cd /proc/sys/net && grep -rs . ipv4 ipv6'; "
      "cd /proc/sys/net && grep -rs . ipv4/conf/NAME ipv6/conf/NAME";
  const std::string unlike =
      " | sed -E 's/NAME/port/g; s/^[0-9]+:/N:/; s/@if[0-9]+/@ifN/; s/link-netns(id)? [a-z0-9]+/link-netns N/;"
      " s/(ether|brd) [0-9a-f:]{17}/\\1 MAC/' | grep -v 'stable_secret\\|random\\|_key\\|nf_conntrack_count' | sort";
  std::string all = "( " + commands + " )" + unlike;
  for (std::size_t at = all.find("NAME"); at != std::string::npos; at = all.find("NAME")) all.replace(at, 4, name);
  return output_of(all);
}

void expect_the_same(const IpAddress& address, unsigned prefix_length) {
  const ResultsDirectory results;
  expect_enclosed([&] {
    const std::vector<PortNames> scripted{{"vs0p0", "vs0p0"}}, built{{"vs1p0", "vs1p0"}};
    const std::string script = results.path() / "setup.sh";
    std::ofstream{script} << network_script(scripted, {address}, prefix_length);
    EXPECT_EQ(output_of("sh -e " + script), "");
    const auto outcome = build_network(built, {address}, prefix_length);
    ASSERT_TRUE(outcome) << outcome.error().message;
    const std::string by_script = seen_of("vs0p0");
    EXPECT_TRUE(by_script.contains(to_string(address))) << by_script;
    EXPECT_EQ(by_script, seen_of("vs1p0"));
  });
}

TEST(LinkNews, is_of_the_interfaces_of_one_namespace) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    const std::vector<PortNames> ports{{"vs0p0", "vs0p0"}, {"vs0p1", "vs0p1"}};
    ASSERT_TRUE(build_network(ports, {IpAddress::v4(192, 0, 2, 11), IpAddress::v4(192, 0, 2, 12)}, 24));
    auto news = LinkNews::open("vs0p0");
    ASSERT_TRUE(news) << news.error().message;
    const Instant begin;
    const Instant changed = begin + std::chrono::seconds{2};
    EXPECT_EQ(output_of("ip -n vs0p1 link set dut0 mtu 1400; ip -n vs0p0 address add 192.0.2.100/32 dev dut0"), "");
    news->look(begin + std::chrono::seconds{1});
    EXPECT_FALSE(news->any(begin, changed));
    EXPECT_EQ(output_of("ip -n vs0p0 link set dut0 mtu 1400"), "");
    news->look(changed);
    EXPECT_TRUE(news->any(begin, changed));
    EXPECT_FALSE(news->any(begin, changed - Duration{1}));
  });
}

TEST(Network, is_what_the_script_makes_with_ipv4) {
  SKIP_UNLESS_ENCLOSED();
  expect_the_same(IpAddress::v4(192, 0, 2, 11), 24);
}

TEST(Network, is_what_the_script_makes_with_ipv6) {
  SKIP_UNLESS_ENCLOSED();
  expect_the_same(*IpAddress::parse("fe80::11"), 64);
}

TEST(Network, numbers_each_port_in_its_mac_address) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    const auto outcome = build_network({{"vs0p0", "vs0p0"}, {"vs0p1", "vs0p1"}},
                                       {IpAddress::v4(192, 0, 2, 1), IpAddress::v4(192, 0, 2, 2)}, 24);
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_TRUE(output_of("ip -n vs0p1 link show dev dut0").contains("02:00:00:00:00:02"));
  });
}

TEST(Network, of_a_name_that_is_taken_is_an_error_that_says_so) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    const std::vector<PortNames> names{{"vs0p0", "vs0p0"}};
    ASSERT_TRUE(build_network(names, {IpAddress::v4(192, 0, 2, 1)}, 24));
    const auto again = build_network(names, {IpAddress::v4(192, 0, 2, 1)}, 24);
    ASSERT_FALSE(again);
    EXPECT_TRUE(again.error().message.contains("vs0p0: File exists")) << again.error().message;
  });
}

}  // namespace
}  // namespace vrrpspec::harness
