// A profile is the set of choices in which the three documents differ. The chart, the codec and the cases read these
// values; none of them asks which document is in force.
#pragma once

#include <span>
#include <string_view>

#include "model/clause/clause.hpp"  // first: g++ 12 holds ClauseSeries::rfc5798 for a shadow of the profile of that name
#include "model/time.hpp"
#include "model/types.hpp"

namespace vrrpspec {

/// What the checksum of an IPv4 advert covers. RFC 5798 5.2.8 reads "with pseudo-header", RFC 9568 says "message only",
/// and routers of both kinds are in use (AMB-1).
enum class Ipv4Checksum : std::uint8_t { pseudo, plain, either };

struct Profile {
  std::string_view name;      ///< "rfc5798"
  std::string_view document;  ///< "RFC 5798"
  Version version{Version::v3};
  Ipv4Checksum ipv4_checksum{Ipv4Checksum::either};  ///< accepted on receive; `either` sends pseudo (5.2.8 as written)

  bool learns_master_adver_interval{true};    ///< (450), (745); false in RFC 3768 (2-12, 2-13)
  bool skew_follows_interval{true};           ///< Skew_Time scales with Master_Adver_Interval; RFC 3768: seconds (2-08)
  bool interval_must_match{false};            ///< another Adver Int is discarded (2-07)
  bool losing_advert_is_answered{false};      ///< D-05: a Master answers a losing advert at once
  bool owner_hears_adverts{false};            ///< EID-8298 reverses V3-066
  bool zero_count_is_discarded{false};        ///< D-09, EID-8299
  bool zero_interval_is_discarded{false};     ///< D-14, EID-8301
  bool first_ipv6_must_be_link_local{false};  ///< EID-8300
  bool list_mismatch_is_discarded{false};     ///< 2-10, unless the sender is the owner
  bool has_authentication{false};             ///< VRRPv2 trailer (2-04, 2-05)
  bool has_accept_mode{true};                 ///< 2-11
};

extern const Profile rfc5798;
extern const Profile rfc9568;
extern const Profile rfc3768;

/// The three profiles, default first.
std::span<const Profile* const> all_profiles();
/// By name; null when there is none.
const Profile* find_profile(std::string_view name);

}  // namespace vrrpspec
