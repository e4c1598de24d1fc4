// Reading and judging a capture, beside an empty loop over libpcap: 2 million adverts of 60 octets, one a second, each
// with an identification of its own, from a file in the page cache.
// Counters: packets per second.
#include <benchmark/benchmark.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "harness/capture/capture_reader.hpp"
#include "model/monitor/judge.hpp"
#include "model/wire/packet.hpp"
#include "tests/harness/capture/capture_octets.hpp"

namespace vrrpspec::harness {
namespace {

constexpr std::uint32_t packet_count = 2'000'000;

/// VRRPv3 in IPv4 with two addresses, padded by the link.
FileOctets advert() {
  const IpAddress group = vrrp_multicast_group(Family::ipv4);
  const Advertisement advertisement{.vrid = *Vrid::from(7),
                                    .source = IpAddress::v4(192, 0, 2, 1),
                                    .addresses = {IpAddress::v4(192, 0, 2, 9), IpAddress::v4(192, 0, 2, 10)}};
  const std::vector<std::uint8_t> message = wire::encode(advertisement, group, rfc5798);
  FileOctets frame{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12, 0x00, 0x00, 0x5e, 0x00, 0x01, 0x07, 0x08, 0x00,  //
                   0x45, 0xc0, 0,    36,   0,    1,    0,    0,    255,  112,  0,    0,                 //
                   192,  0,    2,    1,    224,  0,    0,    18};
  frame.insert(frame.end(), message.begin(), message.end());
  frame.resize(60);
  return frame;
}

class File {
 public:
  explicit File(bool pcapng)
      : path_{std::filesystem::temp_directory_path() / ("bench_capture_" + std::to_string(getpid()))} {
    FileOctets frame = advert();
    FileOctets file = pcapng ? section(false) + interface_block(false, 1, "port0", 9) : pcap_header(false);
    std::ofstream stream{path_, std::ios::binary};
    const auto flush = [&] {
      stream.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
      file.clear();
    };
    for (std::uint32_t i = 0; i < packet_count; ++i) {
      frame[18] = static_cast<std::uint8_t>(i >> 8);
      frame[19] = static_cast<std::uint8_t>(i);
      const FileOctets record =
          pcapng ? enhanced_block(false, 0, std::uint64_t{1'000'000'000} * i, frame) : pcap_record(false, i, 0, frame);
      file.insert(file.end(), record.begin(), record.end());
      if (file.size() > 1'000'000) flush();
    }
    flush();
  }
  ~File() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void expect_all(benchmark::State& state, std::uint64_t packets) {
  if (packets != packet_count) state.SkipWithError("not all packets were read");
  state.SetItemsProcessed(state.items_processed() + packet_count);
}

void empty_libpcap_loop(benchmark::State& state) {
  const File file{state.range(0) != 0};
  for (auto _ : state) {
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    pcap_t* reader = pcap_open_offline(file.path().c_str(), error.data());
    pcap_pkthdr* header = nullptr;
    const unsigned char* octets = nullptr;
    std::uint64_t packets = 0;
    while (pcap_next_ex(reader, &header, &octets) == 1) ++packets;
    pcap_close(reader);
    expect_all(state, packets);
  }
}
BENCHMARK(empty_libpcap_loop)->ArgName("pcapng")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

template <typename Use>
void read_file(benchmark::State& state, Use use) {
  const File file{state.range(0) != 0};
  for (auto _ : state) {
    auto reader = CaptureReader::open(file.path());
    std::uint64_t packets = 0;
    for (auto packet = reader->next(); packet && *packet; packet = reader->next()) packets += use(**packet) ? 1U : 0U;
    expect_all(state, packets);
  }
}

void our_empty_loop(benchmark::State& state) {
  read_file(state, [](const CapturedPacket&) { return true; });
}
BENCHMARK(our_empty_loop)->ArgName("pcapng")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void our_loop_that_finds_vrrp(benchmark::State& state) {
  read_file(state,
            [](const CapturedPacket& packet) { return wire::find_vrrp(packet.link, packet.octets).has_value(); });
}
BENCHMARK(our_loop_that_finds_vrrp)->ArgName("pcapng")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void our_judge(benchmark::State& state) {
  const File file{state.range(0) != 0};
  for (auto _ : state) {
    auto reader = CaptureReader::open(file.path());
    monitor::Judge judge{{}};
    for (auto packet = reader->next(); packet && *packet; packet = reader->next()) {
      const CapturedPacket& found = **packet;
      judge.see(found.link, found.octets, found.interface, found.at, found.number);
    }
    judge.finish();
    if (judge.groups().begin()->second.members().front().monitor.obeyed("S-685"_clause) + 2 < packet_count) {
      state.SkipWithError("not all adverts were judged");
    }
    expect_all(state, judge.counts().adverts);
  }
}
BENCHMARK(our_judge)->ArgName("pcapng")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vrrpspec::harness
