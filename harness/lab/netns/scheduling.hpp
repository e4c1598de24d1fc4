// How the kernel schedules a thread, and what it allows itself with the time-outs of such a thread.
#pragma once

#include <optional>
#include <string_view>

#include "harness/lab/timer_slack.hpp"

namespace vrrpspec::harness {

struct Scheduling {
  int nice{0};
  int policy{0};  ///< SCHED_OTHER, SCHED_FIFO …
};

/// Fields 19 and 41 of the text of /proc/PID/stat; empty when they are not there.
std::optional<Scheduling> scheduling_of(std::string_view stat);

/// `own`: the text of /proc/PID/timerslack_ns, which may be empty.
TimerSlack slack_of(const Scheduling& scheduling, std::string_view own);

}  // namespace vrrpspec::harness
