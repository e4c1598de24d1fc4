#include "impl/operation/requests.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "impl/operation/metrics.hpp"
#include "impl/operation/status_report.hpp"
#include "tests/impl/operation/example_status.hpp"

namespace vrrpspec::impl {
namespace {

ControlActions actions() {
  return {.status = example_status,
          .wall_time = [] { return example_wall; },
          .reload = [] { return std::expected<std::string, Error>{"2 virtual routers"}; }};
}

TEST(Requests, status_is_text_or_json) {
  EXPECT_EQ(answer_request("status", actions()), status_text(example_status(), example_wall));
  const std::string answer = answer_request("status json", actions());
  EXPECT_EQ(boost::json::parse(answer).at("routers").as_array().size(), 2U);
  EXPECT_EQ(answer.find('\n'), answer.size() - 1);
}

TEST(Requests, metrics_and_version_and_help) {
  EXPECT_EQ(answer_request("metrics", actions()), metrics_text(example_status()));
  EXPECT_EQ(answer_request("version", actions()), "vrrpspecd 0.1.0\n");
  EXPECT_NE(answer_request("help", actions()).find("status json"), std::string::npos);
}

TEST(Requests, reload_says_how_it_went) {
  ControlActions daemon = actions();
  EXPECT_EQ(answer_request("reload", daemon), "2 virtual routers\n");
  daemon.reload = [] { return std::expected<std::string, Error>{std::unexpected{Error{"x.conf:3:1: what"}}}; };
  EXPECT_EQ(answer_request("reload", daemon), "error: x.conf:3:1: what\n");
}

TEST(Requests, unknown_words_are_errors_that_steer_no_terminal) {
  EXPECT_TRUE(answer_request("", actions()).starts_with("error: "));
  EXPECT_TRUE(answer_request("status  json", actions()).starts_with("error: "));
  EXPECT_EQ(answer_request("\x1b[2J", actions()), "error: nothing is called '\\x1b[2J' here; ask for: help\n");
}

}  // namespace
}  // namespace vrrpspec::impl
