#include "harness/suite/settings.hpp"

#include <array>

namespace vrrpspec::harness {
namespace {

/// Not a default of VRRPv3, so that a device that ignores its configuration is seen. Short, so that cases are.
constexpr Centiseconds suite_interval{50};
/// The shortest that VRRPv2 has.
constexpr Centiseconds v2_interval{100};
constexpr unsigned ipv4_prefix = 24;
constexpr unsigned ipv6_prefix = 64;

/// 2001:db8::HOST.
IpAddress global_address(std::uint8_t host) {
  return IpAddress::from_octets(
      std::array<std::uint8_t, 16>{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host});
}

}  // namespace

IpAddress on_link(Family family, std::uint8_t host) {
  if (family == Family::ipv4) return IpAddress::v4(192, 0, 2, host);
  // Written in hexadecimal, a host has the digits that it has in IPv4.
  const auto hundreds = static_cast<std::uint8_t>(host / 100);
  const auto rest = static_cast<std::uint8_t>(host / 10 % 10 * 16 + host % 10);
  return IpAddress::from_octets(
      std::array<std::uint8_t, 16>{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, hundreds, rest});
}

DeviceSettings backup(Protocol protocol) {
  return {.parameters = {.vrid = *Vrid::from(51),
                         .family = protocol.family,
                         .priority = Priority{suite_priority},
                         .advertisement_interval = protocol.version == Version::v2 ? v2_interval : suite_interval,
                         .primary_address = on_link(protocol.family, 11)},
          .version = protocol.version,
          .addresses = {on_link(protocol.family, 100)},
          .prefix_length = protocol.family == Family::ipv6 ? ipv6_prefix : ipv4_prefix};
}

DeviceSettings backup_without_preemption(Protocol protocol) {
  DeviceSettings settings = backup(protocol);
  settings.parameters.preempt_mode = false;
  return settings;
}

DeviceSettings slow_backup(Protocol protocol) {
  DeviceSettings settings = backup(protocol);
  settings.parameters.advertisement_interval = Centiseconds{200};
  return settings;
}

DeviceSettings owner(Protocol protocol) {
  DeviceSettings settings = backup(protocol);
  settings.parameters.priority = priority_owner;
  settings.addresses = {settings.parameters.primary_address};
  return settings;
}

DeviceSettings backup_for_three_addresses(Protocol protocol) {
  DeviceSettings settings = backup(protocol);
  if (protocol.family == Family::ipv6) {
    settings.addresses = {on_link(Family::ipv6, 100), global_address(1), global_address(2)};
  } else {
    settings.addresses = {on_link(Family::ipv4, 102), on_link(Family::ipv4, 100), on_link(Family::ipv4, 101)};
  }
  return settings;
}

}  // namespace vrrpspec::harness
