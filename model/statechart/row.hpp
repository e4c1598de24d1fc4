// The grammar in which rows.hpp writes section 6.4: a row is a state, an event, a guard, steps and a target, and each
// of them names the numbered lines that it stands for. Nothing here knows Boost.MSM, so a row can be run by it, counted
// by the compiler and printed as documentation alike.
#pragma once

#include <optional>
#include <string_view>

#include "model/statechart/lines.hpp"
#include "model/statechart/statechart.hpp"

namespace vrrpspec::statechart {

/// What guards see and steps change.
struct Context {
  RouterState& router;
  const Profile& profile;
  Instant now;
  Actions& actions;

  template <class OneOrder>
  void order(ClauseKey line, const OneOrder& order) noexcept {
    actions.push_back(line, order);
  }
};

/// The event of a row, and the line that says "if ... is received" or "fires".
template <class EventType, ClauseKey Line>
struct On {
  using Event = EventType;
  static constexpr ClauseKey line = Line;
};

/// The guard of a row, and the lines that state it: "if" and "else" alike.
template <class Predicate, ClauseKey... Lines>
struct When {
  static constexpr bool guarded = true;
  static constexpr std::string_view text = Predicate::text;
  template <class Event>
  static constexpr bool holds(const RouterState& router, const Event& event) noexcept {
    return Predicate::holds(router, event);
  }
  static constexpr void describe(auto&& line) { (line(Lines), ...); }
};
struct Always {
  static constexpr bool guarded = false;
  static constexpr std::string_view text{};
  template <class Event>
  static constexpr bool holds(const RouterState&, const Event&) noexcept {
    return true;
  }
  static constexpr void describe(auto&&) {}
};

/// One numbered line that orders something.
template <ClauseKey Line, class Effect>
struct Do {
  template <class Event>
  static void run(Context& context, const Event& event) noexcept {
    Effect::apply(context, event, Line);
  }
  static constexpr void describe(auto&& line, std::string_view condition) {
    line(Line, LineKind::order, Effect::text, condition);
  }
};

/// Lines in the order of the text.
template <class... Parts>
struct Steps {
  template <class Event>
  static void run(Context& context, const Event& event) noexcept {
    (Parts::run(context, event), ...);
  }
  static constexpr void describe(auto&& line, std::string_view condition = {}) {
    (Parts::describe(line, condition), ...);
  }
};

/// "If the protected IPvX address is an IPv4 address, then ... else".
template <ClauseKey If, class Ipv4, ClauseKey Else, class Ipv6>
struct ByFamily {
  template <class Event>
  static void run(Context& context, const Event& event) noexcept {
    context.router.parameters.family == Family::ipv4 ? Ipv4::run(context, event) : Ipv6::run(context, event);
  }
  static constexpr void describe(auto&& line, std::string_view) {
    line(If, LineKind::condition, "if IPv4", "");
    Ipv4::describe(line, "IPv4");
    line(Else, LineKind::condition, "else IPv6", "");
    Ipv6::describe(line, "IPv6");
  }
};

/// Lines that stand only in the documents whose profile says so.
struct LearnsInterval {
  static constexpr std::string_view text = "unless RFC 3768";
  static bool holds(const Profile& profile) noexcept { return profile.learns_master_adver_interval; }
};
struct AnswersLosingAdvert {
  static constexpr std::string_view text = "RFC 9568 only";
  static bool holds(const Profile& profile) noexcept { return profile.losing_advert_is_answered; }
};
template <class Choice, class... Parts>
struct Where {
  template <class Event>
  static void run(Context& context, const Event& event) noexcept {
    if (Choice::holds(context.profile)) (Parts::run(context, event), ...);
  }
  static constexpr void describe(auto&& line, std::string_view) { (Parts::describe(line, Choice::text), ...); }
};

/// "Transition to the {...} state": the last line of a row that leaves its state.
template <State Target, ClauseKey Line>
struct To {
  static constexpr std::optional<State> target{Target};
  static void run(Context& context) noexcept { context.order(Line, TransitionTo{Target}); }
  static constexpr void describe(auto&& line) { line(Line, LineKind::order, "transition", ""); }
};
struct Stays {
  static constexpr std::optional<State> target{};
  static void run(Context&) noexcept {}
  static constexpr void describe(auto&&) {}
};

/// A state and an event that it reacts to, and the line that says so.
template <State Source, class EventType, ClauseKey Line>
struct Reaction {
  static constexpr ClauseKey line = Line;
};

/// One branch of the text.
template <State Source, class Trigger, class Condition, class Body, class Goal>
struct Row {
  using Event = typename Trigger::Event;
  using Guard = Condition;
  static constexpr State source = Source;
  static constexpr ClauseKey event_line = Trigger::line;
  static constexpr std::optional<State> target = Goal::target;

  static void run(Context& context, const Event& event) noexcept {
    Body::run(context, event);
    Goal::run(context);
  }
  /// Calls line(key, kind, text, condition) for each line of the row in the order of the text, without the event's and
  /// the guard's.
  static constexpr void describe(auto&& line) {
    Body::describe(line);
    Goal::describe(line);
  }
};

}  // namespace vrrpspec::statechart
