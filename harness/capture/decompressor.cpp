#include "harness/capture/decompressor.hpp"

#include <bzlib.h>
#include <fmt/format.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace vrrpspec::harness {
namespace {

using Step = Decompressor::Step;
using Result = std::expected<Step, std::string>;
using Input = std::span<const std::uint8_t>;
using Output = std::span<std::uint8_t>;

/// Two of the libraries count in unsigned int.
unsigned counted(std::size_t size) {
  return static_cast<unsigned>(std::min<std::size_t>(size, std::numeric_limits<unsigned>::max()));
}

std::unexpected<std::string> broken(std::string_view reason) {
  return std::unexpected{std::string{reason}};
}

class Gzip : public Decompressor {
 public:
  Gzip() {
    constexpr int gzip_only = 16;
    if (inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc{};
  }
  ~Gzip() override { inflateEnd(&stream_); }
  [[nodiscard]] std::string_view format() const override { return "gzip"; }
  Result step(Input input, Output output) override {
    stream_.next_in = const_cast<std::uint8_t*>(input.data());  // the library does not write there
    stream_.avail_in = counted(input.size());
    stream_.next_out = output.data();
    stream_.avail_out = counted(output.size());
    const unsigned in = stream_.avail_in;
    const unsigned out = stream_.avail_out;
    const int result = inflate(&stream_, Z_SYNC_FLUSH);
    const bool broken_here = result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR;
    if (broken_here && stream_.avail_out == out) {
      return broken(stream_.msg != nullptr ? stream_.msg : "damaged");
    }
    return Step{in - stream_.avail_in, out - stream_.avail_out, result == Z_STREAM_END};
  }
  void restart() override { inflateReset(&stream_); }

 private:
  z_stream stream_{};
};

class Bzip2 : public Decompressor {
 public:
  Bzip2() { begin(); }
  ~Bzip2() override { BZ2_bzDecompressEnd(&stream_); }
  [[nodiscard]] std::string_view format() const override { return "bzip2"; }
  Result step(Input input, Output output) override {
    stream_.next_in = const_cast<char*>(reinterpret_cast<const char*>(input.data()));  // not written to
    stream_.avail_in = counted(input.size());
    stream_.next_out = reinterpret_cast<char*>(output.data());
    stream_.avail_out = counted(output.size());
    const unsigned in = stream_.avail_in;
    const unsigned out = stream_.avail_out;
    const int result = BZ2_bzDecompress(&stream_);
    const bool broken_here = result != BZ_OK && result != BZ_STREAM_END;
    if (broken_here && stream_.avail_out == out) return broken("damaged");
    return Step{in - stream_.avail_in, out - stream_.avail_out, result == BZ_STREAM_END};
  }
  void restart() override {
    BZ2_bzDecompressEnd(&stream_);
    begin();
  }

 private:
  void begin() {
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc{};
  }
  bz_stream stream_{};
};

class Xz : public Decompressor {
 public:
  Xz() { begin(); }
  ~Xz() override { lzma_end(&stream_); }
  [[nodiscard]] std::string_view format() const override { return "xz"; }
  Result step(Input input, Output output) override {
    stream_.next_in = input.data();
    stream_.avail_in = input.size();
    stream_.next_out = output.data();
    stream_.avail_out = output.size();
    const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
    if (result == LZMA_MEMLIMIT_ERROR) return broken("wants more than 256 MiB of memory");
    const bool broken_here = result != LZMA_OK && result != LZMA_STREAM_END && result != LZMA_BUF_ERROR;
    if (broken_here && stream_.avail_out == output.size()) return broken("damaged");
    return Step{input.size() - stream_.avail_in, output.size() - stream_.avail_out, result == LZMA_STREAM_END};
  }
  void restart() override { begin(); }

 private:
  void begin() {
    constexpr std::uint64_t most_memory = std::uint64_t{256} << 20;
    if (lzma_stream_decoder(&stream_, most_memory, 0) != LZMA_OK) throw std::bad_alloc{};
  }
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

class Zstd : public Decompressor {
 public:
  Zstd() : stream_{ZSTD_createDStream(), &ZSTD_freeDStream} {
    if (!stream_) throw std::bad_alloc{};
  }
  [[nodiscard]] std::string_view format() const override { return "zstd"; }
  Result step(Input input, Output output) override {
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    ZSTD_outBuffer out{output.data(), output.size(), 0};
    const std::size_t result = ZSTD_decompressStream(stream_.get(), &out, &in);
    if (ZSTD_isError(result) != 0) return broken(ZSTD_getErrorName(result));
    return Step{in.pos, out.pos, result == 0};
  }
  void restart() override {}  // it begins the next frame by itself

 private:
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream_;
};

class Lz4 : public Decompressor {
 public:
  Lz4() {
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) != 0) throw std::bad_alloc{};
  }
  ~Lz4() override { LZ4F_freeDecompressionContext(context_); }
  [[nodiscard]] std::string_view format() const override { return "lz4"; }
  Result step(Input input, Output output) override {
    std::size_t in = input.size();
    std::size_t out = output.size();
    const std::size_t result = LZ4F_decompress(context_, output.data(), &out, input.data(), &in, nullptr);
    if (LZ4F_isError(result) != 0) return broken(LZ4F_getErrorName(result));
    return Step{in, out, result == 0};
  }
  void restart() override {}  // it begins the next frame by itself

 private:
  LZ4F_dctx* context_{nullptr};
};

template <std::size_t size>
bool begins(Input octets, const std::array<std::uint8_t, size>& magic) {
  static_assert(size <= compression_magic_size);
  return octets.size() >= size && std::ranges::equal(octets.first(size), magic);
}

}  // namespace

std::unique_ptr<Decompressor> decompressor_for(std::span<const std::uint8_t> begin) {
  if (begins(begin, std::to_array<std::uint8_t>({0x1f, 0x8b, 0x08}))) return std::make_unique<Gzip>();
  if (begins(begin, std::to_array<std::uint8_t>({0x28, 0xb5, 0x2f, 0xfd}))) return std::make_unique<Zstd>();
  if (begins(begin, std::to_array<std::uint8_t>({0xfd, '7', 'z', 'X', 'Z', 0x00}))) return std::make_unique<Xz>();
  if (begins(begin, std::to_array<std::uint8_t>({'B', 'Z', 'h'}))) return std::make_unique<Bzip2>();
  if (begins(begin, std::to_array<std::uint8_t>({0x04, 0x22, 0x4d, 0x18}))) return std::make_unique<Lz4>();
  return nullptr;
}

}  // namespace vrrpspec::harness
