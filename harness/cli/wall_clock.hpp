// The clock on the wall, for headers of reports, the duration of a run and what has expired; never for a verdict. With
// fresh_seed(), the only place of the command line that is not a function of its input.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "model/time.hpp"

namespace vrrpspec::cli {

/// RFC 3339, UTC, whole seconds.
std::string wall_clock_text();

/// RFC 3339, UTC, milliseconds; of nanoseconds since the epoch.
std::string instant_text(std::int64_t realtime_ns);

/// UTC.
std::chrono::year_month_day today();

class Stopwatch {
 public:
  Stopwatch();
  [[nodiscard]] Duration elapsed() const;

 private:
  Duration begin_;
};

/// A seed nobody asked for; it is printed, so that the run can be repeated.
std::uint64_t fresh_seed();

}  // namespace vrrpspec::cli
