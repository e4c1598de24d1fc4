#include "harness/cli/row_writer.hpp"

#include <algorithm>

#include "harness/report/text.hpp"

namespace vrrpspec::cli {

using harness::CaptureInterface;
using harness::Error;

std::expected<RowWriter, Error> RowWriter::begin(const std::filesystem::path& path,
                                                 std::span<const CaptureInterface> interfaces) {
  auto file = Replacement::begin(path);
  if (!file) return std::unexpected{file.error()};
  std::vector<CaptureInterface> all{interfaces.begin(), interfaces.end()};
  all.push_back(harness::text_row_interface());
  auto writer = harness::PcapngWriter::create(file->draft(), all);
  if (!writer) return std::unexpected{writer.error()};
  return RowWriter{std::move(*file), std::move(*writer), std::move(all)};
}

RowWriter::Done RowWriter::packet(const harness::CapturedPacket& packet, std::span<const std::string> comments) {
  std::vector<std::string_view> all{packet.comments};
  all.insert(all.end(), comments.begin(), comments.end());
  last_ = packet.at;
  // A packet without stamp gets the epoch as its stamp; as after a loss, whoever judges it then begins anew.
  const std::uint32_t lost = packet.has_time ? packet.lost_before : std::max(packet.lost_before, 1U);
  const auto written = writer_.write({.interface = packet.interface,
                                      .realtime_ns = packet.at.time_since_epoch().count(),
                                      .direction = packet.direction,
                                      .octets = packet.octets,
                                      .original_length = packet.wire_length,
                                      .lost_before = lost,
                                      .comments = all});
  if (!written) return std::unexpected{written.error()};
  return {};
}

RowWriter::Done RowWriter::row(Instant at, harness::RowSeverity severity, const std::optional<IpAddress>& source,
                               std::string_view text) {
  last_ = at;
  const std::vector<std::uint8_t> octets = harness::text_row(severity, source, harness::printable(text));
  const auto written = writer_.write({.interface = static_cast<std::uint32_t>(interfaces_.size() - 1),
                                      .realtime_ns = at.time_since_epoch().count(),
                                      .direction = std::nullopt,
                                      .octets = octets});
  if (!written) return std::unexpected{written.error()};
  return {};
}

RowWriter::Done RowWriter::finish() {
  if (auto written = writer_.write_statistics(interfaces_, last_.time_since_epoch().count()); !written) return written;
  return file_.commit();
}

}  // namespace vrrpspec::cli
