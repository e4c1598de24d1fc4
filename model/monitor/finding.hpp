// What no conforming router could have done, as data: who, which packet, and what each last hypothesis demanded.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/monitor/moves.hpp"

namespace vrrpspec::monitor {

enum class Confidence : std::uint8_t {
  violation,  ///< whichever of the packets that were seen reached the router
  suspicion,  ///< only if all of them did, and all that it sent was seen
};
std::string_view to_string(Confidence confidence);

/// Why a finding is a suspicion and no violation.
enum class Doubt : std::uint8_t {
  none,            ///< it is a violation
  loss,            ///< a packet that was captured may not have arrived, or one that arrived was not captured
  known_loss,      ///< the capture says itself that it lacks packets
  stamps,          ///< they run backwards, or are too coarse
  elsewhere,       ///< the router may have heard what is not at the place of the capture
  mixed_segments,  ///< the capture mixes segments, so that time proves nothing
  two_senders,     ///< two routers may use one address
};
std::string_view to_string(Doubt doubt);

enum class Deviation : std::uint8_t {
  early,      ///< before any hypothesis lets it be sent
  late,       ///< after the last instant at which it could be sent
  absent,     ///< what had to be sent was not
  unordered,  ///< an ADVERTISEMENT that no line orders in that state
};
std::string_view to_string(Deviation deviation);

struct Finding {
  Confidence confidence{Confidence::violation};
  Doubt doubt{Doubt::none};
  Deviation deviation{Deviation::early};
  Instant at{};            ///< of the packet; of an absence: when it was certain
  PacketNumber packet{0};  ///< 0: an absence
  Duration by{};           ///< how far outside the nearest demand's window, tolerances included
  Demand nearest{};        ///< the demand that the observation missed by least
  std::vector<Demand> demands{};
};

}  // namespace vrrpspec::monitor
