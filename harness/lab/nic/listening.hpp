// Listening before the first word: who advertises on the wire, and whether the tester may speak there. Pure decisions
// on frames that somebody else has received.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/frame/seen.hpp"
#include "harness/lab/nic/parties.hpp"

namespace vrrpspec::harness {

/// Where an advert came from.
enum class HeardFrom : std::uint8_t { wire, this_machine };

/// A router that was heard, with the fields of its first advert.
struct HeardRouter {
  SeenAdvert advert;
  HeardFrom from{HeardFrom::wire};
};

/// "VRID 51 of 192.0.2.7 (00:00:5e:00:01:33): VRRPv3, priority 150, every 1.00 s"
std::string describe(const HeardRouter& router);

/// Why the tester must be silent where this router speaks; empty when it may speak.
std::string objection_to(const HeardRouter& router, const WireParties& parties);

/// What the device's advert says other than it was configured to say; empty when there is nothing, or when it is not
/// the device's.
std::string misconfiguration(const HeardRouter& router, const WireParties& parties);

class Listening {
 public:
  /// The router when it is heard for the first time.
  std::optional<HeardRouter> hear(std::span<const std::uint8_t> frame, HeardFrom from);

 private:
  std::vector<HeardRouter> heard_;
};

}  // namespace vrrpspec::harness
