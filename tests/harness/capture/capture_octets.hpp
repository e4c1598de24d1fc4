// Capture files as the tests write them: octet by octet, in either byte order.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "harness/capture/capture_reader.hpp"

namespace vrrpspec::harness {

using FileOctets = std::vector<std::uint8_t>;

/// Numbers of a machine of our byte order, or of the other one.
class OctetWriter {
 public:
  explicit OctetWriter(bool swapped) : swapped_{swapped} {}
  template <std::integral Integer>
  OctetWriter& put(Integer value) {
    if (swapped_) value = std::byteswap(value);
    const auto* begin = reinterpret_cast<const std::uint8_t*>(&value);
    octets_.insert(octets_.end(), begin, begin + sizeof value);
    return *this;
  }
  OctetWriter& put(std::span<const std::uint8_t> octets) {
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    return *this;
  }
  OctetWriter& put_padded(std::span<const std::uint8_t> octets) {
    put(octets);
    octets_.resize((octets_.size() + 3) / 4 * 4);
    return *this;
  }
  OctetWriter& put_option(std::uint16_t code, std::span<const std::uint8_t> value) {
    return put(code).put(static_cast<std::uint16_t>(value.size())).put_padded(value);
  }
  [[nodiscard]] const FileOctets& octets() const { return octets_; }

 private:
  bool swapped_;
  FileOctets octets_;
};

inline std::span<const std::uint8_t> octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline FileOctets pcap_header(bool swapped, std::uint32_t magic = 0xa1b2c3d4, std::uint32_t link = 1) {
  return OctetWriter{swapped}
      .put(magic)
      .put(std::uint16_t{2})
      .put(std::uint16_t{4})
      .put(std::uint64_t{0})
      .put(std::uint32_t{262144})
      .put(link)
      .octets();
}

inline FileOctets pcap_record(bool swapped, std::uint32_t seconds, std::uint32_t fraction,
                              std::span<const std::uint8_t> packet) {
  const auto size = static_cast<std::uint32_t>(packet.size());
  return OctetWriter{swapped}.put(seconds).put(fraction).put(size).put(size + 4).put(packet).octets();
}

/// A block of pcapng around `body`.
inline FileOctets block(bool swapped, std::uint32_t type, const FileOctets& body) {
  const auto size = static_cast<std::uint32_t>((body.size() + 3) / 4 * 4 + 12);
  return OctetWriter{swapped}.put(type).put(size).put_padded(body).put(size).octets();
}
inline FileOctets section(bool swapped) {
  return block(swapped, 0x0a0d0d0a,
               OctetWriter{swapped}
                   .put(std::uint32_t{0x1a2b3c4d})
                   .put(std::uint16_t{1})
                   .put(std::uint16_t{0})
                   .put(std::int64_t{-1})
                   .octets());
}
inline FileOctets interface_block(bool swapped, std::uint16_t link, std::string_view name, std::uint8_t resolution,
                                  std::int64_t offset = 0, std::uint32_t snapshot_length = 0) {
  OctetWriter body{swapped};
  body.put(link).put(std::uint16_t{0}).put(snapshot_length);
  body.put_option(2, octets_of(name)).put_option(9, std::span{&resolution, 1});
  body.put_option(14, OctetWriter{swapped}.put(offset).octets()).put(std::uint32_t{0});
  return block(swapped, 1, body.octets());
}
inline FileOctets enhanced_block(bool swapped, std::uint32_t interface, std::uint64_t ticks,
                                 std::span<const std::uint8_t> packet, const FileOctets& options = {}) {
  const auto size = static_cast<std::uint32_t>(packet.size());
  OctetWriter body{swapped};
  body.put(interface).put(static_cast<std::uint32_t>(ticks >> 32)).put(static_cast<std::uint32_t>(ticks));
  return block(swapped, 6, body.put(size).put(size).put_padded(packet).put(options).octets());
}

inline FileOctets operator+(FileOctets left, const FileOctets& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

/// A file in memory; its descriptor stands at the beginning.
inline int file_of(std::span<const std::uint8_t> octets) {
  const int descriptor = memfd_create("capture", MFD_CLOEXEC);
  if (write(descriptor, octets.data(), octets.size()) != static_cast<ssize_t>(octets.size())) return -1;
  lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

inline const FileOctets first{1, 2, 3, 4, 5};
inline const FileOctets second{9, 8, 7};
inline constexpr std::uint32_t microsecond_magic = 0xa1b2c3d4, nanosecond_magic = 0xa1b23c4d;

/// A packet that was read, with octets of its own.
struct Packet {
  CapturedPacket facts;
  FileOctets octets;
};
struct Contents {
  std::vector<Packet> packets;
  std::vector<CaptureInterface> interfaces;
  std::optional<CaptureError> error;
};

inline Contents read_all(std::expected<CaptureReader, CaptureError> reader) {
  Contents contents;
  if (!reader) {
    contents.error = reader.error();
    return contents;
  }
  for (;;) {
    auto packet = reader->next();
    if (!packet) contents.error = packet.error();
    if (!packet || !*packet) break;
    contents.packets.push_back({**packet, {(*packet)->octets.begin(), (*packet)->octets.end()}});
  }
  contents.interfaces.assign(reader->interfaces().begin(), reader->interfaces().end());
  return contents;
}
inline Contents read_all(std::span<const std::uint8_t> file) {
  return read_all(CaptureReader::from_descriptor(file_of(file), "test"));
}

inline FileOctets two_packets(bool swapped, std::uint32_t magic = microsecond_magic) {
  return pcap_header(swapped, magic) + pcap_record(swapped, 100, 7, first) +
         pcap_record(swapped, 0xffffffff, 8, second);
}

}  // namespace vrrpspec::harness
