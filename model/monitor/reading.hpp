// What a router about which something was found may be doing instead: which single fault explains every ADVERTISEMENT,
// if all packets reached it. The router is followed by the model with each fault in turn, from a while before the first
// finding on; a fault is out with the first advert that it does not explain either.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "model/monitor/router_monitor.hpp"

namespace vrrpspec::monitor {

class Reading {
 public:
  /// So many faults at most are followed on; where more explain what was found, it shows too little.
  static constexpr std::size_t most_followed = 4;

  /// As of the monitor of the router.
  Reading(const Parameters& known, const Assumptions& assumptions) : known_{known}, assumptions_{assumptions} {
    assumptions_.inputs_arrive = true;
  }

  /// What the monitor was told just before.
  void own_advert(const RouterMonitor::OwnAdvert& advert, const RouterMonitor& judged);
  void heard(const Heard& input, Acceptance acceptance);
  void lose_track();
  void finish(Instant end);

  /// The faults that explain all of it; none while nothing was found.
  [[nodiscard]] std::vector<const Mutant*> explanations() const;

 private:
  struct Received {
    Heard input;
    Acceptance acceptance;
  };
  using Input = std::variant<RouterMonitor::OwnAdvert, Received>;
  struct Followed {
    const Mutant* fault;
    RouterMonitor monitor;
  };
  /// By the chart itself, and by the faults that are not out.
  struct Suspects {
    RouterMonitor conforming;
    std::vector<Followed> faults;
  };
  [[nodiscard]] static bool is_out(const RouterMonitor& fault, const RouterMonitor& conforming);

  void remember(const Input& input);
  void begin();
  void go_on(const Input& input);
  void end_if_none_is_left();
  static void tell(Suspects& suspects, const Input& input);
  static void pass_time(Suspects& suspects, Instant now);

  Parameters known_;
  Assumptions assumptions_;
  std::vector<Input> before_;  ///< the latest inputs, a ring once it is full
  std::size_t oldest_{0};
  std::unique_ptr<Suspects> suspects_;  ///< from the first finding on, until none is left
  bool is_over_{false};                 ///< there were suspects, and none is left
};

}  // namespace vrrpspec::monitor
