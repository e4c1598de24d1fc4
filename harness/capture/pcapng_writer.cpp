#include "harness/capture/pcapng_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace vrrpspec::harness {
namespace {

constexpr std::uint32_t section_header_block = 0x0a0d0d0a;
constexpr std::uint32_t interface_description_block = 1;
constexpr std::uint32_t enhanced_packet_block = 6;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::uint16_t link_type_ethernet = 1;

constexpr std::uint16_t option_end = 0;
constexpr std::uint16_t option_comment = 1;
constexpr std::uint16_t option_if_name = 2;
constexpr std::uint16_t option_if_tsresol = 9;
constexpr std::uint16_t option_epb_flags = 2;
constexpr std::uint16_t option_shb_userappl = 4;
constexpr std::uint8_t nanoseconds = 9;  // if_tsresol: ten to the minus nine

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

Block interface_description(std::string_view name) {
  Block block{interface_description_block};
  block.put(link_type_ethernet);
  block.put(std::uint16_t{0});
  block.put(std::uint32_t{0});  // no snapshot limit
  block.option(option_if_name, name);
  block.option(option_if_tsresol, std::span{&nanoseconds, 1});
  return block;
}

}  // namespace

std::expected<PcapngWriter, Error> PcapngWriter::create(const std::filesystem::path& path,
                                                        std::span<const std::string> interfaces) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return std::unexpected{Error{fmt::format("cannot write the capture {}: {}", path.string(), std::strerror(errno))}};
  }
  PcapngWriter writer{descriptor, path};
  if (auto written = writer.put(section_header().finish()); !written) return std::unexpected{written.error()};
  for (const std::string& name : interfaces) {
    if (auto written = writer.put(interface_description(name).finish()); !written) {
      return std::unexpected{written.error()};
    }
  }
  return writer;
}

PcapngWriter::PcapngWriter(PcapngWriter&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, path_{std::move(other.path_)}, frames_{other.frames_} {}

PcapngWriter& PcapngWriter::operator=(PcapngWriter&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  std::swap(frames_, other.frames_);
  return *this;
}

PcapngWriter::~PcapngWriter() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::expected<std::uint32_t, Error> PcapngWriter::write(const CapturedFrame& frame) {
  const auto stamp = static_cast<std::uint64_t>(frame.realtime_ns);
  const auto length = static_cast<std::uint32_t>(frame.octets.size());
  Block block{enhanced_packet_block};
  block.put(frame.interface);
  block.put(static_cast<std::uint32_t>(stamp >> 32));
  block.put(static_cast<std::uint32_t>(stamp & 0xffffffff));
  block.put(length);
  block.put(frame.original_length == 0 ? length : frame.original_length);
  block.put_padded(frame.octets);
  const auto flags = static_cast<std::uint32_t>(frame.direction);
  block.option(option_epb_flags, std::span{reinterpret_cast<const std::uint8_t*>(&flags), sizeof flags});
  if (!frame.comment.empty()) block.option(option_comment, frame.comment);
  if (auto written = put(block.finish()); !written) return std::unexpected{written.error()};
  return ++frames_;
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
