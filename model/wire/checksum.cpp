#include "model/wire/wire.hpp"

namespace vrrpspec::wire {
namespace {

/// Plain sum of big-endian 16-bit words; an odd last octet is padded with zero on the right (RFC 1071).
std::uint64_t sum_of_words(std::span<const std::uint8_t> octets) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) sum += static_cast<unsigned>(octets[i] << 8 | octets[i + 1]);
  if (octets.size() % 2 != 0) sum += static_cast<unsigned>(octets.back() << 8);
  return sum;
}

}  // namespace

std::uint16_t checksum(std::span<const std::uint8_t> message, std::uint32_t partial) {
  std::uint64_t sum = partial + sum_of_words(message);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::uint32_t pseudo_header_sum(const IpHeader& header, std::size_t message_length) {
  //= rfc5798 V3-031
  //# The checksum is the 16-bit one's complement of the one's complement
  //# sum of the entire VRRP message starting with the version field and a
  //# "pseudo-header" as defined in Section 8.1 of [RFC2460].
  std::uint64_t sum = sum_of_words(header.source.octets()) + sum_of_words(header.destination.octets());
  sum += (message_length >> 16) + (message_length & 0xffff);
  //= rfc5798 V3-032
  //# The next
  //# header field in the "pseudo-header" should be set to 112 (decimal)
  //# for VRRP.
  sum += vrrp_protocol_number;
  return static_cast<std::uint32_t>(sum);
}

}  // namespace vrrpspec::wire
