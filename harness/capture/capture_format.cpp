#include "harness/capture/capture_format.hpp"

#include <fmt/format.h>

namespace vrrpspec::harness {

std::optional<Instant> instant_of(std::int64_t seconds, std::int64_t nanoseconds) {
  constexpr std::int64_t most_seconds = Duration::max().count() / 1'000'000'000 - 10;
  if (seconds < -most_seconds || seconds > most_seconds) return std::nullopt;
  return Instant{std::chrono::seconds{seconds} + Duration{nanoseconds}};
}

std::unexpected<CaptureError> capture_error(CaptureError::Kind kind, const InputStream& input, std::uint64_t offset,
                                            std::string_view what) {
  return std::unexpected{
      CaptureError{.kind = kind,
                   .offset = offset,
                   .error = {fmt::format("cannot read the capture {}: at octet {}: {}", input.name(), offset, what)}}};
}

std::unexpected<CaptureError> capture_error(CaptureError::Kind kind, const InputStream& input, std::string_view what) {
  return capture_error(kind, input, input.offset(), what);
}

std::unexpected<CaptureError> cut_short(const InputStream& input, std::uint64_t offset) {
  return capture_error(CaptureError::Kind::cut_short, input, offset,
                       "the file ends within a record; what stands before it is whole: the program that captured was "
                       "killed, the disk was full, or the copy is not complete");
}

std::unexpected<CaptureError> unreadable(const InputStream& input, const Error& error) {
  return std::unexpected{
      CaptureError{.kind = CaptureError::Kind::unreadable, .offset = input.offset(), .error = error}};
}

}  // namespace vrrpspec::harness
