#include "harness/capture/pcap_format.hpp"

#include <fmt/format.h>

namespace vrrpspec::harness {

std::optional<PcapFormat> PcapFormat::recognise(std::span<const std::uint8_t> begin) {
  constexpr std::uint32_t microseconds = 0xa1b2c3d4, nanoseconds = 0xa1b23c4d, modified = 0xa1b2cd34;
  constexpr std::size_t modified_record_header_size = 24;
  if (begin.size() < sizeof microseconds) return std::nullopt;
  for (const bool swapped : {false, true}) {
    PcapFormat format;
    format.swapped_ = swapped;
    switch (number_at<std::uint32_t>(begin, 0, swapped)) {
      case microseconds:
        return format;
      case nanoseconds:
        format.units_per_second_ = 1'000'000'000;
        return format;
      case modified:
        format.record_header_size_ = modified_record_header_size;
        return format;
      default:
        break;
    }
  }
  return std::nullopt;
}

std::expected<void, CaptureError> PcapFormat::begin(InputStream& input, std::vector<CaptureInterface>& interfaces) {
  const auto header = input.fetch(header_size);
  if (!header) return unreadable(input, header.error());
  if (header->size() < header_size) return cut_short(input, input.offset());
  const auto major = number_at<std::uint16_t>(*header, 4, swapped_);
  if (major != 2) {
    return capture_error(CaptureError::Kind::not_a_capture, input,
                         fmt::format("version {} of the pcap format is not known, only 2", major));
  }
  constexpr std::uint32_t link_bits = 0xffff;  // above them: the length of the frame check sequence
  link_ = static_cast<wire::LinkType>(number_at<std::uint32_t>(*header, 20, swapped_) & link_bits);
  interfaces.push_back({.name = {},
                        .link = link_,
                        .resolution = Duration{1'000'000'000 / units_per_second_},
                        .snapshot_length = number_at<std::uint32_t>(*header, 16, swapped_)});
  input.consume(header_size);
  return {};
}

NextPacket PcapFormat::next(InputStream& input, std::uint64_t& last_number) const {
  auto record = input.fetch(record_header_size_);
  if (!record) return unreadable(input, record.error());
  if (record->empty() && !input.is_cut()) return std::nullopt;
  if (record->size() < record_header_size_) return cut_short(input, input.offset());
  const auto captured = number_at<std::uint32_t>(*record, 8, swapped_);
  if (captured > largest_record) {
    return capture_error(
        CaptureError::Kind::damaged, input,
        fmt::format("a packet of {} octets, which nobody captures: the file is damaged from here on", captured));
  }
  const std::size_t size = record_header_size_ + captured;
  if (record->size() < size) {
    record = input.fetch(size);
    if (!record) return unreadable(input, record.error());
    if (record->size() < size) return cut_short(input, input.offset());
  }
  const std::int64_t seconds = number_at<std::uint32_t>(*record, 0, swapped_);
  const std::int64_t fraction = number_at<std::uint32_t>(*record, 4, swapped_);
  const auto at = instant_of(seconds, fraction * (1'000'000'000 / units_per_second_));
  input.consume(size);
  return CapturedPacket{.number = ++last_number,
                        .at = at.value_or(Instant{}),
                        .has_time = at.has_value(),
                        .interface = 0,
                        .link = link_,
                        .octets = record->subspan(record_header_size_, captured),
                        .wire_length = number_at<std::uint32_t>(*record, 12, swapped_)};
}

}  // namespace vrrpspec::harness
