#include "harness/capture/capture_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vrrpspec::harness {
namespace {

using Octets = std::span<const std::uint8_t>;

bool begins(Octets octets, std::string_view text) {
  return octets.size() >= text.size() &&
         std::ranges::equal(octets.first(text.size()), text,
                            [](auto octet, char letter) { return octet == static_cast<std::uint8_t>(letter); });
}

bool is_text(Octets octets) {
  return std::ranges::all_of(octets, [](std::uint8_t octet) {
    return octet == '\n' || octet == '\r' || octet == '\t' || (octet >= 0x20 && octet != 0x7f);
  });
}

/// "12:34:56.789012 IP …", with a date before it or not.
bool is_tcpdump_text(Octets octets) {
  const std::string_view text{reinterpret_cast<const char*>(octets.data()), octets.size()};
  const std::string_view line = text.substr(0, text.find('\n'));
  const bool stamped = line.size() > 8 && line.find(':') != std::string_view::npos;
  return stamped && (line.find(" IP ") != std::string_view::npos || line.find(" IP6 ") != std::string_view::npos ||
                     line.find(" ARP, ") != std::string_view::npos);
}

/// What was found instead, and what to do.
std::string_view what_it_is(Octets begin) {
  if (begin.empty()) return "it is empty: nothing was captured, or the program that captures did not start";
  if (begins(begin, "snoop\0\0\0")) return "it is a capture of snoop; convert it: editcap -F pcapng FILE NEW";
  if (begins(begin, "PK\x03\x04")) return "it is a zip archive; unpack it and name the capture in it";
  if (is_tcpdump_text(begin)) return "it is the text that tcpdump prints; capture with: tcpdump -w FILE";
  if (is_text(begin)) return "it is text, not a capture; capture with: tcpdump -w FILE";
  return "it is no capture: neither pcap nor pcapng; Wireshark's editcap converts others: editcap -F pcapng FILE NEW";
}

}  // namespace

std::expected<CaptureReader, CaptureError> CaptureReader::open(const std::string& path) {
  auto input = InputStream::open(path);
  if (!input) return std::unexpected{CaptureError{.error = input.error()}};
  return begin(std::move(*input));
}

std::expected<CaptureReader, CaptureError> CaptureReader::from_descriptor(int descriptor, std::string name) {
  auto input = InputStream::from_descriptor(descriptor, std::move(name));
  if (!input) return std::unexpected{CaptureError{.error = input.error()}};
  return begin(std::move(*input));
}

std::expected<CaptureReader, CaptureError> CaptureReader::begin(InputStream input) {
  constexpr std::size_t magic_size = 4;
  const auto octets = input.fetch(magic_size);
  if (!octets) return unreadable(input, octets.error());
  if (auto pcap = PcapFormat::recognise(*octets)) {
    CaptureReader reader{std::move(input), *pcap};
    if (auto begun = std::get<PcapFormat>(reader.format_).begin(reader.input_, reader.interfaces_); !begun) {
      return std::unexpected{begun.error()};
    }
    return reader;
  }
  if (PcapngFormat::recognises(*octets)) return CaptureReader{std::move(input), PcapngFormat{}};
  constexpr std::size_t enough_to_tell = 128;
  return capture_error(CaptureError::Kind::not_a_capture, input,
                       what_it_is(octets->first(std::min(octets->size(), enough_to_tell))));
}

NextPacket CaptureReader::next() {
  if (error_) return std::unexpected{*error_};
  auto packet = std::holds_alternative<PcapFormat>(format_)
                    ? std::get<PcapFormat>(format_).next(input_, last_number_)
                    : std::get<PcapngFormat>(format_).next(input_, last_number_, interfaces_);
  if (!packet) error_ = packet.error();
  return packet;
}

}  // namespace vrrpspec::harness
