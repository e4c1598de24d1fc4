// Octets of a VRRP message (RFC 5798 section 5.1, RFC 3768 section 5.1) that may lie in every field: written without
// judgement, read without trust. Private to harness/frame.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/types.hpp"

namespace vrrpspec::harness {

/// The fields as they stand. Of version 2, `rsvd` is the authentication type and `max_adver_int` counts seconds.
struct MessageFields {
  std::uint8_t version{3};
  std::uint8_t type{1};
  std::uint8_t vrid{1};
  std::uint8_t priority{100};
  std::uint8_t count{0};
  std::uint8_t rsvd{0};
  std::uint16_t max_adver_int{100};
  std::uint16_t checksum{0};
  std::vector<std::uint8_t> body;  ///< addresses, and what follows them
};

inline constexpr std::size_t message_header_size = 8;

/// The octets with the checksum field as given.
std::vector<std::uint8_t> write_message(const MessageFields& fields);
/// Fields that lie beyond the end are zero.
MessageFields read_message(std::span<const std::uint8_t> octets);

/// Sums of RFC 1071, not yet folded, so that parts add up.
std::uint32_t octet_sum(std::span<const std::uint8_t> octets);
std::uint32_t pseudo_header_sum(const IpAddress& source, const IpAddress& destination, std::size_t length);
/// The one's complement of the folded sum: a checksum; zero when a checksum that is part of the sum is right.
std::uint16_t fold(std::uint32_t sum);

/// Puts the right checksum, with `error` xored in, into a message that has room for it. A `pseudo_sum` of zero leaves
/// the pseudo-header out.
void seal(std::span<std::uint8_t> message, std::uint32_t pseudo_sum, std::uint16_t error);

}  // namespace vrrpspec::harness
