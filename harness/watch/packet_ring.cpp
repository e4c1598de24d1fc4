#include "harness/watch/packet_ring.hpp"

namespace vrrpspec::harness {
namespace {

std::size_t octets_of(const KeptPacket& packet) {
  return sizeof packet + packet.packet.octets.size();
}

}  // namespace

void PacketRing::add(KeptPacket packet) {
  octets_ += octets_of(packet);
  packets_.push_back(std::move(packet));
  while (octets_ > most_) {
    octets_ -= octets_of(packets_.front());
    packets_.pop_front();
  }
}

}  // namespace vrrpspec::harness
