// What a capture says of a packet and of its interfaces, whatever the file format.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/error.hpp"
#include "model/time.hpp"
#include "model/wire/link.hpp"

namespace vrrpspec::harness {

/// As seen from the wire's end of the link.
enum class CaptureDirection : std::uint8_t { inbound = 1, outbound = 2 };

struct CapturedPacket {
  std::uint64_t number{0};     ///< from 1, over all interfaces and sections
  Instant at{};                ///< since the epoch, realtime
  bool has_time{false};        ///< false for a Simple Packet Block, and for a stamp beyond what an Instant holds
  std::uint32_t interface{0};  ///< index into CaptureReader::interfaces()
  wire::LinkType link{};
  std::span<const std::uint8_t> octets{};
  std::uint32_t wire_length{0};                 ///< more than `octets` when the packet was cut
  std::optional<CaptureDirection> direction{};  ///< where the file says so
  std::uint32_t lost_before{0};              ///< packets of the interface since the one before, where the file says so
  std::vector<std::string_view> comments{};  ///< what somebody noted about it
};

struct CaptureInterface {
  std::string name;  ///< empty where the file has none
  wire::LinkType link{};
  Duration resolution{};             ///< of the stamps; finer than 1 ns is 1 ns
  std::uint32_t snapshot_length{0};  ///< 0: no limit
  /// Since the capture began, as last said: dropped by the interface, and by the operating system.
  std::optional<std::uint64_t> dropped_by_interface{};
  std::optional<std::uint64_t> dropped_by_system{};
};

struct CaptureError {
  enum class Kind : std::uint8_t {
    unreadable,     ///< the file cannot be opened or read, or its compressed data are damaged
    not_a_capture,  ///< something else, or a version of the format that nobody writes
    cut_short,      ///< the file ends within a record; all packets before it were whole
    damaged,        ///< a length or a number that cannot be; what follows is lost
  };
  Kind kind{Kind::unreadable};
  std::uint64_t offset{0};  ///< of the record, in the unpacked file
  Error error;
};

}  // namespace vrrpspec::harness
