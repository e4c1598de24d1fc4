// The guards and the effects that the rows of section 6.4 are made of. An effect changes what the router remembers and
// appends one action; the line it stands for comes from the row.
#pragma once

#include "model/statechart/row.hpp"
#include "model/timers.hpp"

namespace vrrpspec::statechart {

// Guards. Those of one state and event are disjoint and complete: one is written as the negation of the others.

struct OwnsTheAddresses {
  static constexpr std::string_view text = "Priority = 255";
  static constexpr bool holds(const RouterState& router, const auto&) noexcept { return router.parameters.is_owner(); }
};
struct DoesNotOwnTheAddresses {
  static constexpr std::string_view text = "Priority < 255";
  static constexpr bool holds(const RouterState& router, const auto& event) noexcept {
    return !OwnsTheAddresses::holds(router, event);
  }
};
struct PriorityIsZero {
  static constexpr std::string_view text = "its Priority = 0";
  static constexpr bool holds(const RouterState&, const AdvertisementReceived& advert) noexcept {
    return advert.priority == priority_stop;
  }
};
struct KeepsTheMaster {
  static constexpr std::string_view text = "its Priority > 0, and it is >= ours or Preempt_Mode is False";
  static constexpr bool holds(const RouterState& router, const AdvertisementReceived& advert) noexcept {
    return advert.priority != priority_stop &&
           (!router.parameters.preempt_mode || advert.priority >= router.parameters.priority);
  }
};
struct WouldPreempt {
  static constexpr std::string_view text = "0 < its Priority < ours and Preempt_Mode is True";
  static constexpr bool holds(const RouterState& router, const AdvertisementReceived& advert) noexcept {
    return !PriorityIsZero::holds(router, advert) && !KeepsTheMaster::holds(router, advert);
  }
};
struct MasterIsBeaten {
  static constexpr std::string_view text = "its Priority > ours, or equal and from a greater address";
  static constexpr bool holds(const RouterState& router, const AdvertisementReceived& advert) noexcept {
    return advert.priority != priority_stop &&
           (advert.priority > router.parameters.priority ||
            (advert.priority == router.parameters.priority && advert.source > router.parameters.primary_address));
  }
};
struct MasterWins {
  static constexpr std::string_view text = "its Priority > 0 and < ours, or equal and not from a greater address";
  static constexpr bool holds(const RouterState& router, const AdvertisementReceived& advert) noexcept {
    return !PriorityIsZero::holds(router, advert) && !MasterIsBeaten::holds(router, advert);
  }
};
struct BecomesOwner {
  static constexpr std::string_view text = "Priority becomes 255";
  static constexpr bool holds(const RouterState& router, const ParametersChanged& change) noexcept {
    return !router.parameters.is_owner() && change.parameters.is_owner();
  }
};
struct DoesNotBecomeOwner {
  static constexpr std::string_view text = "Priority does not become 255";
  static constexpr bool holds(const RouterState& router, const ParametersChanged& change) noexcept {
    return !BecomesOwner::holds(router, change);
  }
};

// Effects.

struct SendOwnAdvertisement {
  static constexpr std::string_view text = "send an ADVERTISEMENT";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.order(line, SendAdvertisement{context.router.parameters.priority});
  }
};
struct SendPriorityZero {
  static constexpr std::string_view text = "send an ADVERTISEMENT with Priority 0";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.order(line, SendAdvertisement{priority_stop});
  }
};
struct BroadcastGratuitousArp {
  static constexpr std::string_view text = "broadcast gratuitous ARP";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.order(line, SendGratuitousArp{});
  }
};
struct JoinGroups {
  static constexpr std::string_view text = "join the Solicited-Node groups";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.order(line, JoinSolicitedNodeGroups{});
  }
};
struct AnnounceNeighbor {
  static constexpr std::string_view text = "send unsolicited Neighbor Advertisements";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.order(line, SendNeighborAdvertisement{});
  }
};

struct ArmAdverTimer {
  static constexpr std::string_view text = "Adver_Timer := Advertisement_Interval";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    const Duration after = context.router.parameters.advertisement_interval.duration();
    context.router.deadline = context.now + after;
    context.order(line, SetAdverTimer{after});
  }
};
struct StopAdverTimer {
  static constexpr std::string_view text = "cancel Adver_Timer";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.router.deadline = Instant{};
    context.order(line, CancelAdverTimer{});
  }
};
struct SkewTime {
  static constexpr std::string_view text = "Master_Down_Timer := Skew_Time";
  static Duration of(const Context& context) noexcept {
    return skew_time(context.router.parameters.priority, context.router.master_adver_interval, context.profile);
  }
};
struct MasterDownInterval {
  static constexpr std::string_view text = "Master_Down_Timer := Master_Down_Interval";
  static Duration of(const Context& context) noexcept {
    return master_down_interval(context.router.parameters.priority, context.router.master_adver_interval,
                                context.profile);
  }
};
template <class Delay>
struct ArmMasterDownTimer {
  static constexpr std::string_view text = Delay::text;
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    const Duration after = Delay::of(context);
    context.router.deadline = context.now + after;
    context.order(line, SetMasterDownTimer{after});
  }
};
struct StopMasterDownTimer {
  static constexpr std::string_view text = "cancel Master_Down_Timer";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.router.deadline = Instant{};
    context.order(line, CancelMasterDownTimer{});
  }
};

struct AdoptOwnInterval {
  static constexpr std::string_view text = "Master_Adver_Interval := Advertisement_Interval";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.router.master_adver_interval = context.router.parameters.advertisement_interval;
    context.order(line, SetMasterAdverInterval{context.router.master_adver_interval});
  }
};
struct LearnInterval {
  static constexpr std::string_view text = "Master_Adver_Interval := interval of the ADVERTISEMENT";
  static void apply(Context& context, const AdvertisementReceived& advert, ClauseKey line) noexcept {
    context.router.master_adver_interval = advert.max_adver_int;
    context.order(line, SetMasterAdverInterval{advert.max_adver_int});
  }
};
/// Both quantities are functions of what is remembered, so recomputing them changes nothing but what is told.
struct RecomputeSkew {
  static constexpr std::string_view text = "recompute Skew_Time";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.order(line, RecomputeSkewTime{SkewTime::of(context)});
  }
};
struct RecomputeDownInterval {
  static constexpr std::string_view text = "recompute Master_Down_Interval";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.order(line, RecomputeMasterDownInterval{MasterDownInterval::of(context)});
  }
};

struct Discard {
  static constexpr std::string_view text = "discard the ADVERTISEMENT";
  static void apply(Context& context, const auto&, ClauseKey line) noexcept {
    context.order(line, DiscardAdvertisement{});
  }
};
/// Orders nothing: from here on the new values are read. The running deadline stays.
struct TakeParameters {
  static constexpr std::string_view text = "take the new parameters";
  static void apply(Context& context, const ParametersChanged& change, ClauseKey) noexcept {
    RouterState& router = context.router;
    VRRPSPEC_ASSERT(change.parameters.vrid == router.parameters.vrid);
    VRRPSPEC_ASSERT(change.parameters.family == router.parameters.family);
    router.parameters = change.parameters;
    if (!context.profile.learns_master_adver_interval) {
      router.master_adver_interval = router.parameters.advertisement_interval;
    }
  }
};

}  // namespace vrrpspec::statechart
