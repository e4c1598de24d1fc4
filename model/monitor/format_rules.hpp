// What sections 5 and 7.2 demand of every ADVERTISEMENT, judged on the packet alone.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/monitor/sighting.hpp"

namespace vrrpspec::monitor {

struct FormatRule {
  ClauseKey v3_ipv4;
  ClauseKey v3_ipv6;
  ClauseKey v2;
  std::string_view demand;  ///< "the TTL is 255"
  /// Empty: the packet does not show it.
  std::optional<bool> (*holds)(const Sighting&);

  [[nodiscard]] ClauseKey clause(const Advertisement& advert) const;
};

std::span<const FormatRule> format_rules();

}  // namespace vrrpspec::monitor
