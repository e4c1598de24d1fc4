// Arbitrary octets against model/wire/. The first octet of the input says what the rest is: a frame, an IP datagram, or
// a bare message, whose checksum may be put right so that the checks behind it are reached.
#include <algorithm>
#include <span>
#include <vector>

#include "model/assert.hpp"
#include "model/wire/layout.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec {
namespace {

using Octets = std::span<const std::uint8_t>;

enum Choice : std::uint8_t {
  ethernet = 0,
  ip = 1,
  message_in_ipv4 = 2,
  message_in_ipv6 = 3,
  shape = 3,
  repair = 4,
  plain = 8
};

Profile with_reading(Profile profile, Ipv4Checksum reading) {
  profile.ipv4_checksum = reading;
  return profile;
}

/// The octets that encode() writes for what decode() read, where the message leaves no choice: all but the reserved
/// bits, the checksum, the data of authentication type 0, and any surplus.
void expect_same_octets(Octets received, Octets encoded, const Advertisement& advertisement) {
  namespace layout = wire::layout;
  VRRPSPEC_ASSERT(encoded.size() <= received.size());
  VRRPSPEC_ASSERT(std::ranges::equal(received.first(layout::interval), encoded.first(layout::interval)));
  const bool v3 = advertisement.version == Version::v3;
  VRRPSPEC_ASSERT((received[layout::interval] & (v3 ? 0x0f : 0xff)) == encoded[layout::interval]);
  VRRPSPEC_ASSERT(received[layout::interval + 1] == encoded[layout::interval + 1]);
  const std::size_t end = layout::addresses_end(advertisement.source.family(), advertisement.addresses.size());
  const std::size_t size = end - layout::addresses;
  VRRPSPEC_ASSERT(
      std::ranges::equal(received.subspan(layout::addresses, size), encoded.subspan(layout::addresses, size)));
}

void check(Octets message, const wire::IpHeader& header, const Profile& profile) {
  const wire::Authentication authentication = wire::authentication_of(message).value_or(wire::Authentication{});
  const auto advertisement = wire::decode(message, header, profile, authentication);
  if (!advertisement) {
    VRRPSPEC_ASSERT(!wire::to_string(advertisement.error().reason).empty());
    return;
  }
  VRRPSPEC_ASSERT(header.ttl == vrrp_ttl && advertisement->version == profile.version);
  const auto encoded = wire::encode(*advertisement, header.destination, profile, authentication);
  expect_same_octets(message, encoded, *advertisement);
  const auto again = wire::decode(encoded, header, profile, authentication);
  VRRPSPEC_ASSERT(again && *again == *advertisement);
  const Parameters parameters{.vrid = advertisement->vrid,
                              .family = header.source.family(),
                              .advertisement_interval = advertisement->max_adver_int,
                              .primary_address = header.destination};
  VRRPSPEC_ASSERT(!wire::receive_check(*advertisement, parameters, advertisement->addresses, profile));
}

void check_under_every_profile(Octets message, const wire::IpHeader& header) {
  const std::vector<std::uint8_t> alone(message.begin(), message.end());  // so that reading past it is seen
  for (const Ipv4Checksum reading : {Ipv4Checksum::pseudo, Ipv4Checksum::plain, Ipv4Checksum::either}) {
    check(alone, header, with_reading(rfc5798, reading));
  }
  check(alone, header, rfc9568);
  check(alone, header, rfc3768);
}

void check_message(unsigned choice, Octets octets) {
  const Family family = (choice & shape) == message_in_ipv4 ? Family::ipv4 : Family::ipv6;
  const IpAddress source = family == Family::ipv4 ? IpAddress::v4(192, 0, 2, 1) : *IpAddress::parse("fe80::1");
  const wire::IpHeader header{.source = source, .destination = vrrp_multicast_group(family)};
  std::vector<std::uint8_t> message(octets.begin(), octets.end());
  if ((choice & repair) != 0 && message.size() >= wire::layout::addresses) {
    message[wire::layout::checksum] = message[wire::layout::checksum + 1] = 0;
    const std::uint32_t partial = (choice & plain) != 0 ? 0 : wire::pseudo_header_sum(header, message.size());
    const std::uint16_t sum = wire::checksum(message, partial);
    message[wire::layout::checksum] = static_cast<std::uint8_t>(sum >> 8);
    message[wire::layout::checksum + 1] = static_cast<std::uint8_t>(sum & 0xff);
  }
  check_under_every_profile(message, header);
}

void check_input(Octets input) {
  const unsigned choice = input.front();
  const Octets octets = input.subspan(1);
  if ((choice & shape) >= message_in_ipv4) {
    check_message(choice, octets);
    return;
  }
  const auto packet = (choice & shape) == ethernet ? wire::find_in_ethernet(octets) : wire::find_in_ip(octets);
  if (packet) {
    check_under_every_profile(packet->message, packet->ip);
  } else {
    VRRPSPEC_ASSERT(!wire::to_string(packet.error()).empty());
  }
}

}  // namespace
}  // namespace vrrpspec

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size != 0) vrrpspec::check_input({data, size});
  return 0;
}
