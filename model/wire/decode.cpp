// The receive checks of section 7.1 that look at the packet alone, in the order in which the section names them (AMB-19
// leaves the order open).
#include <algorithm>

#include "model/wire/layout.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::wire {
namespace {

using Message = std::span<const std::uint8_t>;

Centiseconds interval_of(Message message, Version version) {
  //= rfc3768 2-03
  //# The Advertisement interval indicates the time interval (in seconds)
  //# between ADVERTISEMENTS.
  if (version == Version::v2) {
    return Centiseconds{static_cast<std::uint16_t>(100 * message[layout::interval_seconds])};
  }
  //= rfc5798 V3-030
  //# The Maximum Advertisement Interval is a 12-bit field that indicates
  //# the time interval (in centiseconds) between ADVERTISEMENTS.
  //= rfc5798 V3-029
  //# ignored on
  //# reception.
  const int interval = (message[layout::interval] & 0x0f) << 8 | message[layout::interval + 1];
  return Centiseconds{static_cast<std::uint16_t>(interval)};
}

/// The checksum runs over the whole IP payload, whatever the count says: "entire VRRP message", and the length in the
/// pseudo-header is that of the payload. So a damaged count cannot choose how much of the packet is verified (AMB-8).
bool checksum_holds(Message message, const IpHeader& header, const Profile& profile) {
  const auto holds = [message](std::uint32_t partial) { return checksum(message, partial) == 0; };
  const std::uint32_t pseudo = pseudo_header_sum(header, message.size());
  //= rfc3768 2-06
  //# The checksum is the 16-bit one's complement of the one's complement
  //# sum of the entire VRRP message starting with the version field.
  if (profile.version == Version::v2) return holds(0);
  if (header.source.family() == Family::ipv6) return holds(pseudo);
  //= rfc5798 AMB-1
  //# "pseudo-header" as defined in Section 8.1 of [RFC2460].
  switch (profile.ipv4_checksum) {
    case Ipv4Checksum::pseudo:
      return holds(pseudo);
    case Ipv4Checksum::plain:
      return holds(0);
    case Ipv4Checksum::either:
      return holds(pseudo) || holds(0);
  }
  return false;
}

/// TTL, version, type, completeness, checksum. After them every field can be read.
std::optional<DiscardReason> format_fault(Message message, const IpHeader& header, const Profile& profile) {
  const Family family = header.source.family();
  //= rfc5798 V3-060
  //# MUST verify that the IPv4 TTL is 255.
  //= rfc5798 V3-061
  //# MUST verify that the IPv6 Hop Limit is 255.
  if (header.ttl != vrrp_ttl) return DiscardReason::ttl_not_255;
  if (message.empty()) return DiscardReason::incomplete;
  //= rfc5798 V3-062
  //# MUST verify that the VRRP version is 3.
  //= rfc3768 2-02
  //# MUST verify the VRRP version is 2.
  if (message[layout::version_type] >> 4 != static_cast<int>(profile.version)) return DiscardReason::wrong_version;
  //= rfc3768 2-01
  //# VRRP packets are sent encapsulated in IP packets. They are sent to
  //# the IPv4 multicast address assigned to VRRP.
  if (profile.version == Version::v2 && family == Family::ipv6) return DiscardReason::wrong_version;
  //= rfc5798 V3-022
  //# A packet with unknown type MUST be discarded.
  if ((message[layout::version_type] & 0x0f) != layout::type_advertisement) return DiscardReason::unknown_type;
  //= rfc5798 V3-063
  //# MUST verify that the received packet contains the complete VRRP
  //# packet (including fixed fields, and IPvX address).
  // In VRRPv2 the authentication data are a part of it.
  if (message.size() < layout::addresses ||
      message.size() < layout::message_size(profile.version, family, message[layout::count])) {
    return DiscardReason::incomplete;
  }
  //= rfc5798 V3-064
  //# MUST verify the VRRP checksum.
  if (!checksum_holds(message, header, profile)) return DiscardReason::wrong_checksum;
  return std::nullopt;
}

/// What the auth type of the packet demands. Data count for the simple text password of RFC 2338 only.
bool authentication_holds(const Authentication& received, const Authentication& configured) {
  //= rfc3768 2-05
  //# A packet with unknown authentication type or that does not match the
  //# locally configured authentication method MUST be discarded.
  if (received.type > auth_type_simple_text || received.type != configured.type) return false;
  //= rfc3768 2-04
  //# It SHOULD be set to zero on
  //# transmission and ignored on reception.
  return received.type == auth_type_none || received.data == configured.data;
}

/// What a profile demands of the fields. Zero count and zero interval are unspecified in RFC 5798 (AMB-6, AMB-7).
std::optional<DiscardReason> content_fault(const Advertisement& advertisement, const Profile& profile) {
  //= rfc9568 D-09
  //# If the received count is 0, the VRRP advertisement MUST be ignored.
  if (profile.zero_count_is_discarded && advertisement.addresses.empty()) return DiscardReason::zero_count;
  //= rfc9568 D-14
  //# It MUST verify that the Max Advertise Interval is non zero.
  if (profile.zero_interval_is_discarded && advertisement.max_adver_int == Centiseconds{0}) {
    return DiscardReason::zero_interval;
  }
  //= rfc9568 EID-8300
  if (profile.first_ipv6_must_be_link_local && !advertisement.addresses.empty() &&
      advertisement.source.family() == Family::ipv6 && !advertisement.addresses.front().is_link_local()) {
    return DiscardReason::first_address_not_link_local;
  }
  return std::nullopt;
}

AddressList addresses_of(Message message, Family family) {
  const std::size_t size = layout::address_size(family);
  const std::size_t count = message[layout::count];
  AddressList addresses;
  addresses.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    addresses.push_back(IpAddress::from_octets(message.subspan(layout::addresses + i * size, size)));
  }
  return addresses;
}

}  // namespace

std::optional<Authentication> authentication_of(std::span<const std::uint8_t> message) {
  if (message.size() < layout::addresses || message[layout::version_type] >> 4 != 2) return std::nullopt;
  const std::size_t begin = layout::addresses_end(Family::ipv4, message[layout::count]);
  if (message.size() < begin + layout::auth_data_size) return std::nullopt;
  Authentication authentication{.type = message[layout::auth_type]};
  std::ranges::copy(message.subspan(begin, layout::auth_data_size), authentication.data.begin());
  return authentication;
}

std::expected<Advertisement, Discard> decode(std::span<const std::uint8_t> message, const IpHeader& header,
                                             const Profile& profile, const Authentication& authentication) {
  if (const auto fault = format_fault(message, header, profile)) return std::unexpected{Discard{*fault}};
  //= rfc5798 AMB-18
  const std::optional<Vrid> vrid = Vrid::from(message[layout::vrid]);
  if (!vrid) return std::unexpected{Discard{DiscardReason::vrid_not_configured}};
  if (profile.has_authentication) {
    const std::optional<Authentication> received = authentication_of(message);
    if (!received || !authentication_holds(*received, authentication)) {
      return std::unexpected{Discard{DiscardReason::authentication_mismatch}};
    }
  }
  Advertisement advertisement{.version = profile.version,
                              .vrid = *vrid,
                              .priority = Priority{message[layout::priority]},
                              .max_adver_int = interval_of(message, profile.version),
                              .source = header.source,
                              .addresses = addresses_of(message, header.source.family())};
  if (const auto fault = content_fault(advertisement, profile)) return std::unexpected{Discard{*fault}};
  return advertisement;
}

}  // namespace vrrpspec::wire
