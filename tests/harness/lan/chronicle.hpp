// Who was Master when, told from the adverts on the wire alone: a reign is an unbroken series of adverts of one router.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/lab/wire_rules.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

struct Reign {
  PortId master{0};
  Instant first;         ///< its first advert
  Instant last;          ///< its last advert so far; the one with priority 0 when it resigned
  bool resigned{false};  ///< it ended with an advert of priority 0
};

class Chronicle {
 public:
  /// After a silence longer than `longest_gap` a router that speaks again begins a new reign.
  explicit Chronicle(Duration longest_gap) : longest_gap_{longest_gap} {}

  /// In the order of time.
  void hear(Instant at, PortId from, unsigned priority);

  /// In the order of their first adverts.
  [[nodiscard]] const std::vector<Reign>& reigns() const { return reigns_; }
  /// The first reign of a router that begins at `since` or later.
  [[nodiscard]] std::optional<Reign> reign_of(PortId router, Instant since) const;
  /// The latest one of a router.
  [[nodiscard]] std::optional<Reign> latest_of(PortId router) const;

  /// Two routers spoke as Masters: from the first advert of the later reign to the end of the earlier one, or of both.
  struct Rivalry {
    PortId incumbent{0};
    PortId rival{0};
    Instant from;
    Instant to;
  };
  [[nodiscard]] std::vector<Rivalry> rivalries() const;

  /// One line a reign, in seconds since `origin`, for people who look for the reason of a failure.
  [[nodiscard]] std::string text(Instant origin, const std::function<std::string(PortId)>& name) const;

 private:
  Duration longest_gap_;
  std::vector<Reign> reigns_;
};

}  // namespace vrrpspec::harness
