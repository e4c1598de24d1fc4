// What section 6.4 orders, as data. One action is one numbered line of the RFC: line (380) says "for each IPv4
// address", and so does SendGratuitousArp. Whoever executes them does so in order.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "model/assert.hpp"
#include "model/clause/clause.hpp"
#include "model/time.hpp"
#include "model/types.hpp"

namespace vrrpspec {

enum class State : std::uint8_t { initialize, backup, master };
std::string_view to_string(State state);

/// Priority is the router's own, or 0 on (665).
struct SendAdvertisement {
  Priority priority{priority_default};
  friend constexpr bool operator==(const SendAdvertisement&, const SendAdvertisement&) = default;
};
/// For each IPv4 address: a gratuitous ARP request with the virtual router MAC address (120), (380).
struct SendGratuitousArp {
  friend constexpr bool operator==(const SendGratuitousArp&, const SendGratuitousArp&) = default;
};
/// For each IPv6 address: an unsolicited Neighbor Advertisement, R=1 S=0 O=1 (130), (395).
struct SendNeighborAdvertisement {
  friend constexpr bool operator==(const SendNeighborAdvertisement&, const SendNeighborAdvertisement&) = default;
};
/// For each IPv6 address: join its Solicited-Node group (390).
struct JoinSolicitedNodeGroups {
  friend constexpr bool operator==(const JoinSolicitedNodeGroups&, const JoinSolicitedNodeGroups&) = default;
};
struct SetAdverTimer {
  Duration after{};
  friend constexpr bool operator==(const SetAdverTimer&, const SetAdverTimer&) = default;
};
struct CancelAdverTimer {
  friend constexpr bool operator==(const CancelAdverTimer&, const CancelAdverTimer&) = default;
};
struct SetMasterDownTimer {
  Duration after{};
  friend constexpr bool operator==(const SetMasterDownTimer&, const SetMasterDownTimer&) = default;
};
struct CancelMasterDownTimer {
  friend constexpr bool operator==(const CancelMasterDownTimer&, const CancelMasterDownTimer&) = default;
};
struct SetMasterAdverInterval {
  Centiseconds interval{max_adver_int_default};
  friend constexpr bool operator==(const SetMasterAdverInterval&, const SetMasterAdverInterval&) = default;
};
struct RecomputeSkewTime {
  Duration skew_time{};
  friend constexpr bool operator==(const RecomputeSkewTime&, const RecomputeSkewTime&) = default;
};
struct RecomputeMasterDownInterval {
  Duration master_down_interval{};
  friend constexpr bool operator==(const RecomputeMasterDownInterval&, const RecomputeMasterDownInterval&) = default;
};
struct DiscardAdvertisement {
  friend constexpr bool operator==(const DiscardAdvertisement&, const DiscardAdvertisement&) = default;
};
struct TransitionTo {
  State state{State::initialize};
  friend constexpr bool operator==(const TransitionTo&, const TransitionTo&) = default;
};

using Order =
    std::variant<SendAdvertisement, SendGratuitousArp, SendNeighborAdvertisement, JoinSolicitedNodeGroups,
                 SetAdverTimer, CancelAdverTimer, SetMasterDownTimer, CancelMasterDownTimer, SetMasterAdverInterval,
                 RecomputeSkewTime, RecomputeMasterDownInterval, DiscardAdvertisement, TransitionTo>;

/// `SendAdvertisement{priority 100}`, `SetAdverTimer{1.000000000 s}`.
std::string to_string(const Order& order);

struct Action {
  ClauseKey clause;
  Order order;
  friend constexpr bool operator==(const Action&, const Action&) = default;
};

/// `S-430 SetMasterDownTimer{0.609375000 s}`.
std::string to_string(const Action& action);

/// The ordered actions of one step: a fixed inline array, never an allocation.
class Actions {
 public:
  static constexpr std::size_t capacity = 8;

  Actions() noexcept {}

  void push_back(const Action& action) noexcept {
    VRRPSPEC_ASSERT(size_ < capacity);
    items_[size_++] = action;
  }
  /// Builds the action where it stays: copying what was just written by parts would stall the processor.
  template <class OneOrder>
  void push_back(ClauseKey clause, const OneOrder& order) noexcept {
    VRRPSPEC_ASSERT(size_ < capacity);
    ::new (static_cast<void*>(&items_[size_++])) Action{clause, Order{order}};
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] const Action* begin() const noexcept { return items_.data(); }
  [[nodiscard]] const Action* end() const noexcept { return items_.data() + size_; }
  [[nodiscard]] const Action& operator[](std::size_t index) const noexcept { return items_[index]; }
  friend bool operator==(const Actions& left, const Actions& right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
  }

 private:
  std::size_t size_{0};
  /// In a union, so that nobody pays for the actions that a step does not order.
  union {
    std::array<Action, capacity> items_;
  };
};

/// One action a line.
std::string to_string(const Actions& actions);

}  // namespace vrrpspec
