// Echo replies from a virtual address: two to one request, from two MAC addresses, are of two who have it.
#include <algorithm>

#include "model/monitor/group.hpp"

namespace vrrpspec::monitor {
namespace {

/// A second reply to one request comes about when the first does; a later one may be to another request with the same
/// numbers, and one that comes at once is the same frame, which something rewrote on its way.
constexpr Duration soonest{std::chrono::microseconds{50}};
constexpr Duration together{std::chrono::milliseconds{50}};
constexpr std::size_t most_echoes = 64;

/// Its adverts come from it, or ARP or Neighbor Discovery shows it at its own address.
bool has(const Member& member, const MacAddress& mac) {
  return (member.mac == mac && !is_of_a_virtual_router(mac)) ||
         (member.claims.own_mac == mac && !member.claims.own_mac_varies);
}

}  // namespace

void Claims::hear_echo(const Members& members, const wire::NeighborPacket& packet, const wire::EchoReply& reply,
                       Instant at, PacketNumber number) {
  const Echo heard{.address = packet.ip.source,
                   .destination = packet.ip.destination,
                   .reply = reply,
                   .ttl = packet.ip.ttl,
                   .mac = packet.source,
                   .at = at,
                   .packet = number};
  std::erase_if(echoes_, [&](const Echo& each) { return each.at + together < at; });
  // A reply that a router forwarded in between is no second one: its TTL or hop limit is less.
  const auto first = std::ranges::find_if(echoes_, [&](const Echo& each) {
    return each.address == heard.address && each.destination == heard.destination && each.ttl == heard.ttl &&
           each.reply.identifier == reply.identifier && each.reply.sequence == reply.sequence;
  });
  if (first == echoes_.end()) {
    if (echoes_.size() < most_echoes) echoes_.push_back(heard);
    return;
  }
  if (first->mac == heard.mac || at - first->at < soonest) return;
  const std::optional<std::size_t> master = only_master_of(members, heard.address, at);
  if (!master) return;
  const auto is_the_masters = [&](const MacAddress& mac) { return mac == virtual_mac_ || has(members[*master], mac); };
  Rival rival{.sign = Rival::Sign::answered_twice,
              .address = heard.address,
              .mac = is_the_masters(heard.mac) ? first->mac : heard.mac,
              .master = *master,
              .answers = 1,
              .from = first->at,
              .first_packet = first->packet,
              .to = at,
              .last_packet = number};
  for (std::size_t i = 0; i < members.size(); ++i)
    if (i != *master && has(members[i], rival.mac)) rival.router = i;
  add_suspect(members, rival, at);
}

}  // namespace vrrpspec::monitor
