#include "impl/track/tracking.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vrrpspec::impl {
namespace {

constexpr int priority_lowest = 1;
constexpr int priority_highest_of_backup = 254;

std::string describe(const TrackedState& tracked) {
  const bool is_script = tracked.kind == TrackedKind::script;
  if (!tracked.good) {
    return is_script ? fmt::format("script {} has not finished yet", tracked.name)
                     : fmt::format("interface {} has not been looked at yet", tracked.name);
  }
  if (is_script) return fmt::format("script {} {}", tracked.name, *tracked.good ? "succeeds" : "fails");
  return fmt::format("interface {} is {}", tracked.name, *tracked.good ? "up" : "down");
}

/// What is added to the priority.
int change_by(const TrackedState& tracked) {
  const bool counts = tracked.good && *tracked.good == (tracked.weight > 0);
  if (!counts) return 0;
  return tracked.reverse ? -tracked.weight : tracked.weight;
}

enum class Bearing : std::uint8_t { none, waiting, fault };

/// What weight 0 does to taking part.
Bearing bearing_of(const TrackedState& tracked) {
  if (tracked.weight != 0) return Bearing::none;
  if (!tracked.good) return Bearing::waiting;
  return *tracked.good == tracked.reverse ? Bearing::fault : Bearing::none;
}

}  // namespace

ScriptHealth::ScriptHealth(const ScriptConfiguration& script)
    : rise_{std::max(script.rise, 1U)}, fall_{std::max(script.fall, 1U)} {
  if (script.init_fail) good_ = false;
}

bool ScriptHealth::on_result(bool success) {
  if (good_ == success) {
    streak_ = 0;
    return false;
  }
  ++streak_;
  if (good_ && streak_ < (success ? rise_ : fall_)) return false;
  good_ = success;
  streak_ = 0;
  return true;
}

TrackingResult apply_tracking(Priority configured, const std::vector<TrackedState>& tracked) {
  TrackingResult result{.priority = configured, .fault = {}, .is_waiting = false};
  int sum = configured.value();
  for (const TrackedState& one : tracked) {
    sum += change_by(one);
    const Bearing bearing = bearing_of(one);
    // A fault is worth more to the reader than a result that is still awaited.
    if (bearing == Bearing::none || (result.fault && !(result.is_waiting && bearing == Bearing::fault))) continue;
    result.fault = describe(one);
    result.is_waiting = bearing == Bearing::waiting;
  }
  if (configured != priority_owner) {
    result.priority = Priority{static_cast<std::uint8_t>(std::clamp(sum, priority_lowest, priority_highest_of_backup))};
  }
  return result;
}

}  // namespace vrrpspec::impl
