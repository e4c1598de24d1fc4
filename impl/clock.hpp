// The daemon's clock: CLOCK_MONOTONIC, which no step of the time of day moves and which stands still while the machine
// sleeps. Only the event loop reads it; everybody else is told what time it is.
#pragma once

#include <chrono>

#include "model/time.hpp"

namespace vrrpspec::impl {

/// Nanoseconds of CLOCK_MONOTONIC.
Instant monotonic_now();

/// The time of day, for people only: no deadline ever depends on it.
using WallTime = std::chrono::sys_time<Duration>;
WallTime wall_now();

/// How much longer CLOCK_BOOTTIME has run than CLOCK_MONOTONIC: it grows by each sleep of the machine. The two are not
/// read at one instant: too small by the time between, never too large.
Duration time_asleep();

}  // namespace vrrpspec::impl
