// Why a packet does not count: each reason is one receive check and names its clause. Section 7.1, and 5.2.2 for the
// type.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/clause/clause.hpp"
#include "model/types.hpp"

namespace vrrpspec::wire {

enum class DiscardReason : std::uint8_t {
  ttl_not_255,                   ///< V3-060 / V3-061
  wrong_version,                 ///< V3-062, 2-02; VRRPv2 in IPv6 too (2-01)
  unknown_type,                  ///< V3-022, 2-16
  incomplete,                    ///< V3-063, 2-04
  wrong_checksum,                ///< V3-064, 2-06
  vrid_not_configured,           ///< V3-065, and VRID 0 (AMB-18)
  local_router_is_owner,         ///< V3-066, 2-15
  zero_count,                    ///< D-09, EID-8299
  zero_interval,                 ///< D-14, EID-8301
  first_address_not_link_local,  ///< EID-8300
  authentication_mismatch,       ///< 2-05
  interval_mismatch,             ///< 2-07
  address_list_mismatch,         ///< 2-10
};

/// Every reason, in the order of the enumeration.
inline constexpr std::array all_discard_reasons{DiscardReason::ttl_not_255,
                                                DiscardReason::wrong_version,
                                                DiscardReason::unknown_type,
                                                DiscardReason::incomplete,
                                                DiscardReason::wrong_checksum,
                                                DiscardReason::vrid_not_configured,
                                                DiscardReason::local_router_is_owner,
                                                DiscardReason::zero_count,
                                                DiscardReason::zero_interval,
                                                DiscardReason::first_address_not_link_local,
                                                DiscardReason::authentication_mismatch,
                                                DiscardReason::interval_mismatch,
                                                DiscardReason::address_list_mismatch};

/// The clause that demands the discard, in the document of that protocol version where it has a clause of its own.
ClauseKey clause_of(DiscardReason reason, Version version = Version::v3, Family family = Family::ipv4);
/// A sentence fragment: "the TTL is not 255".
std::string_view to_string(DiscardReason reason);
/// The enumerator itself, for data files: "ttl_not_255".
std::string_view name_of(DiscardReason reason);

struct Discard {
  DiscardReason reason;
  friend constexpr bool operator==(Discard, Discard) = default;
};

}  // namespace vrrpspec::wire
