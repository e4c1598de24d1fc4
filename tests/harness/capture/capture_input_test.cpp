// Where the octets of a capture come from: a pipe that grows, a file that shrinks, compressed data; and what is found
// in captures of others.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "model/wire/packet.hpp"
#include "tests/harness/capture/capture_octets.hpp"

namespace vrrpspec::harness {
namespace {

using Kind = CaptureError::Kind;

class Pipe : public testing::Test {
 protected:
  Pipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~Pipe() override { finish(); }
  void send(std::span<const std::uint8_t> octets) const {
    ASSERT_EQ(write(ends_[1], octets.data(), octets.size()), static_cast<ssize_t>(octets.size()));
  }
  void finish() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  [[nodiscard]] int reading_end() const { return ends_[0]; }

 private:
  std::array<int, 2> ends_{};
};

TEST_F(Pipe, gives_each_packet_as_soon_as_it_is_there) {
  send(pcap_header(false));
  auto reader = CaptureReader::from_descriptor(reading_end(), "pipe");
  ASSERT_TRUE(reader);
  EXPECT_FALSE(reader->progress().size);
  for (std::uint64_t number = 1; number <= 3; ++number) {
    EXPECT_FALSE(reader->wait(std::chrono::milliseconds{0}));
    send(pcap_record(false, 1, 1, first));
    EXPECT_TRUE(reader->wait(std::chrono::milliseconds{0}));
    const auto packet = reader->next();
    ASSERT_TRUE(packet && *packet);
    EXPECT_EQ((*packet)->number, number);
  }
  finish();
  EXPECT_TRUE(reader->wait(std::chrono::milliseconds{0}));
  const auto end = reader->next();
  ASSERT_TRUE(end);
  EXPECT_FALSE(*end);
}

TEST_F(Pipe, waits_for_the_rest_of_a_record) {
  const FileOctets file = two_packets(false);
  if (fork() == 0) {
    for (const std::uint8_t octet : file) {
      send(std::span{&octet, 1});
    }
    _exit(0);
  }
  finish();
  const Contents contents = read_all(CaptureReader::from_descriptor(reading_end(), "pipe"));
  EXPECT_FALSE(contents.error);
  EXPECT_EQ(contents.packets.size(), 2U);
}

TEST(Progress, counts_the_octets_of_the_file) {
  const FileOctets file = two_packets(false);
  auto reader = CaptureReader::from_descriptor(file_of(file), "test");
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->progress().size, file.size());
  EXPECT_EQ(reader->progress().octets_read, file.size());
}

// More than the window holds, so that records lie across its end; and a packet that is larger than it.
TEST(Window, moves_over_a_long_file) {
  FileOctets file = pcap_header(false);
  const FileOctets large(300'000, 0x5a);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    const FileOctets packet(60 + i % 90, static_cast<std::uint8_t>(i));
    const FileOctets record = pcap_record(false, i, 0, i == 2500 ? large : packet);
    file.insert(file.end(), record.begin(), record.end());
  }
  const Contents contents = read_all(file);
  EXPECT_FALSE(contents.error);
  ASSERT_EQ(contents.packets.size(), 5000U);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    const FileOctets expected(60 + i % 90, static_cast<std::uint8_t>(i));
    ASSERT_EQ(contents.packets[i].octets, i == 2500 ? large : expected) << i;
  }
}

// A file that loses its end while it is read ends there.
TEST(Window, survives_a_file_that_shrinks) {
  FileOctets file = pcap_header(false);
  for (std::uint32_t i = 0; i < 10'000; ++i) file = std::move(file) + pcap_record(false, i, 0, FileOctets(60, 1));
  const int descriptor = file_of(file);
  auto reader = CaptureReader::from_descriptor(dup(descriptor), "test");
  ASSERT_TRUE(reader && reader->next());
  ASSERT_EQ(ftruncate(descriptor, 300'000), 0);
  close(descriptor);
  std::uint64_t last = 1;
  for (auto packet = reader->next();; packet = reader->next()) {
    if (!packet) {
      EXPECT_EQ(packet.error().kind, Kind::cut_short);
      break;
    }
    ASSERT_TRUE(*packet) << "the cut is not told";
    last = (*packet)->number;
  }
  EXPECT_EQ(last, (300'000U - 24) / 76);
}

/// What `program` makes of a file; empty when it is not installed.
FileOctets packed(const std::string& program, const FileOctets& octets) {
  const std::string path = testing::TempDir() + "vrrpspec_pack_" + std::to_string(getpid());
  std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(octets.data()),
                                              static_cast<std::streamsize>(octets.size()));
  FileOctets result;
  if (std::system(("command -v " + program + " >/dev/null && " + program + " -c < " + path + " > " + path + ".packed")
                      .c_str()) == 0) {
    std::ifstream file{path + ".packed", std::ios::binary};
    const std::vector<char> read{std::istreambuf_iterator<char>{file}, {}};
    result.assign(read.begin(), read.end());
  }
  std::filesystem::remove(path);
  std::filesystem::remove(path + ".packed");
  return result;
}

class Compressed : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Programs, Compressed, testing::Values("gzip", "zstd", "xz", "bzip2", "lz4"),
                         [](const auto& drawn) { return std::string{drawn.param}; });

TEST_P(Compressed, capture_is_read_and_its_cut_is_told) {
  FileOctets file = pcap_header(false);
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const FileOctets record = pcap_record(false, i, i * 7919 % 1'000'000, FileOctets(60, static_cast<std::uint8_t>(i)));
    file.insert(file.end(), record.begin(), record.end());
  }
  const FileOctets small = packed(GetParam(), file);
  if (small.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  const Contents contents = read_all(small);
  EXPECT_FALSE(contents.error) << contents.error->error.message;
  ASSERT_EQ(contents.packets.size(), 20'000U);
  EXPECT_EQ(contents.packets.back().octets, FileOctets(60, static_cast<std::uint8_t>(19'999)));
  const Contents cut = read_all(std::span{small}.first(small.size() - 5));
  ASSERT_TRUE(cut.error);
  EXPECT_EQ(cut.error->kind, Kind::cut_short);
  FileOctets broken = small;
  for (std::size_t i = broken.size() / 2; i < broken.size(); ++i) broken[i] = 0xa5;
  EXPECT_TRUE(read_all(broken).error);
}

TEST_P(Compressed, streams_one_after_another_are_one) {
  const FileOctets header = packed(GetParam(), pcap_header(false));
  if (header.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  const FileOctets record = packed(GetParam(), pcap_record(false, 1, 1, first));
  const Contents contents = read_all(header + record + record);
  EXPECT_FALSE(contents.error) << contents.error->error.message;
  EXPECT_EQ(contents.packets.size(), 2U);
}

/// The numbers of the packets that hold VRRP.
std::vector<std::uint64_t> vrrp_in(const std::string& name) {
  std::vector<std::uint64_t> numbers;
  for (const Packet& packet :
       read_all(CaptureReader::open(std::string{VRRPSPEC_SOURCE_DIR} + "/pcaps/public/" + name)).packets) {
    if (wire::find_vrrp(packet.facts.link, packet.octets)) numbers.push_back(packet.facts.number);
  }
  return numbers;
}

TEST(PublicCapture, holds_these_vrrp_packets) {
  const auto all = vrrp_in("tcpdump-vrrp.pcap");
  EXPECT_EQ(all.size(), 165U);
  EXPECT_EQ(all.back(), 165U);
  using Numbers = std::vector<std::uint64_t>;
  EXPECT_EQ(vrrp_in("zeek-pbb.pcap"), Numbers{4});
  EXPECT_EQ(vrrp_in("conv-snaproute-v2-v3-v6.pcap"), (Numbers{1, 2, 3}));
  EXPECT_EQ(vrrp_in("conv-lagopus-vrrpd-v3.pcap"), (Numbers{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(vrrp_in("conv-dent-keepalived-v3-rawip.pcap"), Numbers{1});
  EXPECT_EQ(vrrp_in("pcapplusplus-VRRP-V3-IPv6.pcap"), Numbers{1});
}

}  // namespace
}  // namespace vrrpspec::harness
