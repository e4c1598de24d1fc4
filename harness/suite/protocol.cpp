#include "harness/suite/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace vrrpspec::harness {
namespace {

/// A demand that another protocol has under a key of its own.
struct Twins {
  ClauseKey usual;  ///< VRRPv3 over IPv4
  ClauseKey other;
};

constexpr Twins ipv6_twins[] = {
    {"V3-001"_clause, "V3-015"_clause}, {"V3-010"_clause, "V3-016"_clause}, {"V3-011"_clause, "V3-017"_clause},
    {"V3-012"_clause, "V3-018"_clause}, {"V3-013"_clause, "V3-019"_clause}, {"V3-014"_clause, "V3-020"_clause},
    {"V3-060"_clause, "V3-061"_clause}, {"V3-075"_clause, "V3-077"_clause}, {"V3-076"_clause, "V3-078"_clause},
    {"V3-081"_clause, "V3-082"_clause}, {"S-115"_clause, "S-125"_clause},   {"S-120"_clause, "S-130"_clause},
    {"S-375"_clause, "S-385"_clause},   {"S-380"_clause, "S-395"_clause},
};

constexpr Twins v2_twins[] = {
    {"V3-021"_clause, "2-02"_clause}, {"V3-022"_clause, "2-16"_clause}, {"V3-030"_clause, "2-03"_clause},
    {"V3-031"_clause, "2-06"_clause}, {"V3-035"_clause, "2-04"_clause}, {"V3-039"_clause, "2-08"_clause},
    {"V3-040"_clause, "2-09"_clause}, {"V3-062"_clause, "2-02"_clause}, {"V3-063"_clause, "2-04"_clause},
    {"V3-064"_clause, "2-06"_clause}, {"V3-066"_clause, "2-15"_clause},
};

/// What VRRPv2 has not: the reserved bits, and all that is about learning the Master's interval.
constexpr ClauseKey not_in_v2[] = {
    "V3-028"_clause, "V3-029"_clause, "V3-034"_clause, "V3-038"_clause, "S-155"_clause,
    "S-450"_clause,  "S-455"_clause,  "S-745"_clause,  "S-750"_clause,  "S-755"_clause,
};

ClauseKey replaced(ClauseKey key, std::span<const Twins> twins) {
  const auto found = std::ranges::find(twins, key, &Twins::usual);
  return found == twins.end() ? key : found->other;
}

bool is_about_ipv6(ClauseKey key) {
  return key == "V3-034"_clause || std::ranges::find(ipv6_twins, key, &Twins::other) != std::end(ipv6_twins);
}

}  // namespace

std::string to_string(Protocol protocol) {
  if (protocol.version == Version::v2) return "VRRPv2";
  return fmt::format("VRRPv3 over IPv{}", static_cast<unsigned>(protocol.family));
}

std::optional<ClauseKey> clause_in(ClauseKey key, Protocol protocol) {
  if (protocol.family == Family::ipv4 && is_about_ipv6(key)) return std::nullopt;
  if (protocol.version == Version::v2) {
    if (std::ranges::find(not_in_v2, key) != std::end(not_in_v2)) return std::nullopt;
    return replaced(key, v2_twins);
  }
  if (key.series == ClauseSeries::rfc3768) return std::nullopt;
  return protocol.family == Family::ipv6 ? replaced(key, ipv6_twins) : key;
}

}  // namespace vrrpspec::harness
