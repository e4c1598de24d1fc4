// What `check` found, as remarks that stand among the packets of a capture: at the advert that shows something, or at
// the instant at which one was due.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {

struct CheckEvent {
  enum class Weight : std::uint8_t { failure, doubt, change };

  monitor::PacketNumber packet{0};  ///< the advert that it is a remark on; 0: none, it stands at `at`
  Instant at{};
  std::optional<IpAddress> router{};
  Weight weight{Weight::change};
  std::string text;     ///< one line, "VRID 51, IPv4: 192.0.2.12 is Master: first seen"
  bool happened{true};  ///< false: `packet` is only what another remark counts from
};

/// Who became Master and ceased to be, two Masters, each failure and doubt, and where an advert was due instead. Those
/// of a packet in order of importance.
std::vector<CheckEvent> check_events(const CheckReport& report);

}  // namespace vrrpspec::harness
