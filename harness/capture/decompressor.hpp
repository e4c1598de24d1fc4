// Unpacking as the octets come, one interface over five libraries. Streams one after another in a file, as gzip and the
// others allow them, are one.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace vrrpspec::harness {

class Decompressor {
 public:
  struct Step {
    std::size_t consumed{0};
    std::size_t produced{0};
    bool ended{false};  ///< a stream ended here; what follows is the next one
  };

  Decompressor() = default;
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  virtual ~Decompressor() = default;

  [[nodiscard]] virtual std::string_view format() const = 0;
  /// Unpacks as much as there is input and place. The error is the reason in words; what a library hands out before it
  /// comes first, and the error with the next step.
  virtual std::expected<Step, std::string> step(std::span<const std::uint8_t> input,
                                                std::span<std::uint8_t> output) = 0;
  /// After a stream ended: begins the next one.
  virtual void restart() = 0;
};

/// How many octets tell every format.
inline constexpr std::size_t compression_magic_size = 6;

/// By the first octets of a file; null when they are those of no known format.
std::unique_ptr<Decompressor> decompressor_for(std::span<const std::uint8_t> begin);

}  // namespace vrrpspec::harness
