#include "harness/lab/real_time/machine_noise.hpp"

#include <unistd.h>

#include <fstream>
#include <string>

namespace vrrpspec::harness {
namespace {

/// Field 8 of the first line of /proc/stat, of all processors together.
Duration stolen_since_boot() {
  std::ifstream file{"/proc/stat"};
  std::string label;
  std::int64_t user = 0, nice = 0, system = 0, idle = 0, wait = 0, hard = 0, soft = 0, steal = 0;
  file >> label >> user >> nice >> system >> idle >> wait >> hard >> soft >> steal;
  return steal * (Duration{std::chrono::seconds{1}} / sysconf(_SC_CLK_TCK));
}

}  // namespace

void MachineNoise::tick(Instant due, Instant now) {
  ticks_.push_back({due, now});
  sample_stolen(now);
}

void MachineNoise::sample_stolen(Instant now) {
  stolen_.add(now, stolen_since_boot());
}

Duration MachineNoise::greatest_lateness(Instant from, Instant to) const {
  Duration greatest{};
  for (auto tick = std::ranges::lower_bound(ticks_, from, {}, &Tick::came); tick != ticks_.end() && tick->due <= to;
       ++tick) {
    greatest = std::max(greatest, tick->came - tick->due);
  }
  return greatest;
}

}  // namespace vrrpspec::harness
