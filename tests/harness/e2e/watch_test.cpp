// `watch` at one end of a wire in namespaces, with adverts made by hand at the other.
#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "harness/frame/advert_frame.hpp"
#include "harness/lab/program_path.hpp"
#include "harness/lab/real_time/clock.hpp"
#include "harness/lab/real_time/wire_port.hpp"
#include "tests/harness/lab/netns/enclosed.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;
using harness::AdvertFrame;
using std::chrono::milliseconds;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

void pass(Duration time) {
  poll(nullptr, 0, static_cast<int>(time / milliseconds{1}));
}

std::size_t count(const std::string& text, const std::string& pattern) {
  const std::regex regex{pattern};
  return static_cast<std::size_t>(std::distance(std::sregex_iterator{text.begin(), text.end(), regex}, {}));
}

void shell(const std::string& command) {
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

constexpr Duration interval = milliseconds{200};

AdvertFrame advert_of(std::uint8_t host, std::uint8_t priority) {
  AdvertFrame frame;
  frame.source_mac = {0, 0, 0x5e, 0, 1, 51};
  frame.source = IpAddress::v4(192, 0, 2, host);
  frame.vrid = 51;
  frame.priority = priority;
  frame.max_adver_int = 20;
  frame.addresses = {IpAddress::v4(192, 0, 2, 100)};
  return frame;
}

/// With a tag of 802.1Q.
std::vector<std::uint8_t> in_vlan(std::vector<std::uint8_t> octets, std::uint8_t vlan) {
  octets.insert(octets.begin() + 12, {0x81, 0x00, 0x00, vlan});
  return octets;
}

class Watch : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = harness::why_not_enclosed(); !why.empty()) GTEST_SKIP() << why;
  }

  /// Starts `watch` at w0 and calls `body` when it listens.
  void watching(const std::string& options, const std::function<void(harness::WirePort&)>& body) {
    harness::expect_enclosed([&] {
      shell("ip link add w0 type veth peer name w1; ip link set w0 up; ip link set w1 up");
      shell(std::string{"("} + VRRPSPEC_PROGRAM + " watch -i w0 " + options + " >" + out().string() +
            " 2>&1 & echo $! >" + file("pid") + "; wait $!; echo $? >" + file("code") + ") &");
      await([&] { return text_of(out()).find("listening") != std::string::npos; });
      auto wire = harness::WirePort::open("w1");
      ASSERT_TRUE(wire) << wire.error().message;
      body(*wire);
    });
  }
  /// Until `holds`, for some seconds.
  static void await(const std::function<bool()>& holds) {
    constexpr Duration patience = std::chrono::seconds{20};
    Duration waited{};
    for (; !holds() && waited < patience; waited += milliseconds{20}) pass(milliseconds{20});
    EXPECT_LT(waited, patience) << "waited in vain";
  }
  void await_text(const std::string& pattern) const {
    await([&] { return count(text_of(out()), pattern) != 0; });
  }
  /// Ends it, and returns its exit code.
  [[nodiscard]] int ended(const std::string& signal) const {
    if (!signal.empty()) shell("kill -" + signal + " $(cat " + file("pid") + ")");
    await([&] { return !text_of(file("code")).empty(); });
    return std::stoi(text_of(file("code")));
  }
  /// So many adverts of both, one every interval, those of the second a moment later. Null: nobody.
  static void send(harness::WirePort& wire, int times, const AdvertFrame& first, const AdvertFrame* second = nullptr) {
    for (int i = 0; i < times; ++i) {
      wire.send(build(first));
      pass(interval / 2);
      if (second != nullptr) wire.send(build(*second));
      pass(interval / 2 - milliseconds{2});
    }
  }
  [[nodiscard]] fs::path out() const { return results.path() / "out"; }
  [[nodiscard]] std::string file(const std::string& name) const { return results.path() / name; }

  harness::ResultsDirectory results;
};

TEST_F(Watch, tells_two_masters_and_silence_while_they_happen) {
  watching("--timer 1s", [this](harness::WirePort& wire) {
    const AdvertFrame better = advert_of(11, 150);
    const AdvertFrame lesser = advert_of(12, 100);
    send(wire, 5, better);
    send(wire, 5, better, &lesser);
    await_text("VRID 51, IPv4: both MASTER: 192.0.2.11 and 192.0.2.12; 192.0.2.12 should have yielded");
    wire.send(build(advert_of(12, 0)));
    send(wire, 3, better);
    await_text("no longer both MASTER: 192.0.2.11 and 192.0.2.12 for [0-9.]* s");
    await_text("Z  VRID 51, IPv4: 192.0.2.11 is silent: its last advert was [0-9.]* s ago, its interval is 0.20 s\n");
    send(wire, 1, better);
    await_text("192.0.2.11 is heard again, [0-9.]* s after its advert before");
    EXPECT_EQ(ended("TERM"), 3);
    const std::string text = text_of(out());
    EXPECT_EQ(count(text,
                    "\n\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z  VRID 51, IPv4: 192.0.2.11 is new: VRRPv3, "
                    "priority 150, every 0.20 s, checksum with pseudo-header, 192.0.2.100\n"),
              1U)
        << text;
    EXPECT_EQ(count(text, "192.0.2.11 is Master: first seen\n"), 1U) << text;
    EXPECT_EQ(count(text, "192.0.2.12 is Master: although 192.0.2.11 is Master and better\n"), 1U) << text;
    EXPECT_EQ(count(text, "192.0.2.12 is Master no longer: it sent Priority 0"), 1U) << text;
    EXPECT_EQ(count(text, "Z  VRID 51, IPv4: both MASTER"), 1U) << text;
    EXPECT_EQ(count(text, "Both MASTER  192.0.2.11 and 192.0.2.12 for [0-9.]* s"), 1U) << text;
  });
}

TEST_F(Watch, ends_by_itself_with_the_report_and_exit_code_of_check) {
  watching("--for 2s --timer 1s", [this](harness::WirePort& wire) {
    AdvertFrame wrong = advert_of(11, 150);
    wrong.ttl = 64;
    send(wire, 2, wrong);
    wire.send(in_vlan(build(advert_of(13, 100)), 10));
    EXPECT_EQ(ended(""), 1);
    const std::string text = text_of(out());
    EXPECT_EQ(count(text, "Z  VRID 51, IPv4: 192.0.2.11: FAIL V3-012: not so: "), 1U) << text;
    EXPECT_EQ(count(text, "Z  VRID 51, IPv4, VLAN 10: 192.0.2.13 is Master: first seen"), 1U) << text;
    EXPECT_EQ(count(text, "\nw0: [0-9]+ packets, 3 adverts, "), 1U) << text;
    EXPECT_EQ(count(text, "\n  FAIL         V3-012 "), 1U) << text;
  });
}

TEST_F(Watch, prints_an_object_for_each_event_and_the_report_last) {
  watching("--json", [this](harness::WirePort& wire) {
    send(wire, 3, advert_of(11, 150));
    EXPECT_EQ(ended("INT"), 0) << text_of(out());
    std::vector<boost::json::object> objects;
    std::ifstream lines{out()};
    for (std::string line; std::getline(lines, line);) objects.push_back(boost::json::parse(line).as_object());
    ASSERT_EQ(objects.size(), 4U) << text_of(out());
    EXPECT_EQ(objects[0].at("event"), "interface");
    EXPECT_EQ(objects[1].at("event"), "router");
    EXPECT_EQ(objects[2].at("event"), "master");
    EXPECT_EQ(objects[2].at("cause"), "first_seen");
    EXPECT_EQ(objects[2].at("vrid"), 51);
    EXPECT_EQ(objects[2].at("router"), "192.0.2.11");
    EXPECT_EQ(objects[2].at("interface"), "w0");
    EXPECT_EQ(objects[3].at("file"), "w0");
    EXPECT_EQ(objects[3].at("adverts"), 3);
  });
}

TEST_F(Watch, saves_packets_starts_a_command_and_writes_metrics) {
  const std::string options = "--timer 1s --save " + file("save") + " --metrics " + file("metrics") +
                              " --on violation 'tee " + file("event") + "' --on router /nosuch/program";
  watching(options, [this](harness::WirePort& wire) {
    AdvertFrame wrong = advert_of(11, 150);
    wrong.ttl = 64;
    send(wire, 3, wrong);
    await([this] { return count(text_of(file("event")), "\n") != 0; });
    EXPECT_EQ(ended("TERM"), 1);
    const auto event = boost::json::parse(text_of(file("event"))).as_object();
    EXPECT_EQ(event.at("event"), "violation");
    EXPECT_EQ(event.at("clause"), "V3-012");
    EXPECT_EQ(event.at("vrid"), 51);
    EXPECT_EQ(count(text_of(out()), "Z  /nosuch/program cannot be started: No such file or directory\n"), 1U)
        << text_of(out());
    shell("ls " + file("save") + "/*-001-violation.pcapng >" + file("name") + " && " + VRRPSPEC_PROGRAM +
          " check --json $(cat " + file("name") + ") >" + file("judged") + "; test $? = 1");
    EXPECT_EQ(count(text_of(file("judged")), "V3-012"), 1U) << text_of(file("judged"));
    const std::string metrics = text_of(file("metrics"));
    EXPECT_EQ(count(metrics,
                    "vrrpspec_watch_findings_total\\{interface=\"w0\",vlan=\"\",vrid=\"51\",family=\"ipv4\","
                    "router=\"192.0.2.11\",clause=\"V3-012\",kind=\"violation\"\\} 1\n"),
              1U)
        << metrics;
    EXPECT_EQ(count(metrics, "vrrpspec_watch_adverts_total 3\n"), 1U) << metrics;
  });
}

TEST_F(Watch, has_no_capability_left) {
  watching("", [this](harness::WirePort& /*wire*/) {
    shell("cp /proc/$(cat " + file("pid") + ")/status " + file("status"));
    const std::string status = text_of(file("status"));
    EXPECT_EQ(count(status, "NoNewPrivs:\t1\n"), 1U) << status;
    EXPECT_EQ(count(status, "Cap[A-Z][a-z][a-z]:\t0000000000000000\n"), 5U) << status;
    EXPECT_EQ(ended("TERM"), 4);
  });
}

TEST_F(Watch, follows_an_interface_that_goes_down_and_one_that_is_made_anew) {
  watching("", [this](harness::WirePort& wire) {
    send(wire, 2, advert_of(11, 150));
    shell("ip link set w0 down");
    await_text("Z  w0 is down: nothing is heard there\n");
    pass(std::chrono::seconds{1});
    shell("ip link set w0 up");
    await_text("Z  w0 is back: judged anew\n");
    send(wire, 2, advert_of(11, 150));
    shell("ip link delete w0");
    await_text("Z  w0 is gone: nothing is heard there\n");
    shell("ip link add w0 type veth peer name w2; ip link set w0 up; ip link set w2 up");
    await([this] { return count(text_of(out()), "Z  w0 is back: judged anew\n") == 2; });
    auto other = harness::WirePort::open("w2");
    ASSERT_TRUE(other);
    send(*other, 2, advert_of(12, 160));
    await_text("192.0.2.12 is Master: ");
    EXPECT_EQ(ended("TERM"), 0) << text_of(out());
    EXPECT_EQ(count(text_of(out()), "is silent"), 0U) << text_of(out());
  });
}

TEST_F(Watch, says_who_may_listen) {
  harness::expect_enclosed([this] {
    shell(std::string{"capsh --drop=cap_net_raw -- -c '"} + VRRPSPEC_PROGRAM + " watch -i lo' >" + out().string() +
          " 2>&1; echo $? >" + file("code"));
    EXPECT_EQ(text_of(file("code")), "5\n");
    EXPECT_EQ(
        count(text_of(out()), "cannot listen on lo: only who has the capability CAP_NET_RAW .* setcap cap_net_raw"), 1U)
        << text_of(out());
    shell(std::string{VRRPSPEC_PROGRAM} + " watch -i nosuch >" + out().string() + " 2>&1; echo $? >" + file("code"));
    EXPECT_EQ(text_of(file("code")), "5\n");
    EXPECT_EQ(count(text_of(out()), "there is no interface nosuch here"), 1U) << text_of(out());
  });
}

}  // namespace
}  // namespace vrrpspec::cli
