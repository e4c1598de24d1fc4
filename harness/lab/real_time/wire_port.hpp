// The wire's end of one port: what the device sends is seen here with the kernel's stamp, and frames are put in from
// here.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/error.hpp"

struct pcap;

namespace vrrpspec::harness {

struct StampedOctets {
  std::int64_t realtime_ns{0};
  std::vector<std::uint8_t> octets;
  std::uint32_t original_length{0};
};

class WirePort {
 public:
  static std::expected<WirePort, Error> open(const std::string& interface);

  /// Readable when the device has sent something.
  [[nodiscard]] int descriptor() const;
  /// What the device has sent since the last call.
  std::vector<StampedOctets> received();
  /// Sends to the device. Returns the frame as the kernel stamped it on its way out; empty when it did not leave.
  std::optional<StampedOctets> send(std::span<const std::uint8_t> octets);
  /// Frames the kernel could not keep for us, so far.
  [[nodiscard]] std::uint32_t lost() const;

 private:
  struct Close {
    void operator()(pcap* handle) const;
  };
  using Handle = std::unique_ptr<pcap, Close>;
  WirePort(Handle in, Handle out) : in_{std::move(in)}, out_{std::move(out)} {}
  static std::expected<Handle, Error> open_handle(const std::string& interface, bool incoming);

  Handle in_;   ///< receives and injects
  Handle out_;  ///< sees what the other one injects: a socket never sees its own frames
};

}  // namespace vrrpspec::harness
