// A router with a fault on a random segment, and whether the monitor finds something about it.
#pragma once

#include "model/monitor/router_monitor.hpp"
#include "model/mutant/mutant.hpp"

namespace vrrpspec::monitor {

/// Who watches router 0.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void started(const Parameters& router, Instant at) = 0;
  virtual void own_advert(const RouterMonitor::OwnAdvert& advert) = 0;
  virtual void heard(const Heard& input) = 0;
  virtual void pass_time(Instant now) = 0;
  [[nodiscard]] virtual bool has_seen_enough() const = 0;
};

/// Router 0 is the mutant (null: conforms) and runs all the time; two others come and go. Every delay is random, up to
/// the tolerances.
void live(const Mutant* mutant, const Tolerances& tolerances, std::uint64_t seed, Observer& observer);

/// True when something was found about router 0, whose every input arrives and whose parameters are known.
bool is_found(const Mutant* mutant, const Tolerances& tolerances, std::uint64_t seed);

}  // namespace vrrpspec::monitor
