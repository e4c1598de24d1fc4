// Blocks of pcapng (draft-ietf-opsawg-pcapng): several sections, each in its own byte order, with several interfaces of
// their own link types and resolutions; packets in Enhanced, Simple and obsolete Packet Blocks; what was dropped, from
// Interface Statistics Blocks. Other blocks are skipped.
#pragma once

#include "harness/capture/capture_format.hpp"

namespace vrrpspec::harness {

class PcapngFormat {
 public:
  static bool recognises(std::span<const std::uint8_t> begin);
  /// `last_number` is that of the packet before; other blocks that Wireshark numbers count too.
  NextPacket next(InputStream& input, std::uint64_t& last_number, std::vector<CaptureInterface>& interfaces);

 private:
  using Octets = std::span<const std::uint8_t>;
  using Done = std::expected<void, CaptureError>;

  /// How ticks become time.
  struct Clock {
    std::uint8_t resolution{6};  ///< if_tsresol
    std::int64_t offset_seconds{0};
  };

  /// The block at the current position in full; empty at the end of the file.
  std::expected<Octets, CaptureError> fetch_block(InputStream& input, Octets begin) const;
  Done begin_section(InputStream& input, std::size_t known_interfaces);
  Done add_interface(InputStream& input, Octets body, std::vector<CaptureInterface>& interfaces);
  void read_statistics(Octets body, std::vector<CaptureInterface>& interfaces) const;
  /// Never empty.
  NextPacket read_packet(InputStream& input, std::uint32_t type, Octets body,
                         const std::vector<CaptureInterface>& interfaces) const;
  /// Calls `use(code, value)` for every option that is whole.
  template <typename Use>
  void for_each_option(Octets options, Use use) const;
  static std::optional<Instant> instant_at(std::uint64_t ticks, const Clock& clock);

  bool swapped_{false};
  std::size_t first_interface_{0};  ///< of this section, in the list over all
  std::vector<Clock> clocks_;       ///< beside the list over all
};

}  // namespace vrrpspec::harness
