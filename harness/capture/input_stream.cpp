#include "harness/capture/input_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "harness/capture/decompressor.hpp"

namespace vrrpspec::harness {
namespace {

constexpr std::size_t window_size = std::size_t{256} << 10;
constexpr std::size_t packed_size = std::size_t{64} << 10;

}  // namespace

std::expected<InputStream, Error> InputStream::open(const std::string& path) {
  const bool standard_input = path == "-";
  const int descriptor =
      standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return std::unexpected{Error{fmt::format("cannot read the capture {}: {}",
                                             standard_input ? "from standard input" : path, std::strerror(errno))}};
  }
  return from_descriptor(descriptor, standard_input ? "standard input" : path);
}

std::expected<InputStream, Error> InputStream::from_descriptor(int descriptor, std::string name) {
  InputStream stream{descriptor, std::move(name)};
  if (auto looked = stream.look_for_compression(); !looked) return std::unexpected{looked.error()};
  return stream;
}

InputStream::InputStream(int descriptor, std::string name)
    : descriptor_{descriptor}, name_{std::move(name)}, buffer_(window_size) {
  struct stat facts{};
  if (fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode)) size_ = static_cast<std::uint64_t>(facts.st_size);
}

InputStream::InputStream(InputStream&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)},
      name_{std::move(other.name_)},
      size_{other.size_},
      octets_read_{other.octets_read_},
      at_end_{other.at_end_},
      buffer_{std::move(other.buffer_)},
      begin_{other.begin_},
      end_{other.end_},
      window_offset_{other.window_offset_},
      decompressor_{std::move(other.decompressor_)},
      packed_{std::move(other.packed_)},
      packed_begin_{other.packed_begin_},
      packed_end_{other.packed_end_},
      stream_ended_{other.stream_ended_} {}

InputStream& InputStream::operator=(InputStream&& other) noexcept {
  if (this == &other) return *this;
  std::destroy_at(this);
  return *std::construct_at(this, std::move(other));
}

InputStream::~InputStream() {
  if (descriptor_ >= 0) close(descriptor_);
}

Error InputStream::failure(const std::string& what) const {
  return Error{fmt::format("cannot read the capture {}: {}", name_, what)};
}

std::expected<void, Error> InputStream::look_for_compression() {
  const auto begin = fetch(compression_magic_size);
  if (!begin) return std::unexpected{begin.error()};
  decompressor_ = decompressor_for(*begin);
  if (!decompressor_) return {};
  packed_.resize(std::max(packed_size, end_));
  std::ranges::copy(*begin, packed_.begin());
  packed_end_ = begin->size();
  begin_ = end_ = 0;
  return {};
}

std::expected<std::span<const std::uint8_t>, Error> InputStream::fetch_more(std::size_t count) {
  make_place(count);
  while (end_ - begin_ < count) {
    const auto appended = append();
    if (!appended) return std::unexpected{appended.error()};
    if (*appended == 0) break;
  }
  return window();
}

void InputStream::make_place(std::size_t count) {
  if (buffer_.size() - begin_ >= count && end_ < buffer_.size()) return;
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  window_offset_ += begin_;
  end_ -= begin_;
  begin_ = 0;
  if (buffer_.size() < count) buffer_.resize(std::max(count, 2 * buffer_.size()));
}

std::expected<std::size_t, Error> InputStream::append() {
  const auto place = std::span{buffer_}.subspan(end_);
  auto count = decompressor_ ? unpack_into(place) : read_into(place);
  if (count) end_ += *count;
  return count;
}

std::expected<std::size_t, Error> InputStream::read_into(std::span<std::uint8_t> place) {
  if (at_end_ || place.empty()) return 0;
  for (;;) {
    const ssize_t count = ::read(descriptor_, place.data(), place.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      if (errno == EISDIR) return std::unexpected{failure("it is a directory; name the files in it")};
      return std::unexpected{failure(std::strerror(errno))};
    }
    at_end_ = count == 0;
    octets_read_ += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
  }
}

std::expected<std::size_t, Error> InputStream::unpack_into(std::span<std::uint8_t> place) {
  for (;;) {
    const bool between_streams = stream_ended_ && packed_begin_ == packed_end_;
    if (!between_streams) {
      if (std::exchange(stream_ended_, false)) decompressor_->restart();
      const auto input = std::span{packed_}.subspan(packed_begin_, packed_end_ - packed_begin_);
      const auto step = decompressor_->step(input, place);
      if (!step) {
        return std::unexpected{
            failure(fmt::format("the {} data in it are damaged near octet {}: {}", decompressor_->format(),
                                octets_read_ - input.size(), step.error()))};
      }
      packed_begin_ += step->consumed;
      stream_ended_ = step->ended;
      if (step->produced != 0) return step->produced;
      if (step->consumed != 0) continue;
    }
    std::copy(packed_.begin() + static_cast<std::ptrdiff_t>(packed_begin_),
              packed_.begin() + static_cast<std::ptrdiff_t>(packed_end_), packed_.begin());
    packed_end_ -= std::exchange(packed_begin_, 0);
    const auto count = read_into(std::span{packed_}.subspan(packed_end_));
    if (!count || *count == 0) return count;
    packed_end_ += *count;
  }
}

std::expected<bool, Error> InputStream::skip(std::uint64_t count) {
  while (count != 0) {
    const auto octets = fetch(1);
    if (!octets) return std::unexpected{octets.error()};
    if (octets->empty()) return false;
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(count, octets->size()));
    consume(step);
    count -= step;
  }
  return true;
}

bool InputStream::wait(std::chrono::milliseconds limit) const {
  if (begin_ != end_ || packed_begin_ != packed_end_ || at_end_) return true;
  pollfd waited{.fd = descriptor_, .events = POLLIN, .revents = 0};
  return poll(&waited, 1, static_cast<int>(limit.count())) > 0;
}

}  // namespace vrrpspec::harness
