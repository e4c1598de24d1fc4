// The arithmetic of section 6.1: Skew_Time and Master_Down_Interval, exact to the nanosecond below.
#pragma once

#include "model/clause/profile.hpp"
#include "model/time.hpp"
#include "model/types.hpp"

namespace vrrpspec {

/// ((256 - priority) * Master_Adver_Interval) / 256 (V3-039). One product and one division: at most half a nanosecond
/// is lost. Where the profile says so, (256 - priority) / 256 seconds (2-08).
constexpr Duration skew_time(Priority priority, Centiseconds master_adver_interval, const Profile& profile) {
  const Duration unit =
      profile.skew_follows_interval ? master_adver_interval.duration() : Duration{std::chrono::seconds{1}};
  return (256 - int{priority.value()}) * unit / 256;
}

/// (3 * Master_Adver_Interval) + Skew_Time (V3-040).
constexpr Duration master_down_interval(Priority priority, Centiseconds master_adver_interval, const Profile& profile) {
  return 3 * master_adver_interval.duration() + skew_time(priority, master_adver_interval, profile);
}

}  // namespace vrrpspec
