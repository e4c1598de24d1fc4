// What somebody says of a router, since its packets do not show it, or not before it matters: a command line, or its
// configuration.
#pragma once

#include <optional>
#include <span>

#include "model/time.hpp"
#include "model/types.hpp"

namespace vrrpspec::monitor {

struct Told {
  IpAddress router;                        ///< the source of its adverts
  std::optional<Vrid> vrid{};              ///< none: of every virtual router
  std::optional<Priority> priority{};      ///< 1-255, as configured: what it tracks may change it
  std::optional<bool> preempt_mode{};      ///< Preempt_Mode of section 6.1
  std::optional<Centiseconds> interval{};  ///< Advertisement_Interval of section 6.1
  friend bool operator==(const Told&, const Told&) = default;
};

/// What is said of the router in that virtual router; the last word about each thing counts. Empty: nothing.
std::optional<Told> told_of(std::span<const Told> all, const IpAddress& router, Vrid vrid);

}  // namespace vrrpspec::monitor
