// How a new Master makes itself known to hosts and bridges: by gratuitous ARP requests (120), (380), or by unsolicited
// Neighbor Advertisements (130), (395). Demands on either.
#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/awaiting.hpp"
#include "harness/suite/context.hpp"

namespace vrrpspec::harness {
namespace {

/// The address that a frame tells everybody about.
std::optional<IpAddress> announced_address(const SeenFrame& seen) {
  if (seen.arp && seen.arp->is_gratuitous()) return seen.arp->sender;
  if (seen.neighbor) return seen.neighbor->target;
  return std::nullopt;
}

/// What keeps a gratuitous ARP from being that of (120) or (380); nothing when it is.
std::optional<std::string> fault_of(const SeenArp& arp, const MacAddress& mac) {
  if (arp.opcode != 1) return fmt::format("ARP opcode {}", arp.opcode);
  if (arp.sender_mac != mac) return "sender hardware address " + to_string(arp.sender_mac);
  if (arp.destination_mac != MacAddress{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}) {
    return "Ethernet destination " + to_string(arp.destination_mac);
  }
  return std::nullopt;
}

/// The same of (130) or (395). Hop limit, checksum and destination are RFC 4861's: without them nobody heeds it.
std::optional<std::string> fault_of(const SeenNeighborAdvertisement& seen, const MacAddress& mac) {
  if (!seen.router || seen.solicited || !seen.override_flag) {
    return fmt::format("flags R={:d} S={:d} O={:d}", seen.router, seen.solicited, seen.override_flag);
  }
  if (!seen.target_mac) return "no target link-layer address";
  if (*seen.target_mac != mac) return "target link-layer address " + to_string(*seen.target_mac);
  if (seen.destination != all_nodes_group()) return "destination " + to_string(seen.destination);
  if (seen.destination_mac != all_nodes_mac) return "Ethernet destination " + to_string(seen.destination_mac);
  if (seen.hop_limit != 255) return fmt::format("hop limit {}", seen.hop_limit);
  if (!seen.checksum_right) return "a wrong ICMPv6 checksum";
  return std::nullopt;
}

std::optional<std::string> fault_of(const SeenFrame& seen, const MacAddress& mac) {
  return seen.arp ? fault_of(*seen.arp, mac) : fault_of(*seen.neighbor, mac);
}

std::string wanted_words(const IpAddress& address, const MacAddress& mac) {
  if (address.family() == Family::ipv4) {
    return fmt::format("a broadcast gratuitous ARP request for {} with {}", to_string(address), to_string(mac));
  }
  return fmt::format("an unsolicited Neighbor Advertisement for {} to all nodes, R=1 S=0 O=1, with {}",
                     to_string(address), to_string(mac));
}

}  // namespace

bool Context::announces_device(const SeenFrame& seen) const {
  const std::optional<IpAddress> address = announced_address(seen);
  return address && std::ranges::find(settings().addresses, *address) != settings().addresses.end();
}

Script<> Context::expect_announcements(Cause cause, ClauseKey clause) {
  // The RFC gives no time for this step: one Advertisement_Interval is as long as the new Master may stay unknown.
  const Duration limit = std::max<Duration>(interval().duration(), std::chrono::seconds{1});
  const Instant end = cause.hi + limit;
  const MacAddress mac = virtual_router_mac(device().family, device().vrid);
  waiting_for_ = fmt::format("the announcement of its addresses ({})", to_string(clause));
  const std::size_t before = cursor_;
  for (const IpAddress& address : settings().addresses) {
    std::optional<SeenFrame> near_miss;
    const auto wanted = [&address, &near_miss, &mac](const SeenFrame& seen) {
      if (announced_address(seen) != address) return false;
      if (!fault_of(seen, mac)) return true;
      if (!near_miss) near_miss = seen;
      return false;
    };
    cursor_ = 0;  // it may stand before the advert that was just consumed
    Next next{*this, wanted, cause.lo, end};
    const SeenFrame* const found = co_await next;
    if (found != nullptr) {
      ++result_.observations;
      continue;
    }
    const Noise noise = segment_.noise(cause.lo, end);
    const bool wrong = near_miss.has_value();
    fail({.verdict = !wrong && noise.total() >= limit ? Verdict::inconclusive : Verdict::fail,
          .kind = wrong ? FindingKind::wrong_content : FindingKind::missing,
          .clause = clause,
          .expected = fmt::format("{}, after {}", wanted_words(address, mac), cause.text),
          .seen = wrong ? fmt::format("only {}, frame {}", *fault_of(*near_miss, mac), near_miss->number)
                        : fmt::format("none within {}", seconds_text(limit)),
          .frame = wrong ? near_miss->number : 0,
          .noise = noise});
  }
  cursor_ = before;
}

void Context::forbid_announcements(Instant until, ClauseKey clause) {
  for (const SeenFrame& seen : trace_) {
    if (!announced_address(seen) || seen.stamp > until) continue;  // a harness that woke late has seen more
    const bool ipv4 = seen.arp.has_value();
    require(!announces_device(seen), clause,
            fmt::format("no {} from a router that is not Master",
                        ipv4 ? "gratuitous ARP" : "Neighbor Advertisement for its virtual router"),
            fmt::format("{} for {}", ipv4 ? "a gratuitous ARP" : "a Neighbor Advertisement",
                        to_string(*announced_address(seen))),
            seen.number);
  }
}

}  // namespace vrrpspec::harness
