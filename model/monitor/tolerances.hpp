// How far from its nominal instant a conforming router may seem to be. Every report states these values: a verdict
// holds under them and under no others.
#pragma once

#include "model/time.hpp"

namespace vrrpspec::monitor {

struct Tolerances {
  Duration processing{std::chrono::milliseconds{5}};  ///< D: from an input being seen to its being processed
  Duration output{std::chrono::milliseconds{5}};      ///< O: from an output being sent to its being seen, either link
  Duration timer{std::chrono::milliseconds{100}};     ///< J: how late a timer may fire
  /// How much faster or slower the router's clock may run than that of the stamps, in parts per million.
  int clock_rate_ppm{500};

  friend constexpr bool operator==(const Tolerances&, const Tolerances&) = default;
};

/// An instant that is known to lie between two others, both included.
struct Window {
  Instant from{};
  Instant to{};

  [[nodiscard]] constexpr bool holds(Instant at) const { return from <= at && at <= to; }
  [[nodiscard]] constexpr bool is_empty() const { return to < from; }
  friend constexpr bool operator==(const Window&, const Window&) = default;
};

}  // namespace vrrpspec::monitor
