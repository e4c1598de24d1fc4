#include "harness/lab/netns/scheduling.hpp"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <ranges>
#include <vector>

namespace vrrpspec::harness {
namespace {

#ifndef SCHED_DEADLINE
constexpr int SCHED_DEADLINE = 6;  // the C library of Debian 12 does not name it
#endif

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} ? std::optional{value} : std::nullopt;
}

}  // namespace

// The command before the third field is in parentheses and may hold anything, parentheses too.
std::optional<Scheduling> scheduling_of(std::string_view stat) {
  constexpr std::size_t first = 3, nice = 19, policy = 41;
  const std::size_t command_end = stat.rfind(')');
  if (command_end == std::string_view::npos || stat.size() < command_end + 2) return std::nullopt;
  std::vector<std::string_view> fields;
  for (const auto field : std::views::split(stat.substr(command_end + 2), ' ')) fields.emplace_back(field);
  if (fields.size() <= policy - first) return std::nullopt;
  const auto nice_value = number(fields[nice - first]);
  const auto policy_value = number(fields[policy - first]);
  if (!nice_value || !policy_value) return std::nullopt;
  return Scheduling{.nice = static_cast<int>(*nice_value), .policy = static_cast<int>(*policy_value)};
}

TimerSlack slack_of(const Scheduling& scheduling, std::string_view own) {
  if (scheduling.policy == SCHED_FIFO || scheduling.policy == SCHED_RR || scheduling.policy == SCHED_DEADLINE) {
    return {};
  }
  TimerSlack slack = scheduling.nice > 0 ? niced_slack : ordinary_slack;
  slack.least = std::max(slack.least, Duration{number(own).value_or(0)});
  return slack;
}

}  // namespace vrrpspec::harness
