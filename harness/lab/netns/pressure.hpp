// Whether tasks of the whole machine wait for its processors (/proc/pressure/cpu).
#pragma once

#include <optional>
#include <string_view>

#include "harness/lab/real_time/series.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

/// The total of the line "some" in the text of the file: in so much time since boot some task waited.
std::optional<Duration> total_pressure(std::string_view text);

class CpuPressure {
 public:
  /// Reads the file; a machine that has none never is under pressure.
  void sample(Instant now);
  /// In how much of the last second some task waited, from 0 to 1.
  [[nodiscard]] double share(Instant now) const;

 private:
  Series waited_;
};

}  // namespace vrrpspec::harness
