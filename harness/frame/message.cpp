#include "harness/frame/message.hpp"

#include <algorithm>
#include <array>

namespace vrrpspec::harness {
namespace {

constexpr std::size_t checksum_offset = 6;

std::uint8_t high(std::uint16_t value) {
  return static_cast<std::uint8_t>(value >> 8);
}
std::uint8_t low(std::uint16_t value) {
  return static_cast<std::uint8_t>(value & 0xff);
}
std::uint16_t join(std::uint8_t first, std::uint8_t second) {
  return static_cast<std::uint16_t>(first << 8 | second);
}

}  // namespace

std::vector<std::uint8_t> write_message(const MessageFields& fields) {
  std::vector<std::uint8_t> octets{static_cast<std::uint8_t>(fields.version << 4 | (fields.type & 0xf)), fields.vrid,
                                   fields.priority, fields.count};
  if (fields.version == 2) {
    octets.push_back(fields.rsvd);
    octets.push_back(low(fields.max_adver_int));
  } else {
    octets.push_back(static_cast<std::uint8_t>(fields.rsvd << 4 | (high(fields.max_adver_int) & 0xf)));
    octets.push_back(low(fields.max_adver_int));
  }
  octets.push_back(high(fields.checksum));
  octets.push_back(low(fields.checksum));
  octets.insert(octets.end(), fields.body.begin(), fields.body.end());
  return octets;
}

MessageFields read_message(std::span<const std::uint8_t> octets) {
  std::array<std::uint8_t, message_header_size> header{};
  std::ranges::copy(octets.first(std::min(octets.size(), header.size())), header.begin());
  MessageFields fields;
  fields.version = header[0] >> 4;
  fields.type = header[0] & 0xf;
  fields.vrid = header[1];
  fields.priority = header[2];
  fields.count = header[3];
  fields.rsvd = fields.version == 2 ? header[4] : header[4] >> 4;
  fields.max_adver_int = fields.version == 2 ? header[5] : join(static_cast<std::uint8_t>(header[4] & 0xf), header[5]);
  fields.checksum = join(header[6], header[7]);
  if (octets.size() > header.size()) fields.body.assign(octets.begin() + message_header_size, octets.end());
  return fields;
}

std::uint32_t octet_sum(std::span<const std::uint8_t> octets) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < octets.size(); i += 2) sum += join(octets[i], i + 1 < octets.size() ? octets[i + 1] : 0);
  return sum;
}

std::uint32_t pseudo_header_sum(const IpAddress& source, const IpAddress& destination, std::size_t length) {
  return octet_sum(source.octets()) + octet_sum(destination.octets()) + static_cast<std::uint32_t>(length) +
         vrrp_protocol_number;
}

std::uint16_t fold(std::uint32_t sum) {
  while (sum > 0xffff) sum = (sum >> 16) + (sum & 0xffff);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

void seal(std::span<std::uint8_t> message, std::uint32_t pseudo_sum, std::uint16_t error) {
  if (message.size() < message_header_size) return;
  message[checksum_offset] = message[checksum_offset + 1] = 0;
  const std::uint16_t checksum = fold(octet_sum(message) + pseudo_sum) ^ error;
  message[checksum_offset] = high(checksum);
  message[checksum_offset + 1] = low(checksum);
}

}  // namespace vrrpspec::harness
