// Packets that were read before. A Master repeats one advert for as long as it lives, octet for octet apart from the
// identification and the checksum of an IPv4 header, so most packets of a capture need not be taken apart again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/monitor/sighting.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::monitor {

class Group;

class PacketMemory {
 public:
  struct Entry {
    Group* group{nullptr};
    Sighting seen;  ///< its instant and its packet number are those of the latest
  };

  /// The entry of the same packet; null when there is none.
  Entry* find(wire::LinkType link, std::uint32_t interface, std::span<const std::uint8_t> octets);
  /// Takes the place of another packet, if need be. Gives the sighting a number of its own (Sighting::content). Returns
  /// null for a packet that is too long to be remembered.
  Entry* keep(wire::LinkType link, std::uint32_t interface, std::span<const std::uint8_t> octets,
              const wire::VrrpPacket& packet, Group& group, const Sighting& seen);

 private:
  static constexpr std::size_t longest = 192;
  static constexpr std::size_t places = 256;

  struct Place {
    std::size_t size{0};  ///< 0: empty
    wire::LinkType link{};
    std::uint32_t interface{0};
    std::array<std::uint8_t, longest> octets{};
    std::array<std::uint8_t, longest> fixed{};  ///< the bits that count
    std::optional<Entry> entry;
  };
  static std::size_t place_of(std::span<const std::uint8_t> octets);

  std::vector<Place> places_;  ///< empty until something is kept
  std::uint64_t contents_{0};
};

}  // namespace vrrpspec::monitor
