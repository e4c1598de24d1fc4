// Reading and judging a long capture takes no memory for a packet, so that how long it is does not matter.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <new>

#include "harness/capture/capture_reader.hpp"
#include "harness/capture/pcapng_writer.hpp"
#include "model/monitor/judge.hpp"
#include "tests/model/monitor/sightings.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}

namespace vrrpspec::harness {
namespace {

constexpr unsigned adverts = 20'000;

/// Of a Master, every second, with a request of ARP behind each.
std::filesystem::path long_capture() {
  const std::filesystem::path path = std::filesystem::path{testing::TempDir()} / "steady_state_test.pcapng";
  std::vector<std::uint8_t> frame{1, 0, 0x5e, 0, 0, 18, 0, 0, 0x5e, 0, 1, 51, 8, 0};
  const std::vector<std::uint8_t> datagram =
      monitor::datagram(monitor::advert(Duration::zero(), monitor::low, 100).advert);
  frame.insert(frame.end(), datagram.begin(), datagram.end());
  const std::vector<std::uint8_t> request{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0,   9, 8, 6,
                                          0,    1,    8,    0,    6,    4,    0, 1, 2, 0, 0,   0, 0, 9,
                                          192,  0,    2,    9,    0,    0,    0, 0, 0, 0, 192, 0, 2, 77};
  auto writer = PcapngWriter::create(path, std::vector<std::string>{"wire"});
  EXPECT_TRUE(writer);
  constexpr std::int64_t second = 1'000'000'000;
  for (unsigned i = 1; i <= adverts; ++i) {
    EXPECT_TRUE(writer->write({.realtime_ns = i * second, .octets = frame}));
    EXPECT_TRUE(writer->write({.realtime_ns = i * second + second / 2, .octets = request}));
  }
  return path;
}

TEST(SteadyState, takes_no_memory_for_a_packet) {
  const std::filesystem::path path = long_capture();
  auto reader = CaptureReader::open(path.string());
  ASSERT_TRUE(reader);
  monitor::Judge judge{{}};
  std::size_t at_half = 0;
  for (auto packet = reader->next(); packet && *packet; packet = reader->next()) {
    judge.see((**packet).link, (**packet).octets, (**packet).interface, (**packet).at, (**packet).number);
    if (judge.counts().packets == adverts) at_half = allocations;
  }
  const std::size_t more = allocations - at_half;
  judge.finish();
  EXPECT_EQ(judge.counts().packets, 2 * adverts);
  EXPECT_EQ(judge.counts().adverts, adverts);
  EXPECT_GT(judge.groups().begin()->second.members().front().monitor.obeyed("S-685"_clause), adverts / 2);
  EXPECT_EQ(more, 0U);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace vrrpspec::harness
