// What tracked interfaces and scripts do to a virtual router: they change its priority, or keep it from taking part
// (keepalived.conf(5), track_interface and track_script). Values only; nothing is run here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "model/types.hpp"

namespace vrrpspec::impl {

/// The results of one script, counted as rise and fall say. The first result decides at once, whatever rise and fall
/// are; with init_fail the script counts as bad from the start, and rise successes in a row make it good.
class ScriptHealth {
 public:
  explicit ScriptHealth(const ScriptConfiguration& script);
  /// Takes the result of one run; true when is_good() changed.
  bool on_result(bool success);
  /// Empty until the first result is in; never empty with init_fail.
  [[nodiscard]] std::optional<bool> is_good() const { return good_; }

 private:
  unsigned rise_;
  unsigned fall_;
  unsigned streak_{0};  ///< results in a row that contradict good_
  std::optional<bool> good_;
};

enum class TrackedKind : std::uint8_t { interface, script };

/// One tracked thing as it is now; `good` is empty while nobody knows.
struct TrackedState {
  TrackedKind kind{TrackedKind::interface};
  std::string name;  ///< "eth1", "chk_nginx"
  std::optional<bool> good;
  int weight{0};
  bool reverse{false};
};

struct TrackingResult {
  Priority priority{priority_default};  ///< 1-254, or 255 unchanged for an owner
  std::optional<std::string> fault;     ///< why the router must not take part: "interface eth1 is down"
  bool is_waiting{false};               ///< `fault` says no more than that a first result is not in yet
  friend bool operator==(const TrackingResult&, const TrackingResult&) = default;
};

/// Weight 0: a bad thing is a fault, with `reverse` a good one is; while nobody knows, the router waits. Any other
/// weight is added: above 0 while the thing is good, below 0 while it is bad, nothing while nobody knows; `reverse`
/// flips its sign. The sum stays within 1-254, and the priority 255 never changes. Only which of several faults is told
/// depends on the order: the first.
TrackingResult apply_tracking(Priority configured, const std::vector<TrackedState>& tracked);

}  // namespace vrrpspec::impl
