#include "tests/wire/sample.hpp"

#include <array>
#include <iomanip>

#include "model/wire/layout.hpp"

namespace vrrpspec::wire {
namespace {

IpAddress ipv6(std::string_view text) {
  return IpAddress::parse(text).value();
}

rc::Gen<IpAddress> address(Family family) {
  return rc::gen::map(
      rc::gen::container<std::vector<std::uint8_t>>(layout::address_size(family), rc::gen::arbitrary<std::uint8_t>()),
      [](const std::vector<std::uint8_t>& octets) { return IpAddress::from_octets(octets); });
}

rc::Gen<AddressList> address_list(Family family) {
  const auto small = rc::gen::inRange<std::size_t>(0, 8);
  const auto large = rc::gen::inRange<std::size_t>(8, 256);
  return rc::gen::mapcat(rc::gen::weightedOneOf<std::size_t>({{9, small}, {1, large}}), [family](std::size_t count) {
    return rc::gen::map(
        rc::gen::container<std::vector<IpAddress>>(count, address(family)),
        [](const std::vector<IpAddress>& addresses) { return AddressList(addresses.begin(), addresses.end()); });
  });
}

rc::Gen<Authentication> authentication() {
  return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::arbitrary<std::array<std::uint8_t, 8>>()),
                      [](const std::pair<bool, std::array<std::uint8_t, 8>>& drawn) {
                        return drawn.first ? Authentication{auth_type_simple_text, drawn.second} : Authentication{};
                      });
}

Profile profile_of(Version version, Ipv4Checksum reading) {
  Profile profile = version == Version::v2 ? rfc3768 : rfc5798;
  profile.ipv4_checksum = reading;
  return profile;
}

}  // namespace

void showValue(const Sample& sample, std::ostream& stream) {
  stream << sample.profile.name << " from " << to_string(sample.advertisement.source) << ':' << std::hex
         << std::setfill('0');
  for (const std::uint8_t octet : sample.message()) stream << ' ' << std::setw(2) << static_cast<int>(octet);
  stream << std::dec;
}

Sample sample_v3_ipv4() {
  return {.advertisement = {.vrid = Vrid::from(7).value(),
                            .source = IpAddress::v4(192, 0, 2, 1),
                            .addresses = {IpAddress::v4(192, 0, 2, 9), IpAddress::v4(198, 51, 100, 9)}},
          .profile = profile_of(Version::v3, Ipv4Checksum::pseudo)};
}

Sample sample_v3_ipv6() {
  return {.advertisement = {.vrid = Vrid::from(7).value(),
                            .source = ipv6("fe80::1"),
                            .addresses = {ipv6("fe80::9"), ipv6("2001:db8::9")}},
          .profile = rfc5798};
}

Sample sample_v2() {
  Sample sample = sample_v3_ipv4();
  sample.advertisement.version = Version::v2;
  sample.profile = rfc3768;
  return sample;
}

rc::Gen<Sample> any_sample() {
  const auto kinds = rc::gen::element(std::pair{Version::v3, Family::ipv4}, std::pair{Version::v3, Family::ipv6},
                                      std::pair{Version::v2, Family::ipv4});
  return rc::gen::mapcat(kinds, [](std::pair<Version, Family> kind) {
    const auto [version, family] = kind;
    const auto readings = rc::gen::element(Ipv4Checksum::pseudo, Ipv4Checksum::plain, Ipv4Checksum::either);
    const auto intervals = version == Version::v2
                               ? rc::gen::map(rc::gen::inRange(0, 256), [](int seconds) { return seconds * 100; })
                               : rc::gen::inRange(0, 4096);
    const auto fields = rc::gen::tuple(rc::gen::inRange(1U, 256U), rc::gen::arbitrary<std::uint8_t>(), intervals,
                                       address(family), address_list(family), readings, authentication());
    using Fields = std::tuple<unsigned, std::uint8_t, int, IpAddress, AddressList, Ipv4Checksum, Authentication>;
    return rc::gen::map(fields, [version](const Fields& drawn) {
      const auto& [vrid, priority, interval, source, addresses, reading, auth] = drawn;
      return Sample{.advertisement = {.version = version,
                                      .vrid = Vrid::from(vrid).value(),
                                      .priority = Priority{priority},
                                      .max_adver_int = Centiseconds{static_cast<std::uint16_t>(interval)},
                                      .source = source,
                                      .addresses = addresses},
                    .profile = profile_of(version, reading),
                    .authentication = version == Version::v2 ? auth : Authentication{}};
    });
  });
}

void repair_checksum(std::vector<std::uint8_t>& message, const Sample& sample) {
  message[layout::checksum] = 0;
  message[layout::checksum + 1] = 0;
  const bool plain = sample.profile.version == Version::v2 ||
                     (sample.family() == Family::ipv4 && sample.profile.ipv4_checksum == Ipv4Checksum::plain);
  const std::uint16_t sum = checksum(message, plain ? 0 : pseudo_header_sum(sample.header(), message.size()));
  message[layout::checksum] = static_cast<std::uint8_t>(sum >> 8);
  message[layout::checksum + 1] = static_cast<std::uint8_t>(sum & 0xff);
}

}  // namespace vrrpspec::wire
