// An interface that is listened to by libpcap: VRRP, and the ARP and Neighbor Discovery around it, tagged with up to
// two VLANs or not. What this program sends and what comes in are both seen. Nothing here sends.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "harness/error.hpp"
#include "model/wire/link.hpp"

struct pcap;

namespace vrrpspec::harness {

struct LivePacket {
  std::uint32_t interface{0};   ///< whatever the reader calls it
  std::int64_t realtime_ns{0};  ///< since the epoch, as the kernel stamped it
  std::uint32_t original_length{0};
  std::vector<std::uint8_t> octets;
};

class LiveCapture {
 public:
  /// Needs CAP_NET_RAW. The error says what is missing and who can give it.
  static std::expected<LiveCapture, Error> open(const std::string& interface);

  /// Readable when something has come. The caller may not close it.
  [[nodiscard]] int descriptor() const;
  [[nodiscard]] wire::LinkType link() const;
  [[nodiscard]] std::uint32_t snapshot_length() const;
  /// Appends what has come since the last call.
  void read(std::uint32_t interface, std::vector<LivePacket>& into);
  /// Packets of the filter that were not kept, since this was opened.
  std::uint64_t lost();
  /// Goes on with another interface, by its index: one that came in the place of the one before. No privilege is
  /// needed.
  std::expected<void, Error> follow(unsigned index);

 private:
  struct Close {
    void operator()(pcap* handle) const;
  };
  using Handle = std::unique_ptr<pcap, Close>;
  explicit LiveCapture(Handle handle) : handle_{std::move(handle)} {}

  Handle handle_;
  std::uint32_t counted_{0};  ///< as libpcap counts, modulo 2^32
  std::uint64_t lost_{0};
};

}  // namespace vrrpspec::harness
