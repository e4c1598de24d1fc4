// Arbitrary octets, whole and cut in half, as a packet of any link type: the first two octets of the input are the
// type. What is found lies within the octets.
#include <span>
#include <vector>

#include "model/assert.hpp"
#include "model/wire/neighbor.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::wire {
namespace {

using Octets = std::span<const std::uint8_t>;

void check(LinkType link, Octets octets) {
  const auto opened = open_link(link, octets);
  if (opened) VRRPSPEC_ASSERT(opened->payload.size() <= octets.size());
  const auto packet = find_vrrp(link, octets);
  if (packet) {
    VRRPSPEC_ASSERT(opened && packet->segment == opened->segment && packet->message.size() <= opened->payload.size());
    VRRPSPEC_ASSERT(packet->ip.source.family() == packet->ip.destination.family());
  } else {
    VRRPSPEC_ASSERT(!to_string(packet.error()).empty());
  }
  const auto neighbor = find_neighbor(link, octets);
  VRRPSPEC_ASSERT(!packet || !neighbor);
  if (neighbor) {
    const auto claim = claim_of(*neighbor);
    VRRPSPEC_ASSERT(!claim || claim->link_source == neighbor->source);
  }
}

}  // namespace
}  // namespace vrrpspec::wire

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t type_size = 2;
  if (size < type_size) return 0;
  const auto link = static_cast<vrrpspec::wire::LinkType>(data[0] << 8 | data[1]);
  const std::vector<std::uint8_t> whole(data + type_size, data + size);
  vrrpspec::wire::check(link, whole);
  const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2));
  vrrpspec::wire::check(link, cut);
  return 0;
}
