#include "model/action.hpp"

#include <cstdio>

namespace vrrpspec {
namespace {

std::string seconds(Duration duration) {
  char text[40];
  const auto count = static_cast<long long>(duration.count());
  std::snprintf(text, sizeof text, "%lld.%09lld s", count / 1'000'000'000, count % 1'000'000'000);
  return text;
}

struct DescribeOrder {
  std::string operator()(const SendAdvertisement& order) const {
    return "SendAdvertisement{priority " + std::to_string(order.priority.value()) + "}";
  }
  std::string operator()(const SendGratuitousArp&) const { return "SendGratuitousArp"; }
  std::string operator()(const SendNeighborAdvertisement&) const { return "SendNeighborAdvertisement"; }
  std::string operator()(const JoinSolicitedNodeGroups&) const { return "JoinSolicitedNodeGroups"; }
  std::string operator()(const SetAdverTimer& order) const { return "SetAdverTimer{" + seconds(order.after) + "}"; }
  std::string operator()(const CancelAdverTimer&) const { return "CancelAdverTimer"; }
  std::string operator()(const SetMasterDownTimer& order) const {
    return "SetMasterDownTimer{" + seconds(order.after) + "}";
  }
  std::string operator()(const CancelMasterDownTimer&) const { return "CancelMasterDownTimer"; }
  std::string operator()(const SetMasterAdverInterval& order) const {
    return "SetMasterAdverInterval{" + std::to_string(order.interval.count()) + " cs}";
  }
  std::string operator()(const RecomputeSkewTime& order) const {
    return "RecomputeSkewTime{" + seconds(order.skew_time) + "}";
  }
  std::string operator()(const RecomputeMasterDownInterval& order) const {
    return "RecomputeMasterDownInterval{" + seconds(order.master_down_interval) + "}";
  }
  std::string operator()(const DiscardAdvertisement&) const { return "DiscardAdvertisement"; }
  std::string operator()(const TransitionTo& order) const {
    return "TransitionTo{" + std::string{to_string(order.state)} + "}";
  }
};

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::initialize:
      return "Initialize";
    case State::backup:
      return "Backup";
    case State::master:
      return "Master";
  }
  return "";
}

std::string to_string(const Order& order) {
  return std::visit(DescribeOrder{}, order);
}

std::string to_string(const Action& action) {
  return to_string(action.clause) + " " + to_string(action.order);
}

std::string to_string(const Actions& actions) {
  std::string text;
  for (const Action& action : actions) {
    if (!text.empty()) text += '\n';
    text += to_string(action);
  }
  return text;
}

}  // namespace vrrpspec
