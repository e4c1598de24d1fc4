// `watch --save`: the latest packets as a file for each event that somebody will want to see the packets of.
#pragma once

#include <expected>
#include <filesystem>
#include <vector>

#include "harness/capture/captured_packet.hpp"
#include "harness/watch/packet_ring.hpp"
#include "harness/watch/watch_log.hpp"

namespace vrrpspec::cli {

class WatchEvidence {
 public:
  /// So many files are written in all.
  static constexpr std::size_t most_files = 100;

  /// Makes the directory where it is not there, and says when nothing can be written in it. `ring`: octets of packets.
  static std::expected<WatchEvidence, harness::Error> begin(const std::filesystem::path& directory, std::size_t ring,
                                                            std::vector<harness::CaptureInterface> interfaces);

  void add(harness::KeptPacket packet) { ring_.add(std::move(packet)); }
  /// Of a violation, a suspicion or two Masters; of other events nothing is written. The event stands as a comment at
  /// its packet, with the number that the packet has in the text.
  std::expected<void, harness::Error> save(const harness::WatchEvent& event, std::int64_t realtime_ns);

 private:
  WatchEvidence(std::filesystem::path directory, std::size_t ring, std::vector<harness::CaptureInterface> interfaces)
      : directory_{std::move(directory)}, ring_{ring}, interfaces_{std::move(interfaces)} {}

  std::filesystem::path directory_;
  harness::PacketRing ring_;
  std::vector<harness::CaptureInterface> interfaces_;
  std::size_t files_{0};
};

}  // namespace vrrpspec::cli
