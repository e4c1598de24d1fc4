// The wire's end of one port: what comes in is seen here with the kernel's stamp, and frames are put in from here.
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
#include "harness/lab/real_time/file_descriptor.hpp"

struct pcap;

namespace vrrpspec::harness {

struct StampedOctets {
  std::int64_t realtime_ns{0};
  std::vector<std::uint8_t> octets;
  std::uint32_t original_length{0};
};

/// As long as one socket wants them, which is the one returned, the kernel stamps every frame on arrival.
std::expected<FileDescriptor, Error> ask_for_kernel_stamps();

/// Whether frames are wanted that are addressed to others, and to groups nobody here has joined. A veth brings them
/// unasked.
enum class Reach : std::uint8_t { own, promiscuous };

class WirePort {
 public:
  static std::expected<WirePort, Error> open(const std::string& interface, Reach reach = Reach::own);

  /// Readable when something has come in.
  [[nodiscard]] int descriptor() const;
  /// What has come in since the last call.
  std::vector<StampedOctets> received();
  /// What has gone out since the last call, or since the last frame of ours: others may send from here too.
  std::vector<StampedOctets> sent_here();
  /// Sends to the wire. Returns the frame as the kernel stamped it on its way out; empty when it did not leave.
  std::optional<StampedOctets> send(std::span<const std::uint8_t> octets);
  /// Frames the kernel could not keep for us, so far.
  [[nodiscard]] std::uint32_t lost() const;

 private:
  struct Close {
    void operator()(pcap* handle) const;
  };
  using Handle = std::unique_ptr<pcap, Close>;
  WirePort(Handle in, Handle out) : in_{std::move(in)}, out_{std::move(out)} {}
  static std::expected<Handle, Error> open_handle(const std::string& interface, bool incoming, Reach reach);
  std::optional<StampedOctets> outgoing_copy(std::span<const std::uint8_t> octets);

  Handle in_;   ///< receives and injects
  Handle out_;  ///< sees what the other one injects: a socket never sees its own frames
};

}  // namespace vrrpspec::harness
