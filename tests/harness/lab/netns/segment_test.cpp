#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/frame/advert_frame.hpp"
#include "harness/frame/seen.hpp"
#include "tests/harness/lab/netns/scenario.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

Device idle() {
  return {.name = "idle", .capabilities = {}, .version_command = {}, .launch = [](const auto&, const auto&) {
            return Launch{.argv = {"sleep", "60"}, .files = {}, .ready_output = {}};
          }};
}

/// keepalived 2.2 as a device, as small as can be: an interval of 100 ms, one address.
Device keepalived() {
  return {.name = "keepalived",
          .capabilities = {},
          .version_command = {},
          .launch = [](const DeviceSettings& settings, const LaunchPlace& place) {
            const std::string priority = std::to_string(settings.parameters.priority.value());
            const std::string conf = place.directory / "keepalived.conf";
            const std::string content =
                "global_defs {\n vrrp_version 3\n vrrp_garp_master_delay 0\n}\nvrrp_instance V {\n interface " +
                place.interface + "\n virtual_router_id 51\n priority " + priority +
                "\n advert_int 0.1\n use_vmac vrrp.51\n virtual_ipaddress { 192.0.2.100/24 }\n}\n";
            return Launch{.argv = {"keepalived", "-n", "-l", "-P", "-D", "-f", conf, "-p", place.directory / "pid",
                                   "-r", place.directory / "vrrp.pid"},
                          .files = {{.path = conf, .content = content}},
                          .ready_output = "VRRP sockpool"};
          }};
}

std::vector<std::uint8_t> advert(unsigned priority) {
  AdvertFrame frame;
  frame.source_mac = {0, 0, 0x5e, 0, 1, 51};
  frame.source = IpAddress::v4(192, 0, 2, 9);
  frame.vrid = 51;
  frame.priority = static_cast<std::uint8_t>(priority);
  frame.max_adver_int = 10;
  frame.addresses = {IpAddress::v4(192, 0, 2, 100)};
  return build(frame);
}

void expect_scenario(const Device& device, unsigned ports, const std::function<void(Scenario&)>& body) {
  expect_enclosed([&] {
    Scenario scenario{device, ports};
    ASSERT_TRUE(scenario.is_open()) << scenario.why();
    body(scenario);
  });
}

/// Without what the devices' kernels say of their own accord, such as multicast listener reports.
std::vector<Frame> adverts(const Scenario& scenario) {
  std::vector<Frame> found;
  std::ranges::copy_if(scenario.frames, std::back_inserter(found), [](const Frame& frame) {
    const auto seen = read_advert(frame.octets);
    return seen && seen->protocol == vrrp_protocol_number;
  });
  return found;
}

/// Ports whose device has sent a VRRP advert since `since`.
std::set<PortId> speakers(const Scenario& scenario, Instant since) {
  std::set<PortId> ports;
  for (const Frame& frame : adverts(scenario)) {
    const bool is_master = read_advert(frame.octets)->priority > 0;
    if (frame.stamp >= since && frame.direction == Direction::from_device && is_master) ports.insert(frame.port);
  }
  return ports;
}

#define SKIP_UNLESS_KEEPALIVED()                                                            \
  if (std::system("command -v keepalived >/dev/null || test -x /usr/sbin/keepalived") != 0) \
  GTEST_SKIP() << "keepalived is not installed: apt-get install keepalived"

TEST(NetnsSegment, sends_to_every_port_with_kernel_stamps_and_numbers) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(idle(), 2, [](Scenario& scenario) {
    std::uint32_t last_number = 0;
    for (int round = 0; round < 100; ++round) {
      const Instant before = scenario.segment().now();
      const auto sent = scenario.segment().transmit(advert(200));
      const Instant after = scenario.segment().now();
      ASSERT_EQ(sent.size(), 2U);
      for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_GT(sent[i].number, last_number);
        last_number = sent[i].number;
        EXPECT_EQ(sent[i].port, i);
        EXPECT_EQ(sent[i].direction, Direction::to_device);
        EXPECT_EQ(sent[i].octets, advert(200));
        EXPECT_GE(sent[i].stamp, before - microseconds{20});
        EXPECT_LE(sent[i].stamp, after + microseconds{20});
      }
    }
    scenario.run_for(milliseconds{50});
    EXPECT_TRUE(adverts(scenario).empty()) << "what was transmitted is not told again";
  });
}

TEST(NetnsSegment, alarms_are_never_early_and_replace_one_another) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(idle(), 1, [](Scenario& scenario) {
    for (int i = 0; i < 20; ++i) {
      const Instant before = scenario.segment().now();
      scenario.segment().set_alarm(before + microseconds{100});  // replaced
      EXPECT_FALSE(scenario.run_until([] { return false; }, milliseconds{5}));
      EXPECT_GE(scenario.segment().now() - before, milliseconds{5});
    }
  });
}

TEST(NetnsSegment, obeys_rules_towards_each_port) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(idle(), 3, [](Scenario& scenario) {
    scenario.segment().rules().add({.from = tester_port, .to = PortId{0}, .drop = true});
    scenario.segment().rules().add({.from = tester_port, .to = PortId{1}, .copies = 2});
    scenario.segment().rules().add({.from = tester_port, .to = PortId{2}, .delay = milliseconds{30}});
    const auto at_once = scenario.segment().transmit(advert(200));
    ASSERT_EQ(at_once.size(), 2U);
    EXPECT_EQ(at_once[0].port, 1);
    EXPECT_EQ(at_once[1].port, 1);
    ASSERT_TRUE(scenario.run_until([&] { return adverts(scenario).size() == 1; }));
    EXPECT_EQ(adverts(scenario)[0].port, 2);
    EXPECT_GE(adverts(scenario)[0].stamp - at_once[0].stamp, milliseconds{29});
  });
}

TEST(NetnsSegment, sees_the_adverts_of_a_real_router_at_their_interval) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_UNLESS_KEEPALIVED();
  expect_scenario(keepalived(), 1, [](Scenario& scenario) {
    const auto start = scenario.segment().start_device(0, settings_of(100));
    ASSERT_TRUE(start) << start.error().message;
    ASSERT_TRUE(scenario.run_until([&] { return scenario.ready == 1; })) << scenario.why_not_ready;
    ASSERT_TRUE(scenario.run_until([&] { return speakers(scenario, *start).contains(0); }));
    EXPECT_TRUE(scenario.run_until([&] { return adverts(scenario).size() >= 5; }));
    std::vector<Instant> stamps;
    for (const Frame& frame : adverts(scenario)) {
      EXPECT_EQ(frame.direction, Direction::from_device);
      EXPECT_GT(frame.stamp, *start);
      EXPECT_LT(frame.stamp, scenario.segment().now());
      const auto seen = read_advert(frame.octets);
      EXPECT_EQ(to_string(seen->source_mac), "00:00:5e:00:01:33");
      EXPECT_EQ(seen->ttl, 255);
      stamps.push_back(frame.stamp);
    }
    ASSERT_GE(stamps.size(), 4U);
    for (std::size_t i = 1; i < stamps.size(); ++i) EXPECT_GT(stamps[i] - stamps[i - 1], milliseconds{50});
  });
}

TEST(NetnsSegment, a_real_router_hears_the_tester) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_UNLESS_KEEPALIVED();
  expect_scenario(keepalived(), 1, [](Scenario& scenario) {
    const auto start = scenario.segment().start_device(0, settings_of(100));
    ASSERT_TRUE(start) << start.error().message;
    ASSERT_TRUE(scenario.run_until([&] { return speakers(scenario, *start).contains(0); }));
    for (int i = 0; i < 8; ++i) {
      scenario.segment().transmit(advert(200));
      scenario.run_for(milliseconds{60});
    }
    EXPECT_TRUE(speakers(scenario, scenario.segment().now() - milliseconds{300}).empty());
  });
}

void expect_election_partition_and_healing(Scenario& scenario) {
  const auto settle = [&scenario](const std::set<PortId>& masters) {
    return scenario.run_until([&] {
      const Instant recent = scenario.segment().now() - milliseconds{600};
      const bool long_enough = !scenario.frames.empty() && scenario.frames.front().stamp < recent;
      return long_enough && speakers(scenario, recent) == masters;
    });
  };
  ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
  ASSERT_TRUE(scenario.segment().start_device(1, settings_of(200)));
  EXPECT_TRUE(settle({1})) << "one Master, the one with the higher priority";
  scenario.segment().rules().partition({0}, {1});
  EXPECT_TRUE(settle({0, 1})) << "a partition makes two";
  scenario.segment().rules().clear();
  EXPECT_TRUE(settle({1})) << "healing leaves one";
}

TEST(NetnsSegment, two_real_routers_elect_one_master_through_the_wire_unless_it_is_cut) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_UNLESS_KEEPALIVED();
  expect_scenario(keepalived(), 2, expect_election_partition_and_healing);
}

TEST(NetnsSegment, works_for_an_ordinary_user) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_UNLESS_KEEPALIVED();
  const int code = as_ordinary_user([] {
    expect_scenario(keepalived(), 2, expect_election_partition_and_healing);
    return testing::Test::HasFailure() ? 1 : 0;
  });
  EXPECT_EQ(code, 0);
}

TEST(NetnsSegment, delays_and_duplicates_between_real_routers) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_UNLESS_KEEPALIVED();
  expect_scenario(keepalived(), 2, [](Scenario& scenario) {
    scenario.segment().rules().add({.from = PortId{0}, .to = PortId{1}, .delay = milliseconds{20}, .copies = 2});
    const auto start = scenario.segment().start_device(0, settings_of(100));
    ASSERT_TRUE(start) << start.error().message;
    ASSERT_TRUE(scenario.run_until([&] { return speakers(scenario, *start).contains(0); }));
    scenario.run_for(milliseconds{300});
    const std::vector<Frame> frames = adverts(scenario);
    const auto first_sent = std::ranges::find(frames, Direction::from_device, &Frame::direction);
    const auto first_passed = std::ranges::find(frames, Direction::to_device, &Frame::direction);
    ASSERT_NE(first_passed, frames.end());
    EXPECT_EQ(first_passed->octets, first_sent->octets);
    EXPECT_GE(first_passed->stamp - first_sent->stamp, milliseconds{19});
    // Those of the last delay may still be on their way.
    const auto passed = std::ranges::count(frames, Direction::to_device, &Frame::direction);
    const auto sent = std::ranges::count(frames, Direction::from_device, &Frame::direction);
    EXPECT_LE(passed, 2 * sent);
    EXPECT_GE(passed, 2 * (sent - 1));
  });
}

TEST(NetnsSegment, frames_are_numbered_in_the_order_of_the_capture) {
  SKIP_UNLESS_ENCLOSED();
  SKIP_UNLESS_KEEPALIVED();
  expect_scenario(keepalived(), 2, [](Scenario& scenario) {
    ASSERT_TRUE(scenario.segment().start_device(0, settings_of(100)));
    ASSERT_TRUE(scenario.segment().start_device(1, settings_of(200)));
    ASSERT_TRUE(scenario.run_until([&] { return scenario.frames.size() > 20; }));
    std::set<std::uint32_t> numbers;
    for (const Frame& frame : scenario.frames) EXPECT_TRUE(numbers.insert(frame.number).second);
    EXPECT_EQ(*numbers.begin(), 1U);
    EXPECT_EQ(*numbers.rbegin(), numbers.size());
  });
}

/// Many frames from the first namespace, in a process of its own.
int flood() {
  const pid_t child = fork();
  if (child == 0) {
    const int name_space = open("/run/netns/vs0p0", O_RDONLY | O_CLOEXEC);
    if (setns(name_space, CLONE_NEWNET) != 0) _exit(1);
    const int outlet = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(outlet, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
    const sockaddr_in everybody{
        .sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {.s_addr = htonl(0xc00002ff)}, .sin_zero = {}};
    constexpr int more_than_the_buffer_holds = 3000;
    for (int i = 0; i < more_than_the_buffer_holds; ++i) {
      const std::array<char, 1000> octets{};
      sendto(outlet, octets.data(), octets.size(), 0, reinterpret_cast<const sockaddr*>(&everybody), sizeof everybody);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

TEST(NetnsSegment, that_lost_frames_excuses_whatever_was_not_seen) {
  SKIP_UNLESS_ENCLOSED();
  expect_scenario(idle(), 1, [](Scenario& scenario) {
    const Instant before = scenario.segment().now();
    scenario.run_for(milliseconds{300});
    EXPECT_LT(scenario.segment().noise(before, scenario.segment().now()).harness_stall, milliseconds{200});
    EXPECT_EQ(flood(), 0);
    const Instant after = scenario.segment().now();
    EXPECT_EQ(scenario.segment().noise(before, after).harness_stall, after - before);
  });
}

TEST(NetnsSegment, many_open_at_once_without_holding_the_loop_up) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    const ResultsDirectory results;
    auto lab = std::move(make_netns_lab(idle()).value());
    constexpr unsigned count = 12;
    std::vector<std::unique_ptr<Segment>> segments;
    for (unsigned i = 0; i < count; ++i) {
      const SegmentRequest request{.directory = results.path() / std::to_string(i),
                                   .primary_addresses = {IpAddress::v4(192, 0, 2, 1), IpAddress::v4(192, 0, 2, 2)}};
      lab->open(request, [&](auto opened) {
        ASSERT_TRUE(opened) << opened.error().message;
        segments.push_back(std::move(*opened));
        if (segments.size() == count) lab->stop();
      });
    }
    EXPECT_TRUE(segments.empty()) << "never from within open()";
    lab->run();
    ASSERT_EQ(segments.size(), count);
    EXPECT_EQ(segments.front()->transmit(advert(1)).size(), 2U);
    lab->post([&] {
      segments.clear();
      lab->stop();
    });
    lab->run();
    EXPECT_EQ(std::system("test -z \"$(ip netns)\""), 0);
  });
}

TEST(NetnsSegment, that_cannot_be_built_says_why) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    auto lab = std::move(make_netns_lab(idle()).value());
    std::string why;
    lab->open({.directory = "/proc/nowhere", .primary_addresses = {IpAddress::v4(192, 0, 2, 1)}}, [&](auto opened) {
      why = opened ? "" : opened.error().message;
      lab->stop();
    });
    lab->run();
    EXPECT_TRUE(why.contains("/proc/nowhere")) << why;
  });
}

TEST(NetnsSegment, carries_ipv6_from_a_link_local_address) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    const ResultsDirectory results;
    auto lab = std::move(make_netns_lab(idle()).value());
    std::unique_ptr<Segment> segment;
    lab->open({.directory = results.path(), .primary_addresses = {*IpAddress::parse("fe80::1")}, .prefix_length = 64},
              [&](auto opened) {
                ASSERT_TRUE(opened) << opened.error().message;
                segment = std::move(*opened);
                lab->stop();
              });
    lab->run();
    ASSERT_TRUE(segment);
    EXPECT_EQ(std::system("ip -n vs0p0 -6 address show dev dut0 | grep -q 'fe80::1/64' && "
                          "! ip -n vs0p0 -6 address show dev dut0 | grep -q tentative"),
              0);
    segment.reset();
  });
}

TEST(NetnsLab, stops_on_a_termination_request) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    auto lab = std::move(make_netns_lab(idle()).value());
    lab->post([] { raise(SIGTERM); });
    lab->run();
    EXPECT_EQ(lab->interrupted(), SIGTERM);
  });
}

}  // namespace
}  // namespace vrrpspec::harness
