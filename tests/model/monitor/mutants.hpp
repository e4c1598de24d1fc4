// Single faults of a router, each a function around one step of the chart.
#pragma once

#include <functional>
#include <ostream>
#include <span>
#include <string_view>

#include "tests/model/monitor/segment_sim.hpp"

namespace vrrpspec::monitor {

struct Mutant {
  std::string_view name;
  /// One step, done wrong.
  std::function<Actions(RouterState&, const Profile&, const Event&, Instant)> step;
};

inline std::ostream& operator<<(std::ostream& out, const Mutant& mutant) {
  return out << mutant.name;
}

/// Every mutant whose fault can be seen in what it sends.
std::span<const Mutant> mutants();

class MutantRouter final : public SimulatedRouter {
 public:
  MutantRouter(const Parameters& parameters, const Profile& profile, const Mutant& mutant)
      : SimulatedRouter{parameters, profile}, mutant_{mutant} {}
  Actions handle(const Event& event, Instant now) override {
    const auto* advert = std::get_if<AdvertisementReceived>(&event);
    if (advert != nullptr && state_.parameters.is_owner()) return {};
    return mutant_.step(state_, profile_, event, now);
  }

 private:
  const Mutant& mutant_;
};

}  // namespace vrrpspec::monitor
