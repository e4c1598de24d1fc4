#include <fmt/format.h>

#include <set>

#include "impl/config/instance.hpp"

namespace vrrpspec::impl {
namespace {

void settle_peers(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  Diagnostics& diagnostics = context.diagnostics;
  std::set<IpAddress> seen;
  for (const auto& [peer, at] : draft.peers) {
    if (peer.family() != instance.family) {
      diagnostics.error(at, fmt::format("the peer {} is not of the family of the virtual addresses", to_string(peer)));
    } else if (!seen.insert(peer).second) {
      diagnostics.warning(at, fmt::format("the peer {} is given twice", to_string(peer)), "the first one counts");
    } else {
      instance.unicast_peers.push_back(peer);
    }
  }
  if (!instance.unicast_peers.empty()) {
    diagnostics.note(draft.peers.front().at, "RFC 5798 sends adverts to the group, never to peers",
                     "what comes from the peers is judged by the RFC all the same");
  }
}

void settle_source(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  Diagnostics& diagnostics = context.diagnostics;
  const bool is_unicast = !instance.unicast_peers.empty() || draft.misread.peer;
  const auto& wanted = is_unicast ? draft.unicast_source : draft.multicast_source;
  const auto& other = is_unicast ? draft.multicast_source : draft.unicast_source;
  if (wanted && other) {
    diagnostics.warning(other->at, fmt::format("a second source address takes no effect: adverts go to {}",
                                               is_unicast ? "peers" : "the group"));
  }
  const auto& source = wanted ? wanted : other;
  if (!source) return;
  if (!wanted && !is_unicast) {
    diagnostics.warning(source->at, "unicast_src_ip without unicast_peer is the source of multicast adverts",
                        "write mcast_src_ip, or the peers");
  }
  if (source->value.family() != instance.family) {
    diagnostics.error(source->at, "the source address is not of the family of the virtual addresses");
  } else if (instance.family == Family::ipv6 && !is_unicast && !source->value.is_link_local()) {
    diagnostics.error(source->at, "the source of an IPv6 advert is a link-local address (RFC 5798 5.1.2.1)");
  } else {
    instance.source = source->value;
  }
}

}  // namespace

void settle_transport(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  const IpAddress group = vrrp_multicast_group(instance.family);
  if (draft.destination && IpAddress::parse(draft.destination->value) != group) {
    context.diagnostics.error(draft.destination->at, fmt::format("adverts cannot go to {}", draft.destination->value),
                              fmt::format("the group is {}", to_string(group)));
  }
  settle_peers(context, draft, instance);
  settle_source(context, draft, instance);
}

}  // namespace vrrpspec::impl
