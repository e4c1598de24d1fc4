#include "impl/track/message.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vrrpspec::impl {
namespace {

using namespace std::chrono_literals;

RunRequest a_request() {
  return {.ticket = 7,
          .command = {.argv = {"/usr/bin/test", "-e", ""}, .user = "nobody", .group = {}},
          .arguments = {"INSTANCE", "VI_1"},
          .timeout = 3s,
          .is_notification = true};
}

TEST(RunnerMessage, carries_a_request) {
  const auto message = encode(a_request());
  ASSERT_TRUE(message);
  const auto back = decode_request(*message);
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<RunRequest>(*back), a_request());
}

TEST(RunnerMessage, carries_the_order_to_load) {
  const auto back = decode_request(encode(LoadRequest{}));
  ASSERT_TRUE(back);
  EXPECT_TRUE(std::holds_alternative<LoadRequest>(*back));
}

TEST(RunnerMessage, carries_a_result) {
  const RunResult result{.ticket = 9, .status = 137, .timed_out = true, .why = "it was late"};
  EXPECT_EQ(decode_result(encode(result)), result);
}

TEST(RunnerMessage, is_not_sent_when_it_is_too_long) {
  auto request = a_request();
  request.command.argv.emplace_back(message_longest, 'x');
  EXPECT_EQ(encode(request), std::nullopt);
}

TEST(RunnerMessage, is_not_sent_when_an_argument_would_be_cut) {
  auto request = a_request();
  request.arguments.emplace_back("a\0b", 3);
  EXPECT_EQ(encode(request), std::nullopt);
}

TEST(RunnerMessage, cuts_a_long_reason) {
  const auto back = decode_result(encode(RunResult{.ticket = 1, .status = 127, .why = std::string(100000, 'x')}));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->why, std::string(1024, 'x'));
}

TEST(RunnerMessage, is_none_when_it_is_cut_or_has_more) {
  const auto message = *encode(a_request());
  for (std::size_t length = 0; length < message.size(); ++length) {
    EXPECT_EQ(decode_request(std::span{message}.first(length)), std::nullopt) << length;
  }
  auto longer = message;
  longer.push_back(0);
  EXPECT_EQ(decode_request(longer), std::nullopt);
  EXPECT_EQ(decode_result(message), std::nullopt);
  EXPECT_EQ(decode_request(encode(RunResult{})), std::nullopt);
}

RC_GTEST_PROP(RunnerMessage, never_means_what_encode_would_not_have_written, ()) {
  auto octets = *encode(a_request());
  const auto changes = *rc::gen::container<std::vector<std::pair<std::size_t, std::uint8_t>>>(
      rc::gen::pair(rc::gen::inRange(std::size_t{0}, octets.size()), rc::gen::arbitrary<std::uint8_t>()));
  for (const auto& [where, what] : changes) octets[where] = what;
  if (const auto read = decode_request(octets); read && std::holds_alternative<RunRequest>(*read)) {
    RC_ASSERT(encode(std::get<RunRequest>(*read)) == octets);
  }
}

}  // namespace
}  // namespace vrrpspec::impl
