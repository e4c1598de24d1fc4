// Writes pcapng (draft-ietf-opsawg-pcapng): the capture of one case, with nanosecond stamps, one interface per port,
// the direction of each frame; or what was read from another capture, with its interfaces as they were. Every block is
// handed to the kernel at once, so a run that is killed leaves a readable file.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/capture/captured_packet.hpp"

namespace vrrpspec::harness {

struct CapturedFrame {
  std::uint32_t interface{0};   ///< index into the interfaces given to create()
  std::int64_t realtime_ns{0};  ///< since the epoch; what is before it is written as the epoch
  std::optional<CaptureDirection> direction{CaptureDirection::inbound};
  std::span<const std::uint8_t> octets{};
  std::optional<std::uint32_t> original_length{};  ///< of the frame on the wire; none: all of it is in `octets`
  std::uint32_t lost_before{0};                    ///< packets of the interface since the one before
  std::span<const std::string_view> comments{};    ///< shown by Wireshark with the frame
};

class PcapngWriter {
 public:
  /// Replaces a file that is there.
  static std::expected<PcapngWriter, Error> create(const std::filesystem::path& path,
                                                   std::span<const std::string> interfaces);
  /// The same of interfaces that were read. Those with decimal stamps keep their resolution.
  static std::expected<PcapngWriter, Error> create(const std::filesystem::path& path,
                                                   std::span<const CaptureInterface> interfaces);
  PcapngWriter(PcapngWriter&& other) noexcept;
  PcapngWriter& operator=(PcapngWriter&& other) noexcept;
  ~PcapngWriter();

  /// Returns the frame's number in the file, from 1 on.
  std::expected<std::uint32_t, Error> write(const CapturedFrame& frame);
  /// What the interfaces have dropped by then, as far as they say. For the end of the file.
  std::expected<void, Error> write_statistics(std::span<const CaptureInterface> interfaces, std::int64_t realtime_ns);

 private:
  PcapngWriter(int descriptor, std::filesystem::path path) : descriptor_{descriptor}, path_{std::move(path)} {}
  [[nodiscard]] std::uint64_t stamp(std::uint32_t interface, std::int64_t realtime_ns) const;
  std::expected<void, Error> put(std::span<const std::uint8_t> block);

  int descriptor_;
  std::vector<std::int64_t> ticks_;  ///< of each interface, in nanoseconds
  std::filesystem::path path_;
  std::uint32_t frames_{0};
};

}  // namespace vrrpspec::harness
