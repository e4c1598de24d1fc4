// Arbitrary octets as frames that the daemon hears. The first octet of the input says whether the rest is made an
// ICMPv6 message with the right length and checksum first, so that the checks behind them are reached. What is read is
// answered, and the answer, turned into a question, is read again.
#include <algorithm>
#include <span>

#include "impl/frame/frames.hpp"
#include "impl/frame/ip.hpp"
#include "model/assert.hpp"
#include "tests/impl/frame/octet_text.hpp"

namespace vrrpspec::impl {
namespace {

constexpr MacAddress virtual_mac{0x00, 0x00, 0x5e, 0x00, 0x01, 0x07};
constexpr std::size_t icmp_header_end = 58;

void check_arp(const Octets& frame) {
  const auto request = read_arp_request(frame);
  if (!request) return;
  const Octets reply = arp_reply(virtual_mac, *request);
  VRRPSPEC_ASSERT(reply.size() == 60 && std::ranges::equal(std::span{reply}.first(6), request->sender_mac));
  const auto turned = read_arp_request(with(reply, 21, {1}));
  const ArpRequest expected{
      .source = virtual_mac, .sender_mac = virtual_mac, .sender = request->target, .target = request->sender};
  VRRPSPEC_ASSERT(turned == expected);
}

void check_neighbor_discovery(const Octets& frame) {
  const auto solicitation = read_neighbor_solicitation(frame);
  VRRPSPEC_ASSERT(!solicitation || !is_router_solicitation(frame));
  if (!solicitation) return;
  const Octets answer = neighbor_advertisement(virtual_mac, *solicitation);
  VRRPSPEC_ASSERT(sealed(answer) == answer);
  if (is_unspecified(solicitation->target)) return;  // turned, it would be Duplicate Address Detection
  const auto turned = read_neighbor_solicitation(sealed(with(answer, 54, {135})));
  const NeighborSolicitation expected{
      .source_mac = virtual_mac, .source = solicitation->target, .target = solicitation->target};
  VRRPSPEC_ASSERT(turned == expected);
}

void check_input(std::span<const std::uint8_t> input) {
  Octets frame(input.begin() + 1, input.end());
  if (input.front() % 2 != 0 && frame.size() >= icmp_header_end && frame.size() < 0xffff) frame = sealed(frame);
  frame.shrink_to_fit();  // so that reading past it is seen
  check_arp(frame);
  check_neighbor_discovery(frame);
}

}  // namespace
}  // namespace vrrpspec::impl

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size != 0) vrrpspec::impl::check_input({data, size});
  return 0;
}
