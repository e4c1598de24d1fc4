// Reads captures, pcap and pcapng, from a file or a pipe that still grows, compressed or not, one packet at a time and
// in place (docs/adr/0015). What a file says about lost packets, interfaces and link types is kept, since a judgement
// needs it; damage is an outcome with an offset, after everything before it was read.
#pragma once

#include <chrono>
#include <variant>

#include "harness/capture/captured_packet.hpp"
#include "harness/capture/pcap_format.hpp"
#include "harness/capture/pcapng_format.hpp"

namespace vrrpspec::harness {

class CaptureReader {
 public:
  struct Progress {
    std::uint64_t octets_read{0};         ///< of the file as it lies there
    std::optional<std::uint64_t> size{};  ///< of a regular file, when it was opened
  };

  /// "-" is standard input. Waits for the first octets.
  static std::expected<CaptureReader, CaptureError> open(const std::string& path);
  /// Takes the descriptor and closes it; `name` is for messages.
  static std::expected<CaptureReader, CaptureError> from_descriptor(int descriptor, std::string name);

  /// The next packet, empty at the end of the file. Its octets and comments are valid until the next call. Waits for a
  /// pipe. After an error it is the same error again.
  NextPacket next();
  /// True when next() has something at once, or after the rest of a record that has begun; false after `limit`, or when
  /// a signal came. For callers that have other things to do while nothing is sent.
  [[nodiscard]] bool wait(std::chrono::milliseconds limit) const { return input_.wait(limit); }

  /// Those described so far, over all sections. A pcap file has one without name.
  [[nodiscard]] std::span<const CaptureInterface> interfaces() const { return interfaces_; }
  [[nodiscard]] Progress progress() const { return {input_.octets_read(), input_.size()}; }
  [[nodiscard]] const std::string& name() const { return input_.name(); }

 private:
  CaptureReader(InputStream input, std::variant<PcapFormat, PcapngFormat> format)
      : input_{std::move(input)}, format_{std::move(format)} {}
  static std::expected<CaptureReader, CaptureError> begin(InputStream input);

  InputStream input_;
  std::variant<PcapFormat, PcapngFormat> format_;
  std::vector<CaptureInterface> interfaces_;
  std::uint64_t last_number_{0};
  std::optional<CaptureError> error_;  ///< the one that next() ended with
};

}  // namespace vrrpspec::harness
