#include "harness/capture/pcapng_writer.hpp"

#include <gtest/gtest.h>
#include <pcap/pcap.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <memory>

#include "harness/capture/capture_reader.hpp"
#include "harness/capture/text_row.hpp"

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t stamp = 1'700'000'000'123'456'789;
const std::array<std::string, 2> ports{"port0", "port1"};

class PcapngWriterTest : public testing::Test {
 protected:
  PcapngWriterTest() : path_{fs::temp_directory_path() / ("vrrpspec_capture_" + std::to_string(getpid()))} {}
  ~PcapngWriterTest() override { fs::remove(path_); }

  [[nodiscard]] PcapngWriter create() const { return std::move(PcapngWriter::create(path_, ports).value()); }
  const fs::path path_;
};

std::vector<std::uint8_t> octets(std::size_t size) {
  return std::vector<std::uint8_t>(size, 0x5a);
}

/// Empty when the program is missing.
std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen((command + " 2>/dev/null").c_str(), "r"), &pclose};
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe.get()))
    text.append(buffer.data(), count);
  return text;
}

struct Read {
  std::int64_t stamp;
  std::size_t length;
};
std::vector<Read> read_back(const fs::path& path) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap_t* file = pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, error.data());
  EXPECT_NE(file, nullptr) << error.data();
  std::vector<Read> frames;
  pcap_pkthdr* header = nullptr;
  const unsigned char* data = nullptr;
  while (file && pcap_next_ex(file, &header, &data) == 1) {
    frames.push_back({std::int64_t{header->ts.tv_sec} * 1'000'000'000 + header->ts.tv_usec, header->caplen});
  }
  if (file) pcap_close(file);
  return frames;
}

TEST_F(PcapngWriterTest, numbers_frames_from_one) {
  PcapngWriter writer = create();
  EXPECT_EQ(writer.write({.octets = octets(60)}), 1U);
  EXPECT_EQ(writer.write({.octets = octets(60)}), 2U);
}

TEST_F(PcapngWriterTest, keeps_nanoseconds_and_odd_lengths_for_libpcap) {
  PcapngWriter writer = create();
  for (const int size : {60, 61, 62, 63}) {
    const auto frame = octets(static_cast<std::size_t>(size));
    ASSERT_TRUE(writer.write({.interface = 1, .realtime_ns = stamp + size, .octets = frame}));
  }
  const auto frames = read_back(path_);
  ASSERT_EQ(frames.size(), 4U);
  for (const Read& frame : frames) EXPECT_EQ(frame.stamp, stamp + static_cast<std::int64_t>(frame.length));
}

TEST_F(PcapngWriterTest, tells_tshark_port_direction_and_comment) {
  if (output_of("tshark --version").empty()) GTEST_SKIP() << "tshark is not installed: apt-get install tshark";
  PcapngWriter writer = create();
  const auto frame = octets(60);
  ASSERT_TRUE(writer.write({.interface = 0, .realtime_ns = stamp, .octets = frame}));
  ASSERT_TRUE(writer.write({.interface = 1,
                            .realtime_ns = stamp,
                            .direction = CaptureDirection::outbound,
                            .octets = frame,
                            .comments = std::array{std::string_view{"S-430"}}}));
  const std::string fields = output_of("tshark -r " + path_.string() +
                                       " -T fields -e frame.interface_name -e frame.packet_flags_direction "
                                       "-e frame.time_epoch -e frame.comment");
  EXPECT_EQ(fields, "port0\t0x00000001\t1700000000.123456789\t\nport1\t0x00000002\t1700000000.123456789\tS-430\n");
}

TEST_F(PcapngWriterTest, keeps_what_was_read_of_another_capture) {
  const std::array<CaptureInterface, 2> interfaces{
      CaptureInterface{.name = "eth0",
                       .link = wire::LinkType::linux_cooked,
                       .resolution = std::chrono::microseconds{1},
                       .snapshot_length = 96,
                       .dropped_by_system = 7},
      CaptureInterface{.name = "", .link = wire::LinkType::raw_ip, .resolution = std::chrono::nanoseconds{1}}};
  auto writer = PcapngWriter::create(path_, interfaces);
  ASSERT_TRUE(writer);
  const auto frame = octets(61);
  const std::array<std::string_view, 2> comments{"one", "two"};
  ASSERT_TRUE(writer->write({.interface = 0,
                             .realtime_ns = stamp / 1000 * 1000,
                             .direction = std::nullopt,
                             .octets = frame,
                             .original_length = 1500,
                             .lost_before = 3,
                             .comments = comments}));
  ASSERT_TRUE(writer->write({.interface = 1, .realtime_ns = stamp, .octets = frame}));
  ASSERT_TRUE(writer->write_statistics(interfaces, stamp));
  auto reader = CaptureReader::open(path_.string());
  ASSERT_TRUE(reader);
  const auto read = reader->next();
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->at, Instant{Duration{stamp / 1000 * 1000}});
  EXPECT_EQ((*read)->link, wire::LinkType::linux_cooked);
  EXPECT_EQ((*read)->octets.size(), frame.size());
  EXPECT_EQ((*read)->wire_length, 1500U);
  EXPECT_EQ((*read)->lost_before, 3U);
  EXPECT_EQ((*read)->direction, std::nullopt);
  EXPECT_EQ((*read)->comments, (std::vector<std::string_view>{"one", "two"}));
  const auto other = reader->next();
  ASSERT_TRUE(other && *other);
  EXPECT_EQ((*other)->at, Instant{Duration{stamp}});
  EXPECT_EQ((*other)->direction, CaptureDirection::inbound);
  ASSERT_TRUE(reader->next() && reader->interfaces().size() == 2);
  EXPECT_EQ(reader->interfaces()[0].name, "eth0");
  EXPECT_EQ(reader->interfaces()[0].resolution, std::chrono::microseconds{1});
  EXPECT_EQ(reader->interfaces()[0].snapshot_length, 96U);
  EXPECT_EQ(reader->interfaces()[0].dropped_by_system, 7U);
  EXPECT_EQ(reader->interfaces()[0].dropped_by_interface, std::nullopt);
  EXPECT_EQ(reader->interfaces()[1].link, wire::LinkType::raw_ip);
}

TEST_F(PcapngWriterTest, shows_rows_of_text_in_tshark) {
  if (output_of("tshark --version").empty()) GTEST_SKIP() << "tshark is not installed: apt-get install tshark";
  auto writer = PcapngWriter::create(path_, std::array{text_row_interface()});
  ASSERT_TRUE(writer);
  const auto about_ipv4 = text_row(RowSeverity::warning, IpAddress::v4(192, 0, 2, 11), "VRID 51: both MASTER");
  const auto about_ipv6 = text_row(RowSeverity::error, IpAddress::parse("2001:db8::1"), "VRID 52: late …");
  const auto about_all = text_row(RowSeverity::notice, std::nullopt, "the capture ends");
  for (const auto& row : {about_ipv4, about_ipv6, about_all}) {
    ASSERT_TRUE(writer->write({.direction = std::nullopt, .octets = row}));
  }
  const std::string shown = output_of("tshark -r " + path_.string() +
                                      " -T fields -e frame.interface_name -e _ws.col.Source -e _ws.col.Protocol "
                                      "-e _ws.col.Info");
  EXPECT_EQ(shown,
            "vrrpspec\t192.0.2.11\tSyslog\tLOCAL0.WARNING: VRID 51: both MASTER\n"
            "vrrpspec\t2001:db8::1\tSyslog\tLOCAL0.ERR: VRID 52: late …\n"
            "vrrpspec\t\tSyslog\tLOCAL0.NOTICE: the capture ends\n");
}

TEST_F(PcapngWriterTest, satisfies_capinfos) {
  if (output_of("capinfos --version").empty()) GTEST_SKIP() << "capinfos is not installed: apt-get install tshark";
  PcapngWriter writer = create();
  ASSERT_TRUE(writer.write({.octets = octets(60)}));
  const std::string facts = output_of("capinfos -M -c -t -I " + path_.string());
  EXPECT_NE(facts.find("pcapng"), std::string::npos) << facts;
  EXPECT_NE(facts.find("Number of packets:   1"), std::string::npos) << facts;
}

TEST_F(PcapngWriterTest, leaves_a_readable_file_when_killed) {
  const pid_t child = fork();
  if (child == 0) {
    PcapngWriter writer = create();
    const auto frame = octets(60);
    if (!writer.write({.realtime_ns = stamp, .octets = frame})) _exit(1);
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(read_back(path_).size(), 1U);
}

TEST_F(PcapngWriterTest, says_which_file_cannot_be_written) {
  const auto writer = PcapngWriter::create("/nonexistent/case.pcapng", ports);
  ASSERT_FALSE(writer);
  EXPECT_NE(writer.error().message.find("/nonexistent/case.pcapng: No such file"), std::string::npos);
}

TEST_F(PcapngWriterTest, says_when_the_disk_is_full) {
  const auto writer = PcapngWriter::create("/dev/full", ports);
  ASSERT_FALSE(writer);
  EXPECT_NE(writer.error().message.find("No space left"), std::string::npos);
}

}  // namespace
}  // namespace vrrpspec::harness
