// The lab on a veth of private namespaces; the other end belongs to the test, which plays the device and others.
#include "harness/lab/nic/nic_lab.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <algorithm>

#include <cstdlib>
#include <optional>
#include <thread>

#include "harness/lab/nic/pace.hpp"
#include "harness/lab/real_time/clock.hpp"
#include "harness/lab/real_time/wire_port.hpp"
#include "tests/harness/lab/netns/enclosed.hpp"
#include "tests/harness/lab/nic/wire.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// One case on one end of the wire, `peer` at the other.
class OneCase : public SegmentListener {
 public:
  explicit OneCase(const WireParties& on_wire = parties()) : lab{make_nic_lab("near", on_wire).value()} {
    open();
    peer.emplace(WirePort::open("far").value());
  }
  ~OneCase() override { segment.reset(); }

  void open() {
    segment.reset();
    why.clear();
    lab->open({.directory = results.path(), .primary_addresses = {device_address}}, [this](auto opened) {
      if (opened) {
        segment = std::move(*opened);
      } else {
        why = opened.error().message;
      }
      lab->stop();
    });
    lab->run();
    if (segment) segment->set_listener(this);
  }
  /// Until something is told, or the time is up.
  void run(Duration limit = milliseconds{500}) {
    segment->set_alarm(segment->now() + limit);
    lab->run();
  }
  void say(const std::vector<std::uint8_t>& frame) { EXPECT_TRUE(peer->send(frame)); }

  void on_frame(const Frame& frame) override {
    frames.push_back(frame);
    lab->stop();
  }
  void on_alarm() override { lab->stop(); }
  void on_device(PortId /*port*/, const DeviceEvent& /*event*/) override { ADD_FAILURE(); }
  void on_failure(const Error& error) override {
    failures.push_back(error.message);
    lab->stop();
  }

  ResultsDirectory results;
  std::unique_ptr<Lab> lab;
  std::unique_ptr<Segment> segment;
  std::optional<WirePort> peer;
  std::string why;
  std::vector<Frame> frames;
  std::vector<std::string> failures;
};

void expect_on_a_wire(const std::function<void()>& body) {
  expect_enclosed([&body] {
    ASSERT_EQ(std::system("ip link add near type veth peer name far && ip link set far up && ip link set near up && "
                          "for i in 1 2 3 4 5 6 7 8 9; do ip link show near | grep -q 'state UP' || sleep 0.1; done"),
              0);
    body();
  });
}

TEST(NicLab, tells_of_the_devices_frames_with_the_kernels_stamps) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    OneCase at;
    ASSERT_TRUE(at.segment) << at.why;
    const Instant before = at.segment->now();
    at.say(build(advert_of(device_address)));
    const Instant after = at.segment->now();
    at.run();
    ASSERT_EQ(at.frames.size(), 1U);
    EXPECT_EQ(at.frames[0].octets, build(advert_of(device_address)));
    EXPECT_EQ(at.frames[0].direction, Direction::from_device);
    EXPECT_GE(at.frames[0].stamp, before - microseconds{20});
    EXPECT_LE(at.frames[0].stamp, after + microseconds{20});
    EXPECT_TRUE(at.failures.empty());
    EXPECT_FALSE(at.segment->can_restart());
    EXPECT_GT(at.segment->tolerance().clock_fraction, 0.0);
    EXPECT_GT(std::filesystem::file_size(at.results.path() / "case.pcapng"), 100U);
  });
}

TEST(NicLab, puts_frames_on_the_wire_and_does_not_hear_its_own) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    OneCase at;
    ASSERT_TRUE(at.segment) << at.why;
    const auto frame = build(advert_of(IpAddress::v4(192, 0, 2, 1)));
    const auto sent = at.segment->transmit(frame);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].octets, frame);
    EXPECT_EQ(sent[0].direction, Direction::to_device);
    at.say(frame);  // as a switch would that sends everything back
    at.run();
    EXPECT_TRUE(at.frames.empty());
    EXPECT_TRUE(at.failures.empty());
  });
}

TEST(NicLab, ends_the_case_when_another_router_speaks_and_opens_no_other) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    OneCase at;
    ASSERT_TRUE(at.segment) << at.why;
    at.say(build(advert_of(IpAddress::v4(192, 0, 2, 7))));
    at.run();
    ASSERT_EQ(at.failures.size(), 1U);
    EXPECT_NE(at.failures[0].find("192.0.2.7"), std::string::npos) << at.failures[0];
    EXPECT_TRUE(at.segment->transmit(build(advert_of(IpAddress::v4(192, 0, 2, 1)))).empty());
    at.open();
    EXPECT_FALSE(at.segment);
    EXPECT_NE(at.why.find("nothing is sent any more"), std::string::npos) << at.why;
  });
}

TEST(NicLab, goes_on_to_the_next_case_when_it_was_told_to) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    WireParties insisting = parties();
    insisting.even_if_alive = true;
    OneCase at{insisting};
    ASSERT_TRUE(at.segment) << at.why;
    at.say(build(advert_of(IpAddress::v4(192, 0, 2, 7))));
    at.run();
    EXPECT_EQ(at.failures.size(), 1U);
    const Instant ended = at.segment->now();
    at.open();
    ASSERT_TRUE(at.segment) << at.why;
    EXPECT_GE(at.segment->now() - ended, milliseconds{500}) << "there is a pause between cases";
  });
}

TEST(NicLab, never_floods) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    OneCase at;
    ASSERT_TRUE(at.segment) << at.why;
    const auto frame = build(advert_of(IpAddress::v4(192, 0, 2, 1)));
    std::size_t left = 0;
    for (std::size_t i = 0; i < 2 * most_frames_a_second; ++i) left += at.segment->transmit(frame).size();
    EXPECT_EQ(left, most_frames_a_second);
    ASSERT_EQ(at.failures.size(), 1U);
    EXPECT_NE(at.failures[0].find("frames a second"), std::string::npos) << at.failures[0];
  });
}

TEST(NicLab, ends_the_case_when_the_link_goes_down) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    for (const char* command : {"ip link set far down", "ip link set near down", "ip link del near"}) {
      ASSERT_EQ(std::system("ip link set near up && ip link set far up && sleep 0.2"), 0);
      OneCase at;
      ASSERT_TRUE(at.segment) << at.why;
      ASSERT_EQ(std::system(command), 0);
      at.run(seconds{2});
      EXPECT_EQ(at.failures.size(), 1U) << command;
      EXPECT_TRUE(at.segment->transmit(build(advert_of(IpAddress::v4(192, 0, 2, 1)))).empty());
    }
  });
}

TEST(NicLab, notices_a_link_that_was_lost_for_a_moment_only) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    OneCase at;
    ASSERT_TRUE(at.segment) << at.why;
    ASSERT_EQ(std::system("ip link set far down && ip link set far up && sleep 0.1"), 0);
    at.peer.emplace(WirePort::open("far").value());  // the old one has seen its interface go down
    at.say(build(advert_of(device_address)));
    at.run();
    EXPECT_TRUE(at.frames.empty()) << "nothing is judged after it";
    ASSERT_EQ(at.failures.size(), 1U);
    EXPECT_NE(at.failures[0].find("for a while"), std::string::npos) << at.failures[0];
  });
}

TEST(NicLab, blames_nobody_on_the_device_s_machine) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    OneCase at;
    ASSERT_TRUE(at.segment) << at.why;
    const Instant from = at.segment->now();
    at.run(milliseconds{200});
    const Noise noise = at.segment->noise(from, at.segment->now());
    EXPECT_EQ(noise.target_waiting, Duration::zero());
    EXPECT_EQ(noise.target_blocked, Duration::zero());
    EXPECT_GT(noise.harness_stall, Duration::zero());
    EXPECT_LT(noise.harness_stall, milliseconds{200});
  });
}

TEST(WhyNotOn, says_what_to_do_about_the_interface) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    EXPECT_EQ(why_not_on("near"), "");
    EXPECT_NE(why_not_on("eth7").find("no interface eth7"), std::string::npos);
    ASSERT_EQ(std::system("ip link set far down && sleep 0.1"), 0);
    EXPECT_NE(why_not_on("near").find("nothing is at the other end"), std::string::npos) << why_not_on("near");
    ASSERT_EQ(std::system("ip link set near down"), 0);
    EXPECT_NE(why_not_on("near").find("ip link set near up"), std::string::npos) << why_not_on("near");
  });
}

TEST(WhyNotOn, names_the_capability_to_an_ordinary_user) {
  const int code = as_ordinary_user([] { return why_not_on("lo").find("CAP_NET_RAW") != std::string::npos ? 42 : 1; });
  EXPECT_EQ(code, 42);
}

/// Says the same again and again while somebody listens.
class Speech {
 public:
  Speech(const std::string& interface, std::vector<std::uint8_t> frame)
      : thread_{[wire = std::make_shared<WirePort>(WirePort::open(interface).value()),
                 frame = std::move(frame)](const std::stop_token& end) {
          while (!end.stop_requested()) {
            wire->send(frame);
            poll(nullptr, 0, 20);
          }
        }} {}

 private:
  std::jthread thread_;
};

std::vector<std::string> heard_within(Duration duration) {
  std::vector<std::string> heard;
  const auto listened = listen_on("near", duration, [&heard](const HeardRouter& router) {
    heard.push_back(describe(router));
    return true;
  });
  EXPECT_TRUE(listened) << listened.error().message;
  return heard;
}

TEST(ListenOn, hears_both_ends_of_the_wire_and_silence) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    EXPECT_TRUE(heard_within(milliseconds{100}).empty());
    const Speech device{"far", build(advert_of(device_address))};
    EXPECT_EQ(heard_within(milliseconds{300}).size(), 1U);
    const Speech other{"near", build(advert_of(IpAddress::v4(192, 0, 2, 7)))};
    const auto heard = heard_within(milliseconds{300});
    EXPECT_EQ(heard.size(), 2U);
    EXPECT_TRUE(std::ranges::any_of(heard, [](const std::string& line) {
      return line.contains("192.0.2.7") && line.contains("this machine");
    })) << testing::PrintToString(heard);
  });
}

TEST(ListenOn, ends_at_the_first_word_when_it_is_told_to) {
  SKIP_UNLESS_ENCLOSED();
  expect_on_a_wire([] {
    const Speech device{"far", build(advert_of(device_address))};
    const Instant begin = Clock::now();
    EXPECT_TRUE(listen_on("near", seconds{30}, [](const HeardRouter& /*router*/) { return false; }));
    EXPECT_LT(Clock::now() - begin, seconds{10});
  });
}

}  // namespace
}  // namespace vrrpspec::harness
