// Writes the packets of a capture that was read, and rows of text on an interface of their own.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/capture/pcapng_writer.hpp"
#include "harness/capture/text_row.hpp"
#include "harness/cli/replacement.hpp"

namespace vrrpspec::cli {

class RowWriter {
 public:
  using Done = std::expected<void, harness::Error>;

  /// `interfaces`: all that the packets are of.
  static std::expected<RowWriter, harness::Error> begin(const std::filesystem::path& path,
                                                        std::span<const harness::CaptureInterface> interfaces);

  /// With the comments that it has, and these.
  Done packet(const harness::CapturedPacket& packet, std::span<const std::string> comments = {});
  Done row(Instant at, harness::RowSeverity severity, const std::optional<IpAddress>& source, std::string_view text);
  /// What the interfaces dropped, and the file under its name.
  Done finish();

 private:
  RowWriter(Replacement file, harness::PcapngWriter writer, std::vector<harness::CaptureInterface> interfaces)
      : file_{std::move(file)}, writer_{std::move(writer)}, interfaces_{std::move(interfaces)} {}

  Replacement file_;
  harness::PcapngWriter writer_;
  std::vector<harness::CaptureInterface> interfaces_;  ///< the last is that of the rows
  Instant last_{};                                     ///< of what was written
};

}  // namespace vrrpspec::cli
