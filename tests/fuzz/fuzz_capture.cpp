// Arbitrary octets as a capture file, and in every packet that is read the search for VRRP and for who answers. Reading
// comes to an end, numbers packets in order and names interfaces that it knows; a file that is cut gives no other
// packets than the whole one.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <span>

#include "harness/capture/capture_reader.hpp"
#include "harness/capture/decompressor.hpp"
#include "model/assert.hpp"
#include "model/wire/neighbor.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::harness {
namespace {

using Octets = std::span<const std::uint8_t>;

void check_packet(const CapturedPacket& packet) {
  const std::vector<std::uint8_t> alone(packet.octets.begin(), packet.octets.end());  // so that reading past it is seen
  if (const auto found = wire::find_vrrp(packet.link, alone)) {
    VRRPSPEC_ASSERT(found->message.size() <= alone.size());
  } else {
    VRRPSPEC_ASSERT(!wire::to_string(found.error()).empty());
  }
  if (const auto neighbor = wire::find_neighbor(packet.link, alone)) static_cast<void>(wire::claim_of(*neighbor));
}

std::uint64_t count_packets(Octets file) {
  const int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
  VRRPSPEC_ASSERT(write(descriptor, file.data(), file.size()) == static_cast<ssize_t>(file.size()));
  VRRPSPEC_ASSERT(lseek(descriptor, 0, SEEK_SET) == 0);
  auto reader = CaptureReader::from_descriptor(descriptor, "fuzz");
  if (!reader) {
    VRRPSPEC_ASSERT(!reader.error().error.message.empty());
    return 0;
  }
  std::uint64_t packets = 0;
  std::uint64_t last_number = 0;
  for (;;) {
    const auto packet = reader->next();
    if (!packet) VRRPSPEC_ASSERT(!reader->next() && !packet.error().error.message.empty());
    if (!packet || !*packet) return packets;
    ++packets;
    VRRPSPEC_ASSERT((*packet)->number > last_number);
    last_number = (*packet)->number;
    VRRPSPEC_ASSERT((*packet)->interface < reader->interfaces().size());
    check_packet(**packet);
  }
}

}  // namespace
}  // namespace vrrpspec::harness

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using vrrpspec::harness::count_packets;
  const std::uint64_t whole = count_packets({data, size});
  const std::uint64_t cut = count_packets({data, size - size / 3});
  const bool compressed = vrrpspec::harness::decompressor_for({data, size}) != nullptr;
  VRRPSPEC_ASSERT(compressed || cut <= whole);
  return 0;
}
