// Section 7.2, the octets of the message: a router that tells the truth. Frames that lie are made elsewhere.
#include <algorithm>

#include "model/assert.hpp"
#include "model/wire/layout.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::wire {
namespace {

void append(std::vector<std::uint8_t>& message, std::span<const std::uint8_t> octets) {
  message.insert(message.end(), octets.begin(), octets.end());
}

void assert_encodable(const Advertisement& advertisement, const IpAddress& destination, const Authentication& auth) {
  const Family family = advertisement.source.family();
  const unsigned interval = advertisement.max_adver_int.count();
  VRRPSPEC_ASSERT(destination.family() == family);
  VRRPSPEC_ASSERT(advertisement.addresses.size() <= 255);
  //= rfc5798 V3-035
  //# This field contains either one or more IPv4 addresses, or one or more
  //# IPv6 addresses, that is, IPv4 and IPv6 MUST NOT both be carried in
  //# one IPvX Address field.
  VRRPSPEC_ASSERT(std::ranges::all_of(advertisement.addresses,
                                      [family](const IpAddress& address) { return address.family() == family; }));
  if (advertisement.version == Version::v2) {
    VRRPSPEC_ASSERT(family == Family::ipv4);
    VRRPSPEC_ASSERT(interval % 100 == 0 && interval <= 25500);
    VRRPSPEC_ASSERT(auth.type <= auth_type_simple_text);
  } else {
    VRRPSPEC_ASSERT(interval <= max_adver_int_limit.count());
  }
}

/// VRRPv3 over IPv4 has two readings (AMB-1); where both are accepted, 5.2.8 as written is what is sent.
bool has_pseudo_header(const Advertisement& advertisement, const Profile& profile) {
  if (advertisement.version == Version::v2) return false;
  return advertisement.source.family() == Family::ipv6 || profile.ipv4_checksum != Ipv4Checksum::plain;
}

}  // namespace

std::vector<std::uint8_t> encode(const Advertisement& advertisement, const IpAddress& destination,
                                 const Profile& profile, const Authentication& authentication) {
  assert_encodable(advertisement, destination, authentication);
  const Version version = advertisement.version;
  const Family family = advertisement.source.family();
  const std::size_t count = advertisement.addresses.size();
  const unsigned interval = advertisement.max_adver_int.count();

  std::vector<std::uint8_t> message;
  message.reserve(layout::message_size(version, family, count));
  //= rfc5798 V3-073
  //# Fill in the VRRP packet fields with the appropriate virtual
  //# router configuration state
  const int version_type = static_cast<int>(version) << 4 | layout::type_advertisement;
  message.push_back(static_cast<std::uint8_t>(version_type));
  message.push_back(advertisement.vrid.number());
  message.push_back(advertisement.priority.value());
  message.push_back(static_cast<std::uint8_t>(count));
  if (version == Version::v2) {
    message.push_back(authentication.type);
    message.push_back(static_cast<std::uint8_t>(interval / 100));
  } else {
    //= rfc5798 V3-028
    //# This field MUST be set to zero on transmission
    message.push_back(static_cast<std::uint8_t>(interval >> 8));
    message.push_back(static_cast<std::uint8_t>(interval & 0xff));
  }
  message.insert(message.end(), 2, 0);
  for (const IpAddress& address : advertisement.addresses) append(message, address.octets());
  if (version == Version::v2) {
    const bool password = authentication.type == auth_type_simple_text;
    append(message, password ? authentication.data : std::array<std::uint8_t, layout::auth_data_size>{});
  }

  //= rfc5798 V3-074
  //# Compute the VRRP checksum
  const IpHeader header{.source = advertisement.source, .destination = destination};
  const std::uint32_t pseudo =
      has_pseudo_header(advertisement, profile) ? pseudo_header_sum(header, message.size()) : 0;
  const std::uint16_t sum = checksum(message, pseudo);
  message[layout::checksum] = static_cast<std::uint8_t>(sum >> 8);
  message[layout::checksum + 1] = static_cast<std::uint8_t>(sum & 0xff);
  return message;
}

}  // namespace vrrpspec::wire
