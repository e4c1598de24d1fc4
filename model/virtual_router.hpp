// One virtual router of section 6.4, without I/O: events and the time go in, ordered actions come out, deadlines are
// values to be asked for. The rules are those of the statechart; this is its only door.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "model/action.hpp"
#include "model/clause/profile.hpp"
#include "model/event.hpp"
#include "model/parameters.hpp"
#include "model/statechart/statechart.hpp"
#include "model/time.hpp"

namespace vrrpspec {

/// Copyable, comparable, hashable, at most 128 bytes. `profile` must outlive the router.
///
/// At one instant a timer may be due and an event arrive; either order conforms (AMB-16). Ours: the caller who wants
/// the timer first, as everybody here does, calls advance(now) before handle(event, now). handle() fires no timer.
/// There is never a tie between timers, since each state runs one at most.
class VirtualRouter {
 public:
  /// In Initialize. The priority is 1-255 and the interval at least 1, as section 6.1 has them: anything else aborts.
  VirtualRouter(const Parameters& parameters, const Profile& profile);

  /// One event at one instant; the actions in the order of the RFC's lines. An event for which the RFC says nothing in
  /// this state returns no action. Time must not run backwards.
  Actions handle(const Event& event, Instant now) noexcept;

  /// When the running timer fires: Master_Down_Timer in Backup, Adver_Timer in Master, none in Initialize.
  [[nodiscard]] std::optional<Instant> next_deadline() const noexcept;

  /// Fires the timer if it is due at `now`: one expiry a call, stamped with its own deadline, not with `now`. Call
  /// until it returns no action.
  Actions advance(Instant now) noexcept;

  [[nodiscard]] State state() const noexcept;
  [[nodiscard]] const Parameters& parameters() const noexcept;
  [[nodiscard]] const Profile& profile() const noexcept;
  /// Master_Adver_Interval (V3-038).
  [[nodiscard]] Centiseconds master_adver_interval() const noexcept;

  friend bool operator==(const VirtualRouter&, const VirtualRouter&) noexcept = default;

 private:
  friend struct std::hash<VirtualRouter>;
  RouterState router_;
  const Profile* profile_;
};
static_assert(sizeof(VirtualRouter) <= 128);

std::string to_string(const VirtualRouter& router);

}  // namespace vrrpspec

template <>
struct std::hash<vrrpspec::VirtualRouter> {
  std::size_t operator()(const vrrpspec::VirtualRouter& router) const noexcept;
};
