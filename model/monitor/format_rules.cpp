#include "model/monitor/format_rules.hpp"

#include <array>

namespace vrrpspec::monitor {
namespace {

using Holds = std::optional<bool>;

Holds has_ttl(const Sighting& seen) {
  return seen.ttl == vrrp_ttl;
}
Holds has_virtual_mac(const Sighting& seen) {
  if (seen.source_mac == MacAddress{}) return std::nullopt;
  return seen.source_mac == virtual_router_mac(seen.advert.source.family(), seen.advert.vrid);
}
/// Unicast is an extension on which the RFC is silent, so only other groups are wrong.
Holds goes_to_the_group(const Sighting& seen) {
  const auto octets = seen.destination.octets();
  const bool is_multicast = seen.destination.family() == Family::ipv4 ? (octets[0] & 0xf0) == 0xe0 : octets[0] == 0xff;
  if (!is_multicast) return std::nullopt;
  return seen.is_to_group();
}
Holds has_clear_reserved_bits(const Sighting& seen) {
  if (seen.fault || seen.advert.version != Version::v3) return std::nullopt;
  return seen.reserved == 0;
}
/// A message with another fault was not looked at any further.
Holds is_not(wire::DiscardReason reason, const Sighting& seen) {
  if (seen.fault && seen.fault != reason) return std::nullopt;
  return !seen.fault;
}
Holds has_right_checksum(const Sighting& seen) {
  return is_not(wire::DiscardReason::wrong_checksum, seen);
}
Holds is_complete(const Sighting& seen) {
  return is_not(wire::DiscardReason::incomplete, seen);
}
Holds has_known_type(const Sighting& seen) {
  return is_not(wire::DiscardReason::unknown_type, seen);
}
Holds counts_an_address(const Sighting& seen) {
  if (seen.fault) return std::nullopt;
  return !seen.advert.addresses.empty();
}
Holds has_link_local_source(const Sighting& seen) {
  if (seen.advert.source.family() != Family::ipv6) return std::nullopt;
  return seen.advert.source.is_link_local();
}
Holds begins_with_link_local(const Sighting& seen) {
  if (seen.fault || seen.advert.source.family() != Family::ipv6 || seen.advert.addresses.empty()) return std::nullopt;
  return seen.advert.addresses.front().is_link_local();
}

}  // namespace

ClauseKey FormatRule::clause(const Advertisement& advert) const {
  if (advert.version == Version::v2) return v2;
  return advert.source.family() == Family::ipv4 ? v3_ipv4 : v3_ipv6;
}

std::span<const FormatRule> format_rules() {
  // Where RFC 3768 has no key of its own, its text is that of RFC 5798.
  static constexpr std::array rules{
      FormatRule{"V3-012"_clause, "V3-018"_clause, "V3-012"_clause, "the TTL is 255", has_ttl},
      FormatRule{"V3-075"_clause, "V3-077"_clause, "V3-075"_clause, "the source MAC is that of the virtual router",
                 has_virtual_mac},
      FormatRule{"V3-010"_clause, "V3-016"_clause, "V3-010"_clause, "the destination is the VRRP group",
                 goes_to_the_group},
      FormatRule{"V3-022"_clause, "V3-022"_clause, "2-16"_clause, "the type is 1", has_known_type},
      FormatRule{"V3-063"_clause, "V3-063"_clause, "2-04"_clause, "the message is complete", is_complete},
      FormatRule{"V3-028"_clause, "V3-028"_clause, "2-03"_clause, "the reserved bits are zero",
                 has_clear_reserved_bits},
      FormatRule{"V3-074"_clause, "V3-074"_clause, "2-06"_clause, "the checksum is right", has_right_checksum},
      FormatRule{"V3-027"_clause, "V3-027"_clause, "V3-027"_clause, "it carries an address at least",
                 counts_an_address},
      FormatRule{"V3-001"_clause, "V3-015"_clause, "V3-001"_clause, "the source is a link-local address",
                 has_link_local_source},
      FormatRule{"V3-034"_clause, "V3-034"_clause, "V3-034"_clause, "the first address is link-local",
                 begins_with_link_local}};
  return rules;
}

}  // namespace vrrpspec::monitor
