// What the daemon and its script runner say to each other: one message per packet of a SOCK_SEQPACKET pair. The runner
// is the one with the privileges, so it believes nothing: whatever is not exactly a message is none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "impl/track/runner.hpp"

namespace vrrpspec::impl {

/// Octets of the longest message; what would be longer is not sent.
inline constexpr std::size_t message_longest = 16384;

/// allow_new_configuration().
struct LoadRequest {
  friend bool operator==(const LoadRequest&, const LoadRequest&) = default;
};
using ToRunner = std::variant<RunRequest, LoadRequest>;
using Message = std::vector<std::uint8_t>;

/// Empty when it would be longer than message_longest, or holds a string with a NUL, which no argument can carry.
std::optional<Message> encode(const RunRequest& request);
Message encode(LoadRequest request);
/// `why` is cut to what fits.
Message encode(const RunResult& result);

/// Empty for what encode() would not have written.
std::optional<ToRunner> decode_request(std::span<const std::uint8_t> message);
std::optional<RunResult> decode_result(std::span<const std::uint8_t> message);

}  // namespace vrrpspec::impl
