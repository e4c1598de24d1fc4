#include "model/monitor/sighting.hpp"

#include "model/wire/layout.hpp"

namespace vrrpspec::monitor {
namespace {

using Message = std::span<const std::uint8_t>;

/// What can be read of a message that must be discarded.
Advertisement readable(Message message, Version version, Vrid vrid, const IpAddress& source) {
  Advertisement advert{.version = version, .vrid = vrid, .source = source, .addresses = {}};
  if (message.size() > wire::layout::priority) advert.priority = Priority{message[wire::layout::priority]};
  return advert;
}

}  // namespace

std::optional<Sighting> sight(const wire::VrrpPacket& packet, Instant at, PacketNumber number, const Profile& v3) {
  const Message message = packet.message;
  if (message.size() <= wire::layout::vrid) return std::nullopt;
  const int version = message[wire::layout::version_type] >> 4;
  const std::optional<Vrid> vrid = Vrid::from(message[wire::layout::vrid]);
  if (!vrid || (version != 2 && version != 3)) return std::nullopt;
  const bool is_v3 = version == 3;

  const std::optional<wire::Authentication> authentication = wire::authentication_of(message);
  auto decoded =
      wire::decode(message, packet.ip, is_v3 ? v3 : rfc3768, authentication.value_or(wire::Authentication{}));
  Sighting seen{.at = at,
                .packet = number,
                .source_mac = packet.source,
                .destination = packet.ip.destination,
                .ttl = packet.ip.ttl,
                .advert = decoded ? std::move(*decoded)
                                  : readable(message, is_v3 ? Version::v3 : Version::v2, *vrid, packet.ip.source),
                .authentication = authentication};
  if (!decoded) seen.fault = decoded.error().reason;
  if (message.size() < wire::layout::addresses) return seen;
  seen.reserved = is_v3 ? message[wire::layout::interval] >> 4 : std::uint8_t{0};
  seen.checksum_plain = wire::checksum(message) == 0;
  seen.checksum_pseudo = is_v3 && wire::checksum(message, wire::pseudo_header_sum(packet.ip, message.size())) == 0;
  return seen;
}

}  // namespace vrrpspec::monitor
