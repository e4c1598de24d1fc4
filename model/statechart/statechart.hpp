// RFC 5798 section 6.4 as a function: what the router remembers, one event and the time go in; the ordered actions and
// what it remembers afterwards come out. The rows are written in rows.hpp; Boost.MSM runs them, in statechart.cpp only.
#pragma once

#include "model/action.hpp"
#include "model/clause/profile.hpp"
#include "model/event.hpp"
#include "model/parameters.hpp"
#include "model/time.hpp"

namespace vrrpspec {

/// All that section 6.4 remembers between two events. Equal members mean equal behaviour from here on.
struct RouterState {
  Parameters parameters;
  State state{State::initialize};
  /// Master_Adver_Interval (V3-038). Where the profile does not learn it, always the router's own interval.
  Centiseconds master_adver_interval{max_adver_int_default};
  /// When the one running timer fires: Master_Down_Timer in Backup, Adver_Timer in Master. In Initialize none runs and
  /// the value is the epoch, so that equal states compare equal.
  Instant deadline{};

  friend constexpr bool operator==(const RouterState&, const RouterState&) = default;
};

/// One step of the chart. An event without a row in the present state changes nothing and orders nothing (AMB-15).
Actions step(RouterState& router, const Profile& profile, const Event& event, Instant now) noexcept;

}  // namespace vrrpspec
