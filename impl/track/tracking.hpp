// What tracked interfaces and scripts do to a virtual router: they change its priority, or keep it from taking part
// (keepalived.conf(5), track_interface and track_script). Values only; nothing is run here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "model/types.hpp"

namespace vrrpspec::impl {

/// The results of one script, counted as rise and fall say.
class ScriptHealth {
 public:
  explicit ScriptHealth(const ScriptConfiguration& script);
  /// Takes the result of one run; true when is_good() changed.
  bool on_result(bool success);
  /// Empty until the first result is in.
  [[nodiscard]] std::optional<bool> is_good() const;

 private:
  unsigned rise_;
  unsigned fall_;
  unsigned streak_{0};
  std::optional<bool> good_;
};

/// One tracked thing as it is now; `good` is empty while nobody knows.
struct TrackedState {
  std::string what;  ///< "script chk_nginx", "interface eth1"
  std::optional<bool> good;
  int weight{0};
  bool reverse{false};
};

struct TrackingResult {
  Priority priority{priority_default};  ///< 1-254, or 255 unchanged for an owner
  std::optional<std::string> fault;     ///< why the router must not take part: "interface eth1 is down"
  friend bool operator==(const TrackingResult&, const TrackingResult&) = default;
};

/// Weight 0: a bad thing is a fault. Weight above 0: added while it is good; below 0: added while it is bad. `reverse`
/// swaps good and bad. The sum stays within 1-254; the priority 255 never changes.
TrackingResult apply_tracking(Priority configured, const std::vector<TrackedState>& tracked);

}  // namespace vrrpspec::impl
