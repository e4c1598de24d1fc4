#include "impl/operation/trace.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>

#include "impl/operation/json_text.hpp"
#include "impl/operation/trace_json.hpp"
#include "model/virtual_router.hpp"
#include "tests/impl/operation/example_status.hpp"
#include "tests/impl/operation/temporary_folder.hpp"

namespace vrrpspec::impl {
namespace {

using namespace std::chrono_literals;

constexpr Instant trace_start{1000s};

Trace open_trace(const std::filesystem::path& file, std::vector<std::string>* errors = nullptr) {
  auto trace = Trace::open(file, "0.1.0", trace_start, example_wall, [errors](const Error& error) {
    ASSERT_NE(errors, nullptr) << error.what;
    errors->push_back(error.what);
  });
  EXPECT_TRUE(trace) << trace.error().what;
  return std::move(*trace);
}

/// The lines after the first, which is that of the program.
std::string lines_of(const std::filesystem::path& file) {
  const std::string text = text_of(file);
  return text.substr(text.find('\n') + 1);
}

Parameters parameters() {
  return {.vrid = *Vrid::from(51), .primary_address = IpAddress::v4(192, 0, 2, 1)};
}

TEST(Trace, begins_with_its_format_and_both_clocks) {
  const TemporaryFolder folder;
  open_trace(folder / "trace.jsonl");
  EXPECT_EQ(text_of(folder / "trace.jsonl"), R"({"t":1000.000000000,"trace":1,"program":"vrrpspecd","version":"0.1.0",)"
                                             R"("time":"2026-01-31T12:00:00.000Z"})"
                                             "\n");
  struct stat found{};
  ASSERT_EQ(::stat((folder / "trace.jsonl").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0137U, 0U);
}

TEST(Trace, goes_on_where_an_earlier_daemon_stopped) {
  const TemporaryFolder folder;
  open_trace(folder / "trace.jsonl");
  open_trace(folder / "trace.jsonl");
  EXPECT_EQ(std::ranges::count(text_of(folder / "trace.jsonl"), '\n'), 2);
}

TEST(TraceJson, parameters_are_those_of_section_6_1) {
  EXPECT_EQ(json_text(event_json(ParametersChanged{parameters()})),
            R"({"kind":"ParametersChanged","parameters":{"vrid":51,"family":"IPv4","priority":100,)"
            R"("advertisement_interval_cs":100,"preempt_mode":true,"accept_mode":false,)"
            R"("primary_address":"192.0.2.1"}})");
}

TEST(Trace, a_step_is_an_event_and_its_actions_in_order) {
  const TemporaryFolder folder;
  Trace trace = open_trace(folder / "trace.jsonl");
  Actions actions;
  actions.push_back({"S-430"_clause, SetMasterDownTimer{609'375us}});
  trace.step("VI_1", AdvertisementReceived{Priority{0}, Centiseconds{100}, IpAddress::v4(192, 0, 2, 2)}, actions,
             trace_start + 1ns);
  EXPECT_EQ(lines_of(folder / "trace.jsonl"),
            R"({"t":1000.000000001,"router":"VI_1","event":{"kind":"AdvertisementReceived","priority":0,)"
            R"("max_adver_int_cs":100,"source":"192.0.2.2"}})"
            "\n"
            R"({"t":1000.000000001,"router":"VI_1","action":{"clause":"S-430","order":"SetMasterDownTimer",)"
            R"("after_s":0.609375}})"
            "\n");
}

TEST(Trace, messages_and_frames_are_octets) {
  const TemporaryFolder folder;
  Trace trace = open_trace(folder / "trace.jsonl");
  const std::array<std::uint8_t, 3> octets{0x31, 0x33, 0xff};
  const wire::IpHeader header{IpAddress::v4(192, 0, 2, 1), IpAddress::v4(224, 0, 0, 18), 255};
  trace.message_received("VI_1", header, octets, trace_start);
  trace.message_sent("VI_1", header, octets, trace_start);
  trace.frame_received("VI_1", octets, trace_start);
  trace.frame_sent("VI_1", octets, trace_start);
  const std::string beginning = R"({"t":1000.000000000,"router":"VI_1",)";
  const std::string message = R"({"source":"192.0.2.1","destination":"224.0.0.18","ttl":255,"message":"3133ff"}})"
                              "\n";
  const std::string frame = R"({"frame":"3133ff"}})"
                            "\n";
  EXPECT_EQ(lines_of(folder / "trace.jsonl"), beginning + R"("received":)" + message + beginning + R"("sent":)" +
                                                  message + beginning + R"("received":)" + frame + beginning +
                                                  R"("sent":)" + frame);
}

/// The name that to_string() begins with.
std::string name_of(const std::string& text) {
  return text.substr(0, text.find('{'));
}

TEST(TraceJson, names_every_event_as_the_model_does) {
  const std::array<Event, 8> events{
      Startup{},
      Shutdown{},
      MasterDownTimerFired{},
      AdverTimerFired{},
      AdvertisementReceived{},
      ParametersChanged{parameters()},
      InterfaceDown{},
      InterfaceUp{},
  };
  static_assert(events.size() == std::variant_size_v<Event>);
  for (const Event& event : events) EXPECT_EQ(event_json(event).at("kind").as_string(), name_of(to_string(event)));
}

TEST(TraceJson, names_every_order_as_the_model_does) {
  const std::array<Order, 13> orders{
      SendAdvertisement{},      SendGratuitousArp{}, SendNeighborAdvertisement{},   JoinSolicitedNodeGroups{},
      SetAdverTimer{},          CancelAdverTimer{},  SetMasterDownTimer{},          CancelMasterDownTimer{},
      SetMasterAdverInterval{}, RecomputeSkewTime{}, RecomputeMasterDownInterval{}, DiscardAdvertisement{},
      TransitionTo{},
  };
  static_assert(orders.size() == std::variant_size_v<Order>);
  for (const Order& order : orders) {
    const auto object = action_json({"S-430"_clause, order});
    EXPECT_EQ(object.at("order").as_string(), name_of(to_string(order)));
    // What stands in braces stands in a member.
    EXPECT_EQ(object.size(), to_string(order).ends_with('}') ? 3U : 2U) << to_string(order);
  }
}

TEST(TraceJson, keeps_the_values_of_orders) {
  const auto text = [](const Order& order) { return json_text(action_json({"S-430"_clause, order})); };
  EXPECT_EQ(text(SendAdvertisement{Priority{0}}), R"({"clause":"S-430","order":"SendAdvertisement","priority":0})");
  EXPECT_EQ(text(SetMasterAdverInterval{Centiseconds{4095}}),
            R"({"clause":"S-430","order":"SetMasterAdverInterval","interval_cs":4095})");
  EXPECT_EQ(text(TransitionTo{State::master}), R"({"clause":"S-430","order":"TransitionTo","state":"Master"})");
}

TEST(Trace, a_full_disk_is_told_once_and_stops_nothing) {
  std::vector<std::string> errors;
  Trace trace = open_trace("/dev/full", &errors);
  trace.step("VI_1", Startup{}, {}, trace_start);
  trace.step("VI_1", Shutdown{}, {}, trace_start);
  EXPECT_EQ(errors, std::vector<std::string>{"the trace loses lines: No space left on device"});
}

std::string waiting_in(const Descriptor& pipe) {
  std::string text(1 << 20, '\0');
  const ssize_t count = ::read(pipe.number(), text.data(), text.size());
  text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return text;
}

TEST(Trace, lines_that_were_lost_are_counted_when_there_is_room_again) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const Descriptor reader{::open((folder / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  std::vector<std::string> errors;
  Trace trace = open_trace(folder / "pipe", &errors);
  const std::vector<std::uint8_t> frame(5000);  // three pages of a pipe that has sixteen: it takes a part of one
  const unsigned sent = 100;
  for (unsigned count = 0; count < sent; ++count) trace.frame_sent("VI_1", frame, trace_start);
  EXPECT_EQ(errors.size(), 1U);
  const std::string early = waiting_in(reader);
  trace.step("VI_1", Startup{}, {}, trace_start);
  EXPECT_EQ(errors.size(), 1U);

  std::istringstream lines{early + waiting_in(reader)};
  std::int64_t taken = 0;
  std::int64_t lost = 0;
  unsigned cut = 0;
  std::string last;
  for (std::string line; std::getline(lines, line); last = line) {
    boost::system::error_code error;
    const auto value = boost::json::parse(line, error);
    if (error) {
      ++cut;
      continue;
    }
    if (value.as_object().contains("sent")) ++taken;
    if (const auto* count = value.as_object().if_contains("lost")) lost += count->as_int64();
  }
  EXPECT_GT(cut, 0U);
  EXPECT_GT(taken, 0);
  EXPECT_EQ(taken + lost, sent);
  EXPECT_EQ(last, R"({"t":1000.000000000,"router":"VI_1","event":{"kind":"Startup"}})");
}

TEST(Trace, says_what_it_could_not_open) {
  const auto trace = Trace::open("/no/such/trace", "0.1.0", trace_start, example_wall, [](const Error&) {});
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error().what, "/no/such/trace: cannot write the trace: No such file or directory");
}

TEST(Trace, holds_what_the_model_did) {
  const TemporaryFolder folder;
  Trace trace = open_trace(folder / "trace.jsonl");
  VirtualRouter model{parameters(), rfc5798};
  trace.step("VI_1", Startup{}, model.handle(Startup{}, trace_start), trace_start);
  std::istringstream lines{lines_of(folder / "trace.jsonl")};
  std::vector<std::string> orders;
  for (std::string line; std::getline(lines, line);) {
    const auto object = boost::json::parse(line).as_object();
    if (const auto* action = object.if_contains("action")) orders.emplace_back(action->at("order").as_string());
  }
  EXPECT_EQ(orders.back(), "TransitionTo");
  EXPECT_GE(orders.size(), 2U);
}

}  // namespace
}  // namespace vrrpspec::impl
