// Which virtual router has something to do next: a step of one costs no look at all others.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "impl/daemon/running_router.hpp"
#include "model/time.hpp"

namespace vrrpspec::impl {

class Agenda {
 public:
  /// Takes the router's present deadline in the place of its former one. The router must outlive its entry.
  void note(RunningRouter& router);
  void clear();

  [[nodiscard]] std::optional<Instant> next_deadline() const;
  /// The router that is due at `now` for the longest time; null when none is.
  [[nodiscard]] RunningRouter* due(Instant now) const;

 private:
  std::set<std::pair<Instant, RunningRouter*>> in_order_;
  std::map<const RunningRouter*, Instant> noted_;
};

}  // namespace vrrpspec::impl
