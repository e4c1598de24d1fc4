// Records of the classic format: both byte orders, micro- and nanoseconds, and the "modified" format with longer record
// headers that some Linux distributions wrote.
#pragma once

#include "harness/capture/capture_format.hpp"

namespace vrrpspec::harness {

class PcapFormat {
 public:
  static constexpr std::size_t header_size = 24;
  /// Empty when the file begins otherwise.
  static std::optional<PcapFormat> recognise(std::span<const std::uint8_t> begin);

  /// Reads the header of the file.
  std::expected<void, CaptureError> begin(InputStream& input, std::vector<CaptureInterface>& interfaces);
  NextPacket next(InputStream& input, std::uint64_t& last_number) const;

 private:
  bool swapped_{false};
  std::uint32_t units_per_second_{1'000'000};
  std::size_t record_header_size_{16};
  wire::LinkType link_{};
};

}  // namespace vrrpspec::harness
