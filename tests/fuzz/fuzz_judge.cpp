// Arbitrary packets at arbitrary instants, judged. The first octets of each record say how long after the one before it
// came, how long it is, and whether packets are missing before it; whatever they are, judging ends, and its lists stay
// as short as they promise.
#include <algorithm>
#include <cstdint>
#include <span>

#include "model/assert.hpp"
#include "model/monitor/judge.hpp"

namespace {

using namespace vrrpspec;

constexpr std::size_t record_header = 4;

void judge(std::span<const std::uint8_t> data) {
  monitor::Judge judge{{}};
  Instant at{std::chrono::seconds{1}};
  monitor::PacketNumber number = 0;
  while (data.size() >= record_header) {
    const auto wait = std::chrono::milliseconds{data[0] * data[1]};
    at += (data[2] & 0x80) != 0 ? -wait : wait;
    if ((data[2] & 0x40) != 0) judge.lose_track(0);
    const auto link = (data[2] & 1) != 0 ? wire::LinkType::ethernet : wire::LinkType::raw_ip;
    const std::size_t size = std::min<std::size_t>(data[3], data.size() - record_header);
    judge.see(link, data.subspan(record_header, size), 0, at, ++number);
    data = data.subspan(record_header + size);
  }
  judge.finish();
  for (const auto& [key, group] : judge.groups()) {
    VRRPSPEC_ASSERT(group.members().size() <= 32);
    VRRPSPEC_ASSERT(group.reigns().size() <= number);
    for (const monitor::Member& member : group.members()) VRRPSPEC_ASSERT(member.adverts <= number);
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  judge({data, size});
  return 0;
}
