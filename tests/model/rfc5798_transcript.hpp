// Section 6.4 a second time, as the nested ifs that the documents print, to compare the chart with. Nothing is shared
// with the chart but the vocabulary of events and actions: two timers instead of one deadline, the formulas of section
// 6.1 in fractions of a centisecond, and RFC 3768 from its own text instead of by switches.
#pragma once

#include <optional>
#include <vector>

#include "model/action.hpp"
#include "model/clause/profile.hpp"
#include "model/event.hpp"
#include "model/parameters.hpp"
#include "model/time.hpp"

namespace vrrpspec::test {

struct Transcript {
  Parameters parameters;
  const Profile* profile;
  State state{State::initialize};
  Centiseconds master_adver_interval{0};
  std::optional<Instant> adver_timer{};
  std::optional<Instant> master_down_timer{};

  std::vector<Action> handle(const Event& event, Instant now);
  /// Fires one timer that is due.
  std::vector<Action> advance(Instant now);
};

}  // namespace vrrpspec::test
