// RFC 5798 sections 5 and 7.2, RFC 3768 section 5: what an ADVERTISEMENT looks like. Each field is looked at in the
// advert of a takeover, in periodic ones and in the one of the shutdown.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>

#include "harness/suite/context.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {
namespace {

using Look = void (*)(Context&, const SeenAdvert&, std::uint32_t frame);

/// Takeover, three periodic adverts, shutdown where there can be one: every advert is looked at.
Script<> look_at_every_advert(Context& c, Look look) {
  co_await c.become_master();
  co_await c.await_adverts(3);
  if (c.can_restart()) co_await c.stop_device();
  for (const SeenFrame& seen : c.trace()) {
    if (seen.advert) look(c, *seen.advert, seen.number);
  }
}

/// Whether it is the one advert that may have priority 0.
bool is_last_advert(const Context& c, std::uint32_t frame) {
  std::uint32_t last = 0;
  for (const SeenFrame& seen : c.trace()) {
    if (seen.advert) last = seen.number;
  }
  return frame == last;
}

std::string list(std::span<const IpAddress> addresses) {
  std::string text;
  for (const IpAddress& address : addresses) text += (text.empty() ? "" : ", ") + to_string(address);
  return text.empty() ? "none" : text;
}

Script<> source_is_the_primary_address(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    at.require(seen.source == at.device().primary_address, "V3-076"_clause,
               fmt::format("source address {}", to_string(at.device().primary_address)),
               fmt::format("source address {}", to_string(seen.source)), frame);
  });
}

Script<> destination_is_the_vrrp_group(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const IpAddress group = vrrp_multicast_group(at.device().family);
    at.require(seen.destination == group, at.clause(), "destination " + to_string(group),
               fmt::format("destination {}", to_string(seen.destination)), frame);
    const MacAddress mac =
        at.is_ipv6() ? MacAddress{0x33, 0x33, 0x00, 0x00, 0x00, 0x12} : MacAddress{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12};
    at.require(seen.destination_mac == mac, "V3-080"_clause,
               fmt::format("Ethernet destination {} ({})", to_string(mac), at.is_ipv6() ? "RFC 2464" : "RFC 1112"),
               fmt::format("Ethernet destination {}", to_string(seen.destination_mac)), frame);
  });
}

Script<> ttl_is_255(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const std::string_view field = at.is_ipv6() ? "Hop Limit" : "TTL";
    at.require(seen.ttl == vrrp_ttl, at.clause(), fmt::format("{} 255", field), fmt::format("{} {}", field, seen.ttl),
               frame);
  });
}

Script<> protocol_is_112(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const std::string_view field = at.is_ipv6() ? "next header" : "IP protocol";
    at.require(seen.protocol == vrrp_protocol_number, at.clause(), fmt::format("{} 112", field),
               fmt::format("{} {}", field, seen.protocol), frame);
  });
}

Script<> source_mac_is_the_virtual_router_mac(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const MacAddress mac = virtual_router_mac(at.device().family, at.device().vrid);
    at.require(seen.source_mac == mac, "V3-075"_clause, fmt::format("Ethernet source {}", to_string(mac)),
               fmt::format("Ethernet source {}", to_string(seen.source_mac)), frame);
  });
}

Script<> version_is_the_configured_one(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const auto version = static_cast<unsigned>(at.settings().version);
    at.require(seen.version == version, at.clause(), fmt::format("version {}", version),
               fmt::format("version {}", seen.version), frame);
  });
}

Script<> type_is_1(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    at.require(seen.type == 1, "V3-022"_clause, "type 1", fmt::format("type {}", seen.type), frame);
  });
}

Script<> vrid_is_the_configured_one(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    at.require(seen.vrid == at.device().vrid.number(), "V3-023"_clause,
               fmt::format("VRID {}", at.device().vrid.number()), fmt::format("VRID {}", seen.vrid), frame);
  });
}

Script<> priority_is_the_configured_one(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const bool leaving = at.can_restart() && seen.priority == 0 && is_last_advert(at, frame);
    at.require(leaving || seen.priority == at.device().priority.value(), "V3-025"_clause,
               fmt::format("priority {}", at.device().priority.value()), fmt::format("priority {}", seen.priority),
               frame);
  });
}

Script<> count_is_the_number_of_addresses(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    at.require(seen.count == at.settings().addresses.size(), "V3-027"_clause,
               fmt::format("Count IPvX Addr {}", at.settings().addresses.size()),
               fmt::format("Count IPvX Addr {}", seen.count), frame);
  });
}

Script<> reserved_bits_are_zero(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    at.require(seen.rsvd == 0, "V3-028"_clause, "rsvd 0", fmt::format("rsvd {:#x}", seen.rsvd), frame);
  });
}

Script<> max_adver_int_is_the_configured_one(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const unsigned interval = adver_int_field(at.settings().version, at.interval());
    const std::string_view field = at.settings().version == Version::v2 ? "Adver Int" : "Max Adver Int";
    at.require(seen.max_adver_int == interval, at.clause(), fmt::format("{} {}", field, interval),
               fmt::format("{} {}", field, seen.max_adver_int), frame);
  });
}

/// The device is configured without authentication; the field of VRRPv2 stands where VRRPv3 has its reserved bits.
Script<> authentication_type_is_0(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    at.require(seen.rsvd == 0, "2-05"_clause, "Auth Type 0", fmt::format("Auth Type {}", seen.rsvd), frame);
  });
}

Script<> authentication_data_are_zero(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    at.require(seen.trailer == std::vector<std::uint8_t>(8, 0), "2-04"_clause, "eight octets of zeros at the end",
               fmt::format("{:02x}", fmt::join(seen.trailer, " ")), frame);
  });
}

/// Where the profile leaves the reading of 5.2.8 open (AMB-1) both pass: which one a router speaks is a dialect.
Script<> checksum_is_right(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const Ipv4Checksum reading = at.is_ipv6() ? Ipv4Checksum::pseudo : at.profile().ipv4_checksum;
    const bool right = (reading != Ipv4Checksum::plain && seen.checksum_right_pseudo) ||
                       (reading != Ipv4Checksum::pseudo && seen.checksum_right_plain);
    const std::string_view cover = reading == Ipv4Checksum::either  ? "with or without a pseudo-header (AMB-1)"
                                   : reading == Ipv4Checksum::plain ? "without a pseudo-header"
                                                                    : "with a pseudo-header";
    at.require(right, at.clause(), fmt::format("the checksum of the message, {}", cover),
               fmt::format("checksum {:#06x}", seen.checksum), frame);
  });
}

Script<> addresses_are_the_configured_ones(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    std::vector<IpAddress> wanted{at.settings().addresses.begin(), at.settings().addresses.end()};
    std::vector<IpAddress> sent = seen.addresses;
    std::ranges::sort(wanted);
    std::ranges::sort(sent);
    at.require(sent == wanted, "V3-033"_clause, fmt::format("the addresses {}, in any order", list(wanted)),
               fmt::format("the addresses {}", list(seen.addresses)), frame);
    const std::size_t trailer = at.settings().version == Version::v2 ? 8 : 0;
    const std::size_t length = 8 + (at.is_ipv6() ? 16 : 4) * wanted.size() + trailer;
    at.require(seen.message_length == length, "V3-035"_clause,
               fmt::format("{} octets: IPv{} addresses only{}", length, at.is_ipv6() ? 6 : 4,
                           trailer > 0 ? ", and authentication data" : ""),
               fmt::format("{} octets", seen.message_length), frame);
  });
}

Script<> first_address_is_link_local(Context& c) {
  return look_at_every_advert(c, [](Context& at, const SeenAdvert& seen, std::uint32_t frame) {
    const IpAddress& wanted = at.settings().addresses.front();
    const bool right = !seen.addresses.empty() && seen.addresses.front() == wanted;
    at.require(right, "V3-034"_clause, fmt::format("{} first, the link-local address", to_string(wanted)),
               fmt::format("the addresses {}", list(seen.addresses)), frame);
  });
}

Script<> owner_uses_priority_255(Context& c) {
  co_await c.become_master_as_owner();
  co_await c.await_adverts(3);
  for (const SeenFrame& seen : c.trace()) {
    if (!seen.advert) continue;
    c.require(seen.advert->priority == 255, "V3-024"_clause, "priority 255",
              fmt::format("priority {}", seen.advert->priority), seen.number);
  }
}

}  // namespace

std::vector<Case> section_5_cases() {
  return {
      {.id = "5.1.1.1/V3-001/source-is-the-primary-address",
       .title = "Adverts come from the primary IPv4 address of the interface.",
       .clauses = {"V3-001"_clause, "V3-076"_clause},
       .protocols = over_ipv4,
       .settings = backup,
       .body = source_is_the_primary_address},
      {.id = "5.1.1.2/V3-010/destination-is-the-vrrp-group",
       .title = "Adverts go to 224.0.0.18.",
       .clauses = {"V3-010"_clause, "V3-080"_clause},
       .protocols = over_ipv4,
       .settings = backup,
       .body = destination_is_the_vrrp_group},
      {.id = "5.1.1.3/V3-012/ttl-is-255",
       .title = "Adverts are sent with TTL 255.",
       .clauses = {"V3-012"_clause},
       .protocols = over_ipv4,
       .settings = backup,
       .body = ttl_is_255},
      {.id = "5.1.1.4/V3-014/protocol-is-112",
       .title = "Adverts are IP protocol 112.",
       .clauses = {"V3-014"_clause, "V3-079"_clause, "V3-009"_clause},
       .protocols = over_ipv4,
       .settings = backup,
       .body = protocol_is_112},
      {.id = "5.1.2.1/V3-015/source-is-the-link-local-address",
       .title = "Adverts come from the link-local IPv6 address of the interface.",
       .clauses = {"V3-015"_clause, "V3-078"_clause},
       .protocols = over_ipv6,
       .settings = backup,
       .body = source_is_the_primary_address},
      {.id = "5.1.2.2/V3-016/destination-is-the-vrrp-group",
       .title = "Adverts go to ff02::12.",
       .clauses = {"V3-016"_clause, "V3-080"_clause},
       .protocols = over_ipv6,
       .settings = backup,
       .body = destination_is_the_vrrp_group},
      {.id = "5.1.2.3/V3-018/hop-limit-is-255",
       .title = "Adverts are sent with Hop Limit 255.",
       .clauses = {"V3-018"_clause},
       .protocols = over_ipv6,
       .settings = backup,
       .body = ttl_is_255},
      {.id = "5.1.2.4/V3-020/next-header-is-112",
       .title = "Adverts are next header 112.",
       .clauses = {"V3-020"_clause, "V3-079"_clause, "V3-009"_clause},
       .protocols = over_ipv6,
       .settings = backup,
       .body = protocol_is_112},
      {.id = "5.2.1/V3-021/version-is-3",
       .title = "Adverts say version 3.",
       .clauses = {"V3-021"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = version_is_the_configured_one},
      {.id = "7.1/2-02/version-is-2",
       .title = "Adverts of a VRRPv2 router say version 2.",
       .clauses = {"2-02"_clause},
       .protocols = version_2,
       .settings = backup,
       .body = version_is_the_configured_one},
      {.id = "5.2.2/V3-022/type-is-1",
       .title = "Adverts say type 1.",
       .clauses = {"V3-022"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = type_is_1},
      {.id = "5.3.2/2-16/type-is-1",
       .title = "Adverts of a VRRPv2 router say type 1.",
       .clauses = {"2-16"_clause},
       .protocols = version_2,
       .settings = backup,
       .body = type_is_1},
      {.id = "5.2.3/V3-023/vrid-is-the-configured-one",
       .title = "Adverts name the VRID that is configured.",
       .clauses = {"V3-023"_clause, "V3-073"_clause},
       .settings = backup,
       .body = vrid_is_the_configured_one},
      {.id = "5.2.4/V3-024/owner-uses-priority-255",
       .title = "The address owner advertises priority 255.",
       .clauses = {"V3-024"_clause},
       .settings = owner,
       .needs = {.owner = true},
       .body = owner_uses_priority_255},
      {.id = "5.2.4/V3-025/priority-is-the-configured-one",
       .title = "A router that is not the owner advertises the priority that is configured, and 0 only when it leaves.",
       .clauses = {"V3-025"_clause, "V3-073"_clause},
       .settings = backup,
       .body = priority_is_the_configured_one},
      {.id = "5.2.5/V3-027/count-is-the-number-of-addresses",
       .title = "Count IPvX Addr is the number of addresses.",
       .clauses = {"V3-027"_clause},
       .settings = backup_for_three_addresses,
       .body = count_is_the_number_of_addresses},
      {.id = "5.2.6/V3-028/reserved-bits-are-zero",
       .title = "The rsvd field is zero.",
       .clauses = {"V3-028"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = reserved_bits_are_zero},
      {.id = "5.3.6/2-05/authentication-type-is-0",
       .title = "Adverts of a VRRPv2 router without authentication say Auth Type 0.",
       .clauses = {"2-05"_clause, "2-03"_clause},
       .protocols = version_2,
       .settings = backup,
       .body = authentication_type_is_0},
      {.id = "5.2.7/V3-030/max-adver-int-is-the-configured-one",
       .title = "Max Adver Int is Advertisement_Interval in centiseconds.",
       .clauses = {"V3-030"_clause, "V3-073"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = max_adver_int_is_the_configured_one},
      {.id = "5.3.7/2-03/adver-int-is-the-configured-one",
       .title = "Adver Int of a VRRPv2 router is Advertisement_Interval in seconds.",
       .clauses = {"2-03"_clause, "V3-073"_clause},
       .protocols = version_2,
       .settings = slow_backup,
       .body = max_adver_int_is_the_configured_one},
      {.id = "5.2.8/V3-031/checksum-is-right",
       .title = "The checksum is right.",
       .clauses = {"V3-031"_clause, "V3-074"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = checksum_is_right},
      {.id = "5.3.8/2-06/checksum-is-right",
       .title = "The checksum of a VRRPv2 router covers the message and nothing else.",
       .clauses = {"2-06"_clause, "V3-074"_clause},
       .protocols = version_2,
       .settings = backup,
       .body = checksum_is_right},
      {.id = "5.2.9/V3-033/addresses-are-the-configured-ones",
       .title = "Adverts carry the addresses of the virtual router, all of its family, and nothing after them but what "
                "VRRPv2 has there.",
       .clauses = {"V3-033"_clause, "V3-035"_clause},
       .settings = backup_for_three_addresses,
       .body = addresses_are_the_configured_ones},
      {.id = "5.2.9/V3-034/first-address-is-link-local",
       .title = "The first address of an IPv6 advert is the link-local one.",
       .clauses = {"V3-034"_clause},
       .level = Level::must_lower,
       .protocols = over_ipv6,
       .settings = backup_for_three_addresses,
       .body = first_address_is_link_local},
      {.id = "5.3.10/2-04/authentication-data-are-zero",
       .title = "The authentication data of a VRRPv2 router without authentication are zero.",
       .clauses = {"2-04"_clause},
       .level = Level::should,
       .protocols = version_2,
       .settings = backup,
       .body = authentication_data_are_zero},
      {.id = "7.2/V3-075/source-mac-is-the-virtual-router-mac",
       .title = "Adverts are sent from the virtual router MAC address.",
       .clauses = {"V3-075"_clause, "V3-045"_clause, "V3-081"_clause},
       .protocols = over_ipv4,
       .settings = backup,
       .body = source_mac_is_the_virtual_router_mac},
      {.id = "7.2/V3-077/source-mac-is-the-virtual-router-mac",
       .title = "IPv6 adverts are sent from the virtual router MAC address.",
       .clauses = {"V3-077"_clause, "V3-045"_clause, "V3-082"_clause},
       .protocols = over_ipv6,
       .settings = backup,
       .body = source_mac_is_the_virtual_router_mac},
  };
}

}  // namespace vrrpspec::harness
