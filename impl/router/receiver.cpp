#include "impl/router/receiver.hpp"

#include <algorithm>

namespace vrrpspec::impl {
namespace {

//= rfc5798 V3-114
//# When a virtual router is configured this way and is the Backup, it should time out based on the rate advertised
/// RFC 3768's format with section 8.4.2's reading of the interval: the Backup times out at the Master's rate.
Profile v2_beside_v3() {
  Profile profile = rfc3768;
  profile.interval_must_match = false;
  profile.learns_master_adver_interval = true;
  profile.list_mismatch_is_discarded = false;
  return profile;
}

Version version_of(std::span<const std::uint8_t> message) {
  return !message.empty() && message[0] >> 4 == 2 ? Version::v2 : Version::v3;
}

}  // namespace

AddressList advertised_addresses(const InstanceConfiguration& configuration) {
  AddressList addresses;
  for (const VirtualAddress& address : configuration.addresses) addresses.push_back(address.address);
  return addresses;
}

wire::Authentication authentication_of(const InstanceConfiguration& configuration) {
  wire::Authentication authentication;
  if (!configuration.password) return authentication;
  authentication.type = wire::auth_type_simple_text;
  std::copy_n(configuration.password->begin(), std::min(configuration.password->size(), authentication.data.size()),
              authentication.data.begin());
  return authentication;
}

Receiver::Receiver(const InstanceConfiguration& configuration)
    : versions_{configuration.versions},
      profile_{configuration.profile},
      v2_profile_{configuration.versions.v3 ? v2_beside_v3() : rfc3768},
      authentication_{authentication_of(configuration)},
      addresses_{advertised_addresses(configuration)},
      peers_{configuration.unicast_peers},
      group_{vrrp_multicast_group(configuration.family)} {}

void Receiver::reconfigure(const InstanceConfiguration& configuration) {
  const DaemonCounters counted = unattributed_;
  *this = Receiver{configuration};
  unattributed_ = counted;
}

std::expected<Advertisement, std::optional<wire::Discard>> Receiver::receive(std::span<const std::uint8_t> message,
                                                                             const wire::IpHeader& header,
                                                                             const Parameters& parameters, Instant now,
                                                                             Counters& counters) {
  if (!comes_from_a_peer(header)) return std::unexpected{std::nullopt};
  const bool is_v2 = versions_.v2 && (version_of(message) == Version::v2 || !versions_.v3);
  const Profile& profile = is_v2 ? v2_profile_ : *profile_;
  const auto advert = wire::decode(message, header, profile, authentication_);
  if (!advert) {
    count(advert.error().reason, counters);
    return std::unexpected{advert.error()};
  }
  if (const auto discard = wire::receive_check(*advert, parameters, addresses_, profile)) {
    count(discard->reason, counters);
    return std::unexpected{*discard};
  }
  ++counters.rcvd_advertisements;
  if (advert->priority == priority_stop) ++counters.rcvd_pri_zero_packets;
  if (advert->max_adver_int != parameters.advertisement_interval) ++counters.adv_interval_errors;
  if (!std::ranges::is_permutation(advert->addresses, addresses_)) ++counters.address_list_errors;
  if (is_shadowed(*advert, now)) return std::unexpected{std::nullopt};
  return *advert;
}

bool Receiver::comes_from_a_peer(const wire::IpHeader& header) const {
  if (peers_.empty()) return header.destination == group_;
  return std::ranges::find(peers_, header.source) != peers_.end();
}

/// A VRRPv2 advert of a router whose VRRPv3 adverts are being heard.
bool Receiver::is_shadowed(const Advertisement& advert, Instant now) {
  if (!versions_.v2 || !versions_.v3) return false;
  //= rfc5798 V3-115
  //# Also, a Backup should ignore VRRPv2 advertisements from the current Master if it is also receiving VRRPv3
  // Two intervals: when version 3 falls silent, version 2 counts again before Master_Down_Interval is over.
  if (advert.version == Version::v3) {
    v3_source_ = advert.source;
    v3_heard_until_ = now + 2 * advert.max_adver_int.duration();
    return false;
  }
  return v3_heard_until_ && advert.source == v3_source_ && now < *v3_heard_until_;
}

void Receiver::count(wire::DiscardReason reason, Counters& counters) {
  using enum wire::DiscardReason;
  switch (reason) {
    case ttl_not_255:
      ++counters.ip_ttl_errors;
      break;
    case wrong_version:
      ++unattributed_.version_errors;
      break;
    case unknown_type:
      ++counters.rcvd_invalid_type_packets;
      break;
    case incomplete:
      ++counters.packet_length_errors;
      break;
    case wrong_checksum:
      ++unattributed_.checksum_errors;
      break;
    case vrid_not_configured:
      ++unattributed_.vrid_errors;
      break;
    case local_router_is_owner:
      ++counters.rcvd_advertisements;
      break;
    case zero_count:
    case first_address_not_link_local:
    case address_list_mismatch:
      ++counters.address_list_errors;
      break;
    case zero_interval:
    case interval_mismatch:
      ++counters.adv_interval_errors;
      break;
    case authentication_mismatch:
      ++counters.rcvd_invalid_authentications;
      break;
  }
}

}  // namespace vrrpspec::impl
