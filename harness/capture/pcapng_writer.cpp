#include "harness/capture/pcapng_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/capture/pcapng_blocks.hpp"
#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

constexpr std::uint16_t option_end = 0;
constexpr std::uint16_t option_comment = 1;
constexpr std::uint16_t option_if_name = 2;
constexpr std::uint16_t option_if_tsresol = 9;
constexpr std::uint16_t option_epb_flags = 2;
constexpr std::uint16_t option_epb_dropcount = 4;
constexpr std::uint16_t option_isb_ifdrop = 5;
constexpr std::uint16_t option_isb_osdrop = 7;
constexpr std::uint16_t option_shb_userappl = 4;

/// A block in the byte order of this machine; readers learn it from the magic.
class Block {
 public:
  explicit Block(std::uint32_t type) {
    put(type);
    put(std::uint32_t{0});  // the length, known in finish()
  }
  template <typename Integer>
  void put(Integer value) {
    const auto* octets = reinterpret_cast<const std::uint8_t*>(&value);
    octets_.insert(octets_.end(), octets, octets + sizeof value);
  }
  void put_padded(std::span<const std::uint8_t> octets) {
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    octets_.resize((octets_.size() + 3) / 4 * 4);
  }
  void option(std::uint16_t code, std::span<const std::uint8_t> value) {
    put(code);
    put(static_cast<std::uint16_t>(value.size()));
    put_padded(value);
  }
  void option(std::uint16_t code, std::string_view text) {
    constexpr std::size_t longest = 0xffff;
    text = text.substr(0, longest);
    option(code, std::span{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  template <typename Integer>
  void number_option(std::uint16_t code, Integer value) {
    option(code, std::span{reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
  }
  /// Of a stamp: the upper half comes first, in either byte order.
  void put_stamp(std::uint64_t ticks) {
    put(static_cast<std::uint32_t>(ticks >> 32));
    put(static_cast<std::uint32_t>(ticks & 0xffffffff));
  }
  std::span<const std::uint8_t> finish() {
    put(option_end);
    put(std::uint16_t{0});
    const auto length = static_cast<std::uint32_t>(octets_.size() + sizeof(std::uint32_t));
    put(length);
    std::memcpy(octets_.data() + sizeof(std::uint32_t), &length, sizeof length);
    return octets_;
  }

 private:
  std::vector<std::uint8_t> octets_;
};

Block section_header() {
  Block block{section_header_block};
  block.put(byte_order_magic);
  block.put(std::uint16_t{1});  // version 1.0
  block.put(std::uint16_t{0});
  block.put(std::int64_t{-1});  // length of the section: not known
  block.option(option_shb_userappl, "vrrpspec");
  return block;
}

/// if_tsresol: the exponent, and what a tick of it is. Nanoseconds for what is finer, or is no power of ten.
struct Resolution {
  std::uint8_t exponent{9};
  std::int64_t tick{1};
};
Resolution resolution_of(const CaptureInterface& interface) {
  Resolution found;
  while (found.exponent > 0 && found.tick < interface.resolution.count()) {
    --found.exponent;
    found.tick *= 10;
  }
  return found.tick == interface.resolution.count() ? found : Resolution{};
}

Block interface_description(const CaptureInterface& interface) {
  Block block{interface_description_block};
  block.put(static_cast<std::uint16_t>(interface.link));
  block.put(std::uint16_t{0});
  block.put(interface.snapshot_length);
  if (!interface.name.empty()) block.option(option_if_name, interface.name);
  block.number_option(option_if_tsresol, resolution_of(interface).exponent);
  return block;
}

}  // namespace

std::expected<PcapngWriter, Error> PcapngWriter::create(const std::filesystem::path& path,
                                                        std::span<const std::string> interfaces) {
  std::vector<CaptureInterface> described;
  for (const std::string& name : interfaces) described.push_back({.name = name, .link = wire::LinkType::ethernet});
  return create(path, described);
}

std::expected<PcapngWriter, Error> PcapngWriter::create(const std::filesystem::path& path,
                                                        std::span<const CaptureInterface> interfaces) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return std::unexpected{Error{fmt::format("cannot write the capture {}: {}", path.string(), std::strerror(errno))}};
  }
  PcapngWriter writer{descriptor, path};
  if (auto written = writer.put(section_header().finish()); !written) return std::unexpected{written.error()};
  for (const CaptureInterface& interface : interfaces) {
    writer.ticks_.push_back(resolution_of(interface).tick);
    if (auto written = writer.put(interface_description(interface).finish()); !written) {
      return std::unexpected{written.error()};
    }
  }
  return writer;
}

PcapngWriter::PcapngWriter(PcapngWriter&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)},
      ticks_{std::move(other.ticks_)},
      path_{std::move(other.path_)},
      frames_{other.frames_} {}

PcapngWriter& PcapngWriter::operator=(PcapngWriter&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(ticks_, other.ticks_);
  std::swap(path_, other.path_);
  std::swap(frames_, other.frames_);
  return *this;
}

PcapngWriter::~PcapngWriter() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::uint64_t PcapngWriter::stamp(std::uint32_t interface, std::int64_t realtime_ns) const {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(realtime_ns, 0) / ticks_[interface]);
}

std::expected<std::uint32_t, Error> PcapngWriter::write(const CapturedFrame& frame) {
  VRRPSPEC_ASSERT(frame.interface < ticks_.size());
  const auto length = static_cast<std::uint32_t>(frame.octets.size());
  Block block{enhanced_packet_block};
  block.put(frame.interface);
  block.put_stamp(stamp(frame.interface, frame.realtime_ns));
  block.put(length);
  block.put(frame.original_length.value_or(length));
  block.put_padded(frame.octets);
  if (frame.direction) block.number_option(option_epb_flags, static_cast<std::uint32_t>(*frame.direction));
  if (frame.lost_before != 0) block.number_option(option_epb_dropcount, std::uint64_t{frame.lost_before});
  for (const std::string_view comment : frame.comments) block.option(option_comment, comment);
  if (auto written = put(block.finish()); !written) return std::unexpected{written.error()};
  return ++frames_;
}

std::expected<void, Error> PcapngWriter::write_statistics(std::span<const CaptureInterface> interfaces,
                                                          std::int64_t realtime_ns) {
  for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
    const CaptureInterface& interface = interfaces[i];
    if (!interface.dropped_by_interface && !interface.dropped_by_system) continue;
    Block block{interface_statistics_block};
    block.put(i);
    block.put_stamp(stamp(i, realtime_ns));
    if (interface.dropped_by_interface) block.number_option(option_isb_ifdrop, *interface.dropped_by_interface);
    if (interface.dropped_by_system) block.number_option(option_isb_osdrop, *interface.dropped_by_system);
    if (auto written = put(block.finish()); !written) return written;
  }
  return {};
}

std::expected<void, Error> PcapngWriter::put(std::span<const std::uint8_t> block) {
  while (!block.empty()) {
    const ssize_t written = ::write(descriptor_, block.data(), block.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      return std::unexpected{
          Error{fmt::format("cannot write the capture {}: {}", path_.string(), std::strerror(errno))}};
    }
    block = block.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace vrrpspec::harness
