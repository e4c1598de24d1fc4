// The octets of a capture, from a file, a pipe or a descriptor, unpacked when they are compressed (gzip, zstd, xz,
// bzip2, lz4, known by their magic). One window of memory moves over them, so a caller reads records in place and a
// pipe gives each record as soon as it is there. Files are read, not mapped: a file that shrinks meanwhile ends, and
// kills nobody.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/error.hpp"

namespace vrrpspec::harness {

class Decompressor;

class InputStream {
 public:
  /// "-" is standard input. The error names the file and what to do.
  static std::expected<InputStream, Error> open(const std::string& path);
  /// Takes the descriptor and closes it; `name` is for messages.
  static std::expected<InputStream, Error> from_descriptor(int descriptor, std::string name);
  InputStream(InputStream&& other) noexcept;
  InputStream& operator=(InputStream&& other) noexcept;
  ~InputStream();

  /// The octets from the current position on: `count` of them or more, fewer only at the end of the input. Waits for
  /// them. Valid until the next call of fetch() or skip().
  std::expected<std::span<const std::uint8_t>, Error> fetch(std::size_t count) {
    if (end_ - begin_ >= count) return window();
    return fetch_more(count);
  }
  /// Moves on over octets that were fetched.
  void consume(std::size_t count) { begin_ += count; }
  /// Moves on over `count` octets; false when the input ends before.
  std::expected<bool, Error> skip(std::uint64_t count);
  /// Of the current position, in what the input holds when it is unpacked.
  [[nodiscard]] std::uint64_t offset() const { return window_offset_ + begin_; }

  /// True when fetch() has something at once: octets, or the end. False after `limit`, or when a signal came.
  [[nodiscard]] bool wait(std::chrono::milliseconds limit) const;

  /// At the end: compressed data that stop before their end.
  [[nodiscard]] bool is_cut() const { return decompressor_ && at_end_ && !stream_ended_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Read from the file so far, as they lie there, packed or not.
  [[nodiscard]] std::uint64_t octets_read() const { return octets_read_; }
  /// Of a regular file, when it was opened.
  [[nodiscard]] std::optional<std::uint64_t> size() const { return size_; }

 private:
  InputStream(int descriptor, std::string name);
  [[nodiscard]] std::span<const std::uint8_t> window() const { return {buffer_.data() + begin_, end_ - begin_}; }
  std::expected<std::span<const std::uint8_t>, Error> fetch_more(std::size_t count);
  /// Makes place for `count` octets from the current position on.
  void make_place(std::size_t count);
  /// Some octets more at the end of the window; 0 at the end of the input.
  std::expected<std::size_t, Error> append();
  std::expected<std::size_t, Error> read_into(std::span<std::uint8_t> place);
  std::expected<std::size_t, Error> unpack_into(std::span<std::uint8_t> place);
  std::expected<void, Error> look_for_compression();
  [[nodiscard]] Error failure(const std::string& what) const;

  int descriptor_;
  std::string name_;
  std::optional<std::uint64_t> size_;
  std::uint64_t octets_read_{0};
  bool at_end_{false};  ///< of the file

  std::vector<std::uint8_t> buffer_;  ///< the window is [begin_, end_)
  std::size_t begin_{0};
  std::size_t end_{0};
  std::uint64_t window_offset_{0};  ///< of the buffer's first octet

  std::unique_ptr<Decompressor> decompressor_;  ///< none for what is not compressed
  std::vector<std::uint8_t> packed_;            ///< read and not yet unpacked: [packed_begin_, packed_end_)
  std::size_t packed_begin_{0};
  std::size_t packed_end_{0};
  bool stream_ended_{false};  ///< of the packed ones; another may follow
};

}  // namespace vrrpspec::harness
