// The latest packets, as many as fit into a given memory.
#pragma once

#include <deque>

#include "harness/capture/live_capture.hpp"
#include "model/monitor/hypothesis.hpp"

namespace vrrpspec::harness {

struct KeptPacket {
  monitor::PacketNumber number{0};
  LivePacket packet;
};

class PacketRing {
 public:
  /// `most`: octets.
  explicit PacketRing(std::size_t most) : most_{most} {}

  void add(KeptPacket packet);
  /// The oldest first.
  [[nodiscard]] const std::deque<KeptPacket>& packets() const { return packets_; }

 private:
  std::size_t most_;
  std::size_t octets_{0};
  std::deque<KeptPacket> packets_;
};

}  // namespace vrrpspec::harness
