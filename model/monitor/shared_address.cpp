#include "model/monitor/shared_address.hpp"

#include <algorithm>
#include <tuple>

namespace vrrpspec::monitor {
namespace {

constexpr std::size_t most_told = 100;

struct Listing {
  IpAddress address;
  const GroupKey* key;
  Instant from;  ///< of the virtual router
  Instant to;    ///< of the router's latest advert
};

auto segment_of(const Listing& listing) {
  return std::tie(listing.key->interface, listing.key->segment, listing.address);
}

std::vector<Listing> listings(const Judge& judge) {
  std::vector<Listing> all;
  for (const auto& [key, group] : judge.groups()) {
    for (const Member& member : group.members()) {
      if (!member.was_valid) continue;
      for (const IpAddress& address : member.latest.advert.addresses)
        all.push_back({address, &key, group.first_seen(), member.latest.at});
    }
  }
  // An address, then its virtual routers; of each the router that was heard last.
  std::ranges::sort(all, [](const Listing& one, const Listing& other) {
    const auto left = segment_of(one);
    const auto right = segment_of(other);
    return left != right ? left < right : std::tie(*one.key, other.to) < std::tie(*other.key, one.to);
  });
  const auto [rest, end] = std::ranges::unique(all, [](const Listing& one, const Listing& other) {
    return segment_of(one) == segment_of(other) && *one.key == *other.key;
  });
  all.erase(rest, end);
  return all;
}

}  // namespace

std::vector<SharedAddress> shared_addresses(const Judge& judge) {
  std::vector<SharedAddress> shared;
  const std::vector<Listing> all = listings(judge);
  for (auto one = all.begin(); one != all.end(); ++one) {
    for (auto other = one + 1; other != all.end() && segment_of(*one) == segment_of(*other); ++other) {
      if (one->to < other->from || other->to < one->from) continue;  // it moved
      shared.push_back({one->address, *one->key, *other->key});
      if (shared.size() == most_told) return shared;
    }
  }
  return shared;
}

}  // namespace vrrpspec::monitor
