// Echo replies from a virtual address: two to one request, from two MAC addresses, are of two who have it.
#include <algorithm>

#include "model/monitor/group.hpp"

namespace vrrpspec::monitor {
namespace {

/// A second reply comes as soon as the first.
constexpr Duration together{std::chrono::seconds{1}};
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
                   .at = at};
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
  if (first->mac == heard.mac) return;
  const std::optional<std::size_t> master = only_master_of(members, heard.address, at);
  if (!master) return;
  Rival rival{.sign = Rival::Sign::answered_twice,
              .address = heard.address,
              .mac = has(members[*master], heard.mac) ? first->mac : heard.mac,
              .master = *master,
              .answers = 1,
              .from = first->at,
              .first_packet = number,
              .to = at,
              .last_packet = number};
  for (std::size_t i = 0; i < members.size(); ++i)
    if (i != *master && has(members[i], rival.mac)) rival.router = i;
  add_suspect(members, rival, at);
}

}  // namespace vrrpspec::monitor
