// Captures as test data: the frames of a file, and what the codec says of each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "model/wire/packet.hpp"

namespace vrrpspec::wire {

struct CapturedFrame {
  LinkType link;
  std::vector<std::uint8_t> octets;
};

/// Every frame of a capture; throws std::runtime_error with the words of libpcap.
std::vector<CapturedFrame> read_capture(const std::filesystem::path& path);
/// Ethernet frames, as a classic pcap file; one second between each.
void write_capture(const std::filesystem::path& path, const std::vector<std::vector<std::uint8_t>>& frames);

std::expected<VrrpPacket, NotVrrp> find_vrrp(const CapturedFrame& frame);

/// An Ethernet frame around a message, with the header checksum of IPv4 right and multicast MAC addresses.
std::vector<std::uint8_t> ethernet_frame(const IpHeader& header, std::span<const std::uint8_t> message);

}  // namespace vrrpspec::wire
