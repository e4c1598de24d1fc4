// Time as values. A Duration counts nanoseconds; an Instant is a point on a clock that nobody can read here: whoever
// calls the model says what time it is. Centiseconds exist on the wire and in configuration only.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

#include "model/types.hpp"

namespace vrrpspec {

using Duration = std::chrono::nanoseconds;

/// The time line of one lab or one capture. Deliberately without now().
struct LabClock {
  using rep = Duration::rep;
  using period = Duration::period;
  using duration = Duration;
  using time_point = std::chrono::time_point<LabClock, Duration>;
  static constexpr bool is_steady = true;
};
using Instant = LabClock::time_point;

/// Max Adver Int as VRRPv3 writes it: hundredths of a second, 0-4095 on the wire (section 5.2.7). VRRPv2 carries whole
/// seconds (1-255); the codec turns them into centiseconds, so the type reaches 25500.
class Centiseconds {
 public:
  constexpr explicit Centiseconds(std::uint16_t count) : count_{count} {}
  [[nodiscard]] constexpr std::uint16_t count() const { return count_; }
  [[nodiscard]] constexpr Duration duration() const { return std::chrono::milliseconds{10 * std::int64_t{count_}}; }
  friend constexpr auto operator<=>(Centiseconds, Centiseconds) = default;

 private:
  std::uint16_t count_;
};
inline constexpr Centiseconds max_adver_int_default{100};
inline constexpr Centiseconds max_adver_int_limit{4095};

}  // namespace vrrpspec
