// The capture of one case as pcapng (draft-ietf-opsawg-pcapng): nanosecond stamps, one interface per port, the
// direction of each frame. Every block is handed to the kernel at once, so a run that is killed leaves a readable file.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/error.hpp"

namespace vrrpspec::harness {

/// As seen from the wire's end of the link.
enum class CaptureDirection : std::uint8_t { inbound = 1, outbound = 2 };

struct CapturedFrame {
  std::uint32_t interface{0};   ///< index into the names given to create()
  std::int64_t realtime_ns{0};  ///< since the epoch
  CaptureDirection direction{CaptureDirection::inbound};
  std::span<const std::uint8_t> octets{};
  std::uint32_t original_length{0};  ///< of the frame on the wire; 0: all of it is in `octets`
  std::string_view comment{};        ///< shown by Wireshark with the frame; none when empty
};

class PcapngWriter {
 public:
  /// Replaces a file that is there.
  static std::expected<PcapngWriter, Error> create(const std::filesystem::path& path,
                                                   std::span<const std::string> interfaces);
  PcapngWriter(PcapngWriter&& other) noexcept;
  PcapngWriter& operator=(PcapngWriter&& other) noexcept;
  ~PcapngWriter();

  /// Returns the frame's number in the file, from 1 on.
  std::expected<std::uint32_t, Error> write(const CapturedFrame& frame);

 private:
  PcapngWriter(int descriptor, std::filesystem::path path) : descriptor_{descriptor}, path_{std::move(path)} {}
  std::expected<void, Error> put(std::span<const std::uint8_t> block);

  int descriptor_;
  std::filesystem::path path_;
  std::uint32_t frames_{0};
};

}  // namespace vrrpspec::harness
