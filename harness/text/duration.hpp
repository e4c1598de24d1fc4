// Durations as people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/time.hpp"

namespace vrrpspec::harness {

/// What a word that is no duration should have been.
inline constexpr std::string_view duration_advice = "a whole number and a unit: 500ms, 90s, 5min, 2h";

/// "500ms", "90s", "5min", "2h": more than nothing, and at most a year. Empty for any other text.
std::optional<Duration> parse_duration(std::string_view text);

/// The shortest text that parse_duration() takes for this duration; parts of a millisecond are dropped.
std::string duration_text(Duration duration);

}  // namespace vrrpspec::harness
