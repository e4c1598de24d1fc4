#include "model/monitor/shared_address.hpp"

#include <algorithm>
#include <tuple>

namespace vrrpspec::monitor {
namespace {

constexpr std::size_t most_told = 100;
/// No network has more; of a capture that was made up, those of the last VRIDs are left out.
constexpr std::size_t most_listings = 65'536;

struct Listing {
  IpAddress address;
  const GroupKey* key;
  Instant from;  ///< when the router listed it first
  Instant to;    ///< of its latest advert
};

auto segment_of(const Listing& listing) {
  return std::tie(listing.key->interface, listing.key->segment, listing.address);
}

std::vector<Listing> listings(const Judge& judge) {
  std::vector<Listing> all;
  for (const auto& [key, group] : judge.groups()) {
    for (const Member& member : group.members()) {
      if (!member.was_valid) continue;
      for (const IpAddress& address : member.latest.advert.addresses) {
        if (all.size() < most_listings) all.push_back({address, &key, member.listed_since, member.latest.at});
      }
    }
  }
  // An address, then its virtual routers; of each the routers that listed it.
  std::ranges::sort(all, [](const Listing& one, const Listing& other) {
    const auto left = segment_of(one);
    const auto right = segment_of(other);
    return left != right ? left < right : std::tie(*one.key, one.from) < std::tie(*other.key, other.from);
  });
  return all;
}

}  // namespace

std::vector<SharedAddress> shared_addresses(const Judge& judge) {
  std::vector<SharedAddress> shared;
  const std::vector<Listing> all = listings(judge);
  for (auto one = all.begin(); one != all.end(); ++one) {
    for (auto other = one + 1; other != all.end() && segment_of(*one) == segment_of(*other); ++other) {
      if (*one->key == *other->key || one->to < other->from || other->to < one->from) continue;  // it moved
      const SharedAddress found{one->address, *one->key, *other->key};
      if (std::ranges::find(shared, found) != shared.end()) continue;
      shared.push_back(found);
      if (shared.size() == most_told) return shared;
    }
  }
  return shared;
}

}  // namespace vrrpspec::monitor
