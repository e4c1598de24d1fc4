// What the machine as a whole can be blamed for: the lateness of our own timer, and time stolen by a hypervisor.
#pragma once

#include <vector>

#include "harness/lab/real_time/series.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

class MachineNoise {
 public:
  /// A tick that was due at one instant and came at another.
  void tick(Instant due, Instant now);
  [[nodiscard]] Duration greatest_lateness(Instant from, Instant to) const;
  [[nodiscard]] const Series& stolen() const { return stolen_; }
  /// Reads the counter anew.
  void sample_stolen(Instant now);

 private:
  struct Tick {
    Instant due;
    Instant came;
  };
  std::vector<Tick> ticks_;
  Series stolen_;
};

}  // namespace vrrpspec::harness
