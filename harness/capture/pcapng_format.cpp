#include "harness/capture/pcapng_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/capture/pcapng_blocks.hpp"

namespace vrrpspec::harness {
namespace {

constexpr std::size_t block_header_size = 8;   // type, length
constexpr std::size_t block_trailer_size = 4;  // the length again
constexpr std::size_t smallest_block = block_header_size + block_trailer_size;

bool is_wanted(std::uint32_t type) {
  return type == interface_description_block || type == obsolete_packet_block || type == simple_packet_block ||
         type == interface_statistics_block || type == enhanced_packet_block;
}

/// Wireshark (4.0) shows these among the packets, and gives them numbers.
bool is_numbered(std::uint32_t type) {
  constexpr std::uint32_t systemd_journal = 9, custom = 0x0bad, custom_not_to_copy = 0x40000bad;
  return type == systemd_journal || type == custom || type == custom_not_to_copy;
}

std::unexpected<CaptureError> damaged(const InputStream& input, std::string_view what) {
  return capture_error(CaptureError::Kind::damaged, input, fmt::format("{}: the file is damaged from here on", what));
}

constexpr std::size_t most_decimal_places = 19;  // of ten to a power that 64 bits hold
constexpr auto powers_of_ten = [] {
  std::array<std::uint64_t, most_decimal_places + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr std::uint8_t binary = 0x80;
constexpr std::uint8_t exponent_bits = 0x7f;

Duration duration_of_resolution(std::uint8_t resolution) {
  const unsigned exponent = resolution & exponent_bits;
  const std::uint64_t nanoseconds = (resolution & binary) != 0 ? std::uint64_t{1'000'000'000} >> std::min(exponent, 63U)
                                    : exponent > 9             ? 1
                                                               : powers_of_ten[9 - exponent];
  return Duration{static_cast<Duration::rep>(std::max<std::uint64_t>(nanoseconds, 1))};
}

}  // namespace

bool PcapngFormat::recognises(std::span<const std::uint8_t> begin) {
  return begin.size() >= sizeof section_header_block &&
         number_at<std::uint32_t>(begin, 0, false) == section_header_block;
}

std::optional<Instant> PcapngFormat::instant_at(std::uint64_t ticks, const Clock& clock) {
  constexpr std::uint64_t beyond = std::uint64_t{1} << 62;
  constexpr std::uint8_t nanosecond = 9, microsecond = 6;
  if (clock.offset_seconds == 0) {  // what nearly every file has, without a division
    if (clock.resolution == nanosecond && ticks < beyond) return Instant{Duration{static_cast<std::int64_t>(ticks)}};
    if (clock.resolution == microsecond && ticks < beyond / 1000) {
      return Instant{Duration{static_cast<std::int64_t>(ticks) * 1000}};
    }
  }
  const unsigned exponent = clock.resolution & exponent_bits;
  std::uint64_t seconds = 0;
  std::uint64_t nanoseconds = 0;
  if ((clock.resolution & binary) != 0) {
    constexpr unsigned most_bits = 34;  // of a fraction whose product with 10^9 fits
    seconds = exponent > 63 ? 0 : ticks >> exponent;
    std::uint64_t fraction = exponent > 63 ? ticks : ticks & ((std::uint64_t{1} << exponent) - 1);
    unsigned bits = exponent;
    if (bits > most_bits) {
      fraction = bits - most_bits > 63 ? 0 : fraction >> (bits - most_bits);
      bits = most_bits;
    }
    nanoseconds = (fraction * 1'000'000'000) >> bits;
  } else if (exponent <= most_decimal_places) {
    seconds = ticks / powers_of_ten[exponent];
    const std::uint64_t fraction = ticks % powers_of_ten[exponent];
    nanoseconds = exponent <= 9 ? fraction * powers_of_ten[9 - exponent] : fraction / powers_of_ten[exponent - 9];
  } else if (exponent - 9 <= most_decimal_places) {
    nanoseconds = ticks / powers_of_ten[exponent - 9];
  }
  if (seconds >= beyond || clock.offset_seconds >= static_cast<std::int64_t>(beyond) ||
      clock.offset_seconds <= -static_cast<std::int64_t>(beyond)) {
    return std::nullopt;
  }
  return instant_of(static_cast<std::int64_t>(seconds) + clock.offset_seconds, static_cast<std::int64_t>(nanoseconds));
}

template <typename Use>
void PcapngFormat::for_each_option(Octets options, Use use) const {
  constexpr std::size_t header_size = 4;
  while (options.size() >= header_size) {
    const auto code = number_at<std::uint16_t>(options, 0, swapped_);
    const std::size_t size = number_at<std::uint16_t>(options, 2, swapped_);
    if (code == 0 || options.size() - header_size < size) return;
    use(code, options.subspan(header_size, size));
    const std::size_t padded = header_size + (size + 3) / 4 * 4;
    if (options.size() < padded) return;
    options = options.subspan(padded);
  }
}

PcapngFormat::Done PcapngFormat::begin_section(InputStream& input, std::size_t known_interfaces) {
  constexpr std::size_t fixed_size = 16;  // type, length, byte order, version
  const auto block = input.fetch(fixed_size);
  if (!block) return unreadable(input, block.error());
  if (block->size() < fixed_size) return cut_short(input, input.offset());
  swapped_ = number_at<std::uint32_t>(*block, 8, true) == byte_order_magic;
  if (!swapped_ && number_at<std::uint32_t>(*block, 8, false) != byte_order_magic) {
    return damaged(input, "a section without byte order");
  }
  const auto major = number_at<std::uint16_t>(*block, 12, swapped_);
  if (major != 1) {
    return capture_error(CaptureError::Kind::not_a_capture, input,
                         fmt::format("version {} of the pcapng format is not known, only 1", major));
  }
  first_interface_ = known_interfaces;
  return {};
}

PcapngFormat::Done PcapngFormat::add_interface(InputStream& input, Octets body,
                                               std::vector<CaptureInterface>& interfaces) {
  constexpr std::size_t fixed_size = 8;
  if (body.size() < fixed_size) return damaged(input, "an interface description that is too short");
  CaptureInterface interface{.name = {},
                             .link = static_cast<wire::LinkType>(number_at<std::uint16_t>(body, 0, swapped_)),
                             .resolution = {},
                             .snapshot_length = number_at<std::uint32_t>(body, 4, swapped_)};
  Clock clock;
  for_each_option(body.subspan(fixed_size), [&](std::uint16_t code, Octets value) {
    constexpr std::uint16_t if_name = 2, if_tsresol = 9, if_tsoffset = 14;
    if (code == if_name) interface.name.assign(value.begin(), value.end());
    if (code == if_tsresol && value.size() == 1) clock.resolution = value[0];
    if (code == if_tsoffset && value.size() == 8) clock.offset_seconds = number_at<std::int64_t>(value, 0, swapped_);
  });
  interface.resolution = duration_of_resolution(clock.resolution);
  interfaces.push_back(std::move(interface));
  clocks_.push_back(clock);
  return {};
}

void PcapngFormat::read_statistics(Octets body, std::vector<CaptureInterface>& interfaces) const {
  constexpr std::size_t fixed_size = 12;
  if (body.size() < fixed_size) return;
  const std::size_t index = first_interface_ + number_at<std::uint32_t>(body, 0, swapped_);
  if (index >= interfaces.size()) return;
  for_each_option(body.subspan(fixed_size), [&](std::uint16_t code, Octets value) {
    constexpr std::uint16_t isb_ifdrop = 5, isb_osdrop = 7;
    if (value.size() != 8) return;
    const auto count = number_at<std::uint64_t>(value, 0, swapped_);
    if (code == isb_ifdrop) interfaces[index].dropped_by_interface = count;
    if (code == isb_osdrop) interfaces[index].dropped_by_system = count;
  });
}

NextPacket PcapngFormat::read_packet(InputStream& input, std::uint32_t type, Octets body,
                                     const std::vector<CaptureInterface>& interfaces) const {
  const std::size_t fixed_size = type == simple_packet_block ? 4 : 20;
  if (body.size() < fixed_size) return damaged(input, "a packet block that is too short");
  std::uint32_t own_index = 0;
  NextPacket read{std::in_place, std::in_place};
  CapturedPacket& packet = **read;
  if (type == enhanced_packet_block) {
    own_index = number_at<std::uint32_t>(body, 0, swapped_);
  } else if (type == obsolete_packet_block) {
    own_index = number_at<std::uint16_t>(body, 0, swapped_);
    constexpr std::uint16_t not_known = 0xffff;
    const auto lost = number_at<std::uint16_t>(body, 2, swapped_);
    packet.lost_before = lost == not_known ? 0 : lost;
  }
  const std::size_t index = first_interface_ + own_index;
  if (index >= interfaces.size()) {
    return damaged(input, fmt::format("a packet of interface {}, which the section does not describe", own_index));
  }
  packet.interface = static_cast<std::uint32_t>(index);
  packet.link = interfaces[index].link;
  const Octets rest = body.subspan(fixed_size);
  std::size_t captured = 0;
  if (type == simple_packet_block) {
    packet.wire_length = number_at<std::uint32_t>(body, 0, swapped_);
    const std::uint32_t limit = interfaces[index].snapshot_length;
    captured = limit == 0 ? packet.wire_length : std::min(packet.wire_length, limit);
  } else {
    const std::uint64_t ticks =
        std::uint64_t{number_at<std::uint32_t>(body, 4, swapped_)} << 32 | number_at<std::uint32_t>(body, 8, swapped_);
    const auto at = instant_at(ticks, clocks_[index]);
    packet.at = at.value_or(Instant{});
    packet.has_time = at.has_value();
    captured = number_at<std::uint32_t>(body, 12, swapped_);
    packet.wire_length = number_at<std::uint32_t>(body, 16, swapped_);
  }
  if (captured > rest.size()) return damaged(input, "a packet that is longer than its block");
  packet.octets = rest.first(captured);
  const std::size_t padded = std::min((captured + 3) / 4 * 4, rest.size());
  if (type == simple_packet_block || padded == rest.size()) return read;
  for_each_option(rest.subspan(padded), [&](std::uint16_t code, Octets value) {
    constexpr std::uint16_t comment = 1, flags = 2, epb_dropcount = 4;
    if (code == comment) packet.comments.emplace_back(reinterpret_cast<const char*>(value.data()), value.size());
    if (code == flags && value.size() == 4) {
      const std::uint32_t direction = number_at<std::uint32_t>(value, 0, swapped_) & 3;
      if (direction == 1) packet.direction = CaptureDirection::inbound;
      if (direction == 2) packet.direction = CaptureDirection::outbound;
    }
    if (code == epb_dropcount && value.size() == 8 && type == enhanced_packet_block) {
      const auto lost = number_at<std::uint64_t>(value, 0, swapped_);
      packet.lost_before = static_cast<std::uint32_t>(std::min<std::uint64_t>(lost, 0xffffffff));
    }
  });
  return read;
}

std::expected<PcapngFormat::Octets, CaptureError> PcapngFormat::fetch_block(InputStream& input, Octets begin) const {
  const auto size = number_at<std::uint32_t>(begin, 4, swapped_);
  if (size > largest_record) return damaged(input, fmt::format("a block of {} octets, which nobody writes", size));
  if (begin.size() < size) {
    const auto block = input.fetch(size);
    if (!block) return unreadable(input, block.error());
    if (block->size() < size) return cut_short(input, input.offset());
    begin = *block;
  }
  const Octets block = begin.first(size);
  if (number_at<std::uint32_t>(block, size - block_trailer_size, swapped_) != size) {
    return damaged(input, "a block whose two lengths differ");
  }
  return block;
}

NextPacket PcapngFormat::next(InputStream& input, std::uint64_t& last_number,
                              std::vector<CaptureInterface>& interfaces) {
  for (;;) {
    const auto begin = input.fetch(smallest_block);
    if (!begin) return unreadable(input, begin.error());
    if (begin->empty() && !input.is_cut()) return std::nullopt;
    if (begin->size() < smallest_block) return cut_short(input, input.offset());
    auto octets = *begin;
    const auto type = number_at<std::uint32_t>(octets, 0, swapped_);
    if (type == section_header_block) {  // the same in both byte orders
      if (auto begun = begin_section(input, interfaces.size()); !begun) return std::unexpected{begun.error()};
      octets = input.fetch(smallest_block).value_or(octets);
    }
    const auto size = number_at<std::uint32_t>(octets, 4, swapped_);
    if (size < smallest_block || size % 4 != 0) {
      return damaged(input, fmt::format("a block of {} octets", size));
    }
    if (!is_wanted(type)) {
      const std::uint64_t offset = input.offset();
      const auto skipped = input.skip(size);
      if (!skipped) return unreadable(input, skipped.error());
      if (!*skipped) return cut_short(input, offset);
      if (is_numbered(type)) ++last_number;
      continue;
    }
    const auto block = fetch_block(input, octets);
    if (!block) return std::unexpected{block.error()};
    const Octets body = block->subspan(block_header_size, size - smallest_block);
    if (type == interface_description_block) {
      if (auto added = add_interface(input, body, interfaces); !added) return std::unexpected{added.error()};
    } else if (type == interface_statistics_block) {
      read_statistics(body, interfaces);
    } else {
      auto packet = read_packet(input, type, body, interfaces);
      if (!packet) return packet;
      (*packet)->number = ++last_number;
      input.consume(size);
      return packet;
    }
    input.consume(size);
  }
}

}  // namespace vrrpspec::harness
