// What the readers of pcap and of pcapng share: numbers in either byte order, stamps, errors. Internal to the folder.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/capture/captured_packet.hpp"
#include "harness/capture/input_stream.hpp"

namespace vrrpspec::harness {

using NextPacket = std::expected<std::optional<CapturedPacket>, CaptureError>;

/// Larger than any packet or block that programs write.
inline constexpr std::uint32_t largest_record = std::uint32_t{16} << 20;

/// A number at `offset`, from a machine whose byte order is ours or, `swapped`, the other one. The caller has checked
/// the size.
template <typename Integer>
Integer number_at(std::span<const std::uint8_t> octets, std::size_t offset, bool swapped) {
  Integer value{};
  std::memcpy(&value, octets.data() + offset, sizeof value);
  return swapped ? std::byteswap(value) : value;
}

/// Seconds and nanoseconds as an Instant; empty when it cannot hold them.
std::optional<Instant> instant_of(std::int64_t seconds, std::int64_t nanoseconds);

/// About the record that begins at `offset`.
std::unexpected<CaptureError> capture_error(CaptureError::Kind kind, const InputStream& input, std::uint64_t offset,
                                            std::string_view what);
/// About the one at the current position.
std::unexpected<CaptureError> capture_error(CaptureError::Kind kind, const InputStream& input, std::string_view what);
std::unexpected<CaptureError> cut_short(const InputStream& input, std::uint64_t offset);
/// An error of the input itself, which says already which file it is about.
std::unexpected<CaptureError> unreadable(const InputStream& input, const Error& error);

}  // namespace vrrpspec::harness
