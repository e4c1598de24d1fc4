// A router with one fault on a simulated segment.
#pragma once

#include "model/mutant/mutant.hpp"
#include "tests/model/monitor/segment_sim.hpp"

namespace vrrpspec::monitor {

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
