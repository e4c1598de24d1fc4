#include "harness/frame/advert_frame.hpp"

#include <tins/ethernetII.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>

#include <array>

#include "harness/frame/vrrp_pdu.hpp"
#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

constexpr std::uint8_t internetwork_control = 0xc0;  // precedence 6, what routing protocols use

/// RFC 1112 section 6.4 and RFC 2464 section 7; broadcast stands for what no group address names.
MacAddress group_mac(const IpAddress& group) {
  const auto octets = group.octets();
  if (group.family() == Family::ipv6) return {0x33, 0x33, octets[12], octets[13], octets[14], octets[15]};
  if ((octets[0] & 0xf0) != 0xe0) return {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  return {0x01, 0x00, 0x5e, static_cast<std::uint8_t>(octets[1] & 0x7f), octets[2], octets[3]};
}

MessageFields message_of(const AdvertFrame& frame) {
  MessageFields fields{.version = frame.version,
                       .type = frame.type,
                       .vrid = frame.vrid,
                       .priority = frame.priority,
                       .count = frame.count.value_or(static_cast<std::uint8_t>(frame.addresses.size())),
                       .rsvd = frame.rsvd,
                       .max_adver_int = frame.max_adver_int,
                       .checksum = 0,
                       .body = {}};
  const auto append = [&fields](std::span<const std::uint8_t> octets) {
    fields.body.insert(fields.body.end(), octets.begin(), octets.end());
  };
  for (const IpAddress& address : frame.addresses) append(address.octets());
  if (frame.authentication) {
    append(*frame.authentication);
  } else if (frame.version == 2) {
    append(std::array<std::uint8_t, 8>{});
  }
  return fields;
}

/// libtins writes the protocol of a PDU it knows; any other number goes out only above raw octets.
template <typename Ip>
void put_message(Ip& ip, const VrrpPdu& message, const AdvertFrame& frame, const IpAddress& destination) {
  if (frame.protocol == vrrp_protocol_number) {
    ip.inner_pdu(message);
  } else {
    ip.inner_pdu(Tins::RawPDU{message.sealed(frame.source, destination)});
  }
}

}  // namespace

std::uint16_t adver_int_field(Version version, Centiseconds interval) {
  constexpr std::uint16_t per_second = 100;
  if (version == Version::v3) return interval.count();
  VRRPSPEC_ASSERT(interval.count() % per_second == 0);
  return static_cast<std::uint16_t>(interval.count() / per_second);
}

std::vector<std::uint8_t> build(const AdvertFrame& frame) {
  VrrpPdu::register_protocol();
  const IpAddress destination = frame.destination.value_or(vrrp_multicast_group(frame.source.family()));
  VRRPSPEC_ASSERT(destination.family() == frame.source.family());
  const VrrpPdu message{message_of(frame),
                        {.plain_ipv4_checksum = frame.plain_ipv4_checksum,
                         .checksum_error = frame.checksum_error,
                         .truncate_to = frame.truncate_message_to}};
  const MacAddress destination_mac = frame.destination_mac.value_or(group_mac(destination));
  Tins::EthernetII ethernet{destination_mac.data(), frame.source_mac.data()};
  if (destination.family() == Family::ipv4) {
    Tins::IP ip{to_string(destination), to_string(frame.source)};
    ip.ttl(frame.ttl);
    ip.tos(internetwork_control);
    ip.protocol(frame.protocol);
    put_message(ip, message, frame, destination);
    ethernet.inner_pdu(ip);
  } else {
    Tins::IPv6 ip{to_string(destination), to_string(frame.source)};
    ip.hop_limit(frame.ttl);
    ip.traffic_class(internetwork_control);
    ip.next_header(frame.protocol);
    put_message(ip, message, frame, destination);
    ethernet.inner_pdu(ip);
  }
  return ethernet.serialize();
}

}  // namespace vrrpspec::harness
