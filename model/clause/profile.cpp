#include "model/clause/profile.hpp"

#include <algorithm>
#include <array>

namespace vrrpspec {

constinit const Profile rfc5798{.name = "rfc5798", .document = "RFC 5798"};

constinit const Profile rfc9568{.name = "rfc9568",
                                .document = "RFC 9568",
                                .ipv4_checksum = Ipv4Checksum::plain,
                                .losing_advert_is_answered = true,
                                .owner_hears_adverts = true,
                                .zero_count_is_discarded = true,
                                .zero_interval_is_discarded = true,
                                .first_ipv6_must_be_link_local = true};

constinit const Profile rfc3768{.name = "rfc3768",
                                .document = "RFC 3768",
                                .version = Version::v2,
                                .ipv4_checksum = Ipv4Checksum::plain,
                                .learns_master_adver_interval = false,
                                .skew_follows_interval = false,
                                .interval_must_match = true,
                                .list_mismatch_is_discarded = true,
                                .has_authentication = true,
                                .has_accept_mode = false};

std::span<const Profile* const> all_profiles() {
  static constexpr std::array<const Profile*, 3> profiles{&rfc5798, &rfc9568, &rfc3768};
  return profiles;
}

const Profile* find_profile(std::string_view name) {
  const auto found = std::ranges::find(all_profiles(), name, &Profile::name);
  return found == all_profiles().end() ? nullptr : *found;
}

}  // namespace vrrpspec
