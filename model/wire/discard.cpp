#include "model/wire/discard.hpp"

#include "model/assert.hpp"

namespace vrrpspec::wire {
namespace {

struct Row {
  DiscardReason reason;
  ClauseKey clause;     // VRRPv3, IPv4
  ClauseKey clause_v2;  // VRRPv2
  std::string_view name;
  std::string_view text;
};

constexpr std::array rows{
    Row{DiscardReason::ttl_not_255, "V3-060"_clause, "V3-060"_clause, "ttl_not_255", "the TTL is not 255"},
    Row{DiscardReason::wrong_version, "V3-062"_clause, "2-02"_clause, "wrong_version", "the version is another one"},
    Row{DiscardReason::unknown_type, "V3-022"_clause, "2-16"_clause, "unknown_type", "the type is not ADVERTISEMENT"},
    Row{DiscardReason::incomplete, "V3-063"_clause, "2-04"_clause, "incomplete", "the packet is not complete"},
    Row{DiscardReason::wrong_checksum, "V3-064"_clause, "2-06"_clause, "wrong_checksum", "the checksum is wrong"},
    Row{DiscardReason::vrid_not_configured, "V3-065"_clause, "V3-065"_clause, "vrid_not_configured",
        "the VRID is not configured on the interface"},
    Row{DiscardReason::local_router_is_owner, "V3-066"_clause, "2-15"_clause, "local_router_is_owner",
        "the local router is the address owner"},
    Row{DiscardReason::zero_count, "D-09"_clause, "D-09"_clause, "zero_count", "the address count is 0"},
    Row{DiscardReason::zero_interval, "D-14"_clause, "D-14"_clause, "zero_interval", "the advertisement interval is 0"},
    Row{DiscardReason::first_address_not_link_local, "EID-8300"_clause, "EID-8300"_clause,
        "first_address_not_link_local", "the first IPv6 address is not link-local"},
    Row{DiscardReason::authentication_mismatch, "2-05"_clause, "2-05"_clause, "authentication_mismatch",
        "the authentication is not the configured one"},
    Row{DiscardReason::interval_mismatch, "2-07"_clause, "2-07"_clause, "interval_mismatch",
        "the advertisement interval is not the configured one"},
    Row{DiscardReason::address_list_mismatch, "2-10"_clause, "2-10"_clause, "address_list_mismatch",
        "the address list is not the configured one"},
};

const Row& row_of(DiscardReason reason) {
  const auto index = static_cast<std::size_t>(reason);
  VRRPSPEC_ASSERT(index < rows.size() && rows[index].reason == reason);
  return rows[index];
}

}  // namespace

ClauseKey clause_of(DiscardReason reason, Version version, Family family) {
  if (reason == DiscardReason::ttl_not_255 && family == Family::ipv6) return "V3-061"_clause;
  return version == Version::v2 ? row_of(reason).clause_v2 : row_of(reason).clause;
}

std::string_view to_string(DiscardReason reason) {
  return row_of(reason).text;
}

std::string_view name_of(DiscardReason reason) {
  return row_of(reason).name;
}

}  // namespace vrrpspec::wire
