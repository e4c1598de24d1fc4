// What the wire does to a frame on its way from one port to another: forward it, or drop, delay, duplicate or partition
// by rule. Pure decisions; the lab carries them out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/time.hpp"

namespace vrrpspec::harness {

/// Ports of devices count from 0; the tester has a port of its own.
using PortId = std::uint16_t;
inline constexpr PortId tester_port = 0xffff;

/// Applies to frames from `from` to `to`; an empty side means any port. The first matching rule decides.
struct WireRule {
  std::optional<PortId> from{};
  std::optional<PortId> to{};
  bool drop{false};
  Duration delay{};
  unsigned copies{1};  ///< 2 duplicates
};

class WireRules {
 public:
  void add(const WireRule& rule) { rules_.push_back(rule); }
  void clear() { rules_.clear(); }
  /// Nothing passes between the two groups, either way.
  void partition(const std::vector<PortId>& left, const std::vector<PortId>& right);

  struct Passage {
    unsigned copies{1};  ///< 0: dropped
    Duration delay{};
  };
  [[nodiscard]] Passage passage(PortId from, PortId to) const;

 private:
  std::vector<WireRule> rules_;
};

}  // namespace vrrpspec::harness
