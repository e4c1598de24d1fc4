// Captures written octet by octet, read back; whole, cut at every octet, compressed, and from a pipe that grows.
#include "harness/capture/capture_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "tests/harness/capture/capture_octets.hpp"

namespace vrrpspec::harness {
namespace {

using Kind = CaptureError::Kind;
using std::chrono::microseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

class InByteOrder : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Both, InByteOrder, testing::Values(false, true));

TEST_P(InByteOrder, pcap_is_read) {
  const Contents contents = read_all(two_packets(GetParam()));
  EXPECT_FALSE(contents.error);
  ASSERT_EQ(contents.packets.size(), 2U);
  EXPECT_EQ(contents.packets[0].octets, first);
  EXPECT_EQ(contents.packets[0].facts.number, 1U);
  EXPECT_EQ(contents.packets[0].facts.at, Instant{seconds{100} + microseconds{7}});
  EXPECT_TRUE(contents.packets[0].facts.has_time);
  EXPECT_EQ(contents.packets[0].facts.link, wire::LinkType::ethernet);
  EXPECT_EQ(contents.packets[0].facts.wire_length, 9U);
  EXPECT_EQ(contents.packets[1].octets, second);
  EXPECT_EQ(contents.packets[1].facts.number, 2U);
  EXPECT_EQ(contents.packets[1].facts.at, Instant{seconds{0xffffffff} + microseconds{8}});
  ASSERT_EQ(contents.interfaces.size(), 1U);
  EXPECT_EQ(contents.interfaces[0].resolution, microseconds{1});
}

TEST_P(InByteOrder, pcap_with_nanoseconds_is_read) {
  const Contents contents = read_all(two_packets(GetParam(), nanosecond_magic));
  ASSERT_EQ(contents.packets.size(), 2U);
  EXPECT_EQ(contents.packets[0].facts.at, Instant{seconds{100} + nanoseconds{7}});
  EXPECT_EQ(contents.interfaces[0].resolution, nanoseconds{1});
}

TEST_P(InByteOrder, modified_pcap_is_read) {
  const bool swapped = GetParam();
  const FileOctets record = OctetWriter{swapped}
                                .put(std::uint32_t{1})
                                .put(std::uint32_t{2})
                                .put(std::uint32_t{5})
                                .put(std::uint32_t{5})
                                .put(std::uint64_t{0xeeeeeeee})
                                .put(first)
                                .octets();
  const Contents contents = read_all(pcap_header(swapped, 0xa1b2cd34) + record + record);
  EXPECT_FALSE(contents.error);
  ASSERT_EQ(contents.packets.size(), 2U);
  EXPECT_EQ(contents.packets[1].octets, first);
}

TEST_P(InByteOrder, link_type_is_read_without_the_bits_above_it) {
  const bool swapped = GetParam();
  const Contents contents =
      read_all(pcap_header(swapped, microsecond_magic, 0xf0000000 | 276) + pcap_record(swapped, 1, 1, first));
  ASSERT_EQ(contents.packets.size(), 1U);
  EXPECT_EQ(contents.packets[0].facts.link, wire::LinkType::linux_cooked_v2);
}

/// Two interfaces, one of each packet block, statistics, and blocks to skip.
FileOctets rich_pcapng(bool swapped) {
  const FileOctets flags = OctetWriter{swapped}
                               .put_option(2, OctetWriter{swapped}.put(std::uint32_t{2}).octets())
                               .put_option(4, OctetWriter{swapped}.put(std::uint64_t{3}).octets())
                               .put(std::uint32_t{0})
                               .octets();
  const FileOctets simple = OctetWriter{swapped}.put(std::uint32_t{9}).put(first).octets();
  const FileOctets obsolete = OctetWriter{swapped}
                                  .put(std::uint16_t{1})
                                  .put(std::uint16_t{4})
                                  .put(std::uint32_t{0})
                                  .put(std::uint32_t{2500})
                                  .put(std::uint32_t{3})
                                  .put(std::uint32_t{3})
                                  .put(second)
                                  .octets();
  const FileOctets statistics = OctetWriter{swapped}
                                    .put(std::uint32_t{1})
                                    .put(std::uint64_t{0})
                                    .put_option(5, OctetWriter{swapped}.put(std::uint64_t{11}).octets())
                                    .put_option(7, OctetWriter{swapped}.put(std::uint64_t{12}).octets())
                                    .octets();
  return section(swapped) + interface_block(swapped, 1, "port0", 9, 50, 5) + interface_block(swapped, 276, "any", 3) +
         enhanced_block(swapped, 0, 1'000'000'007, first, flags) + block(swapped, 0x1234, FileOctets(400, 0xff)) +
         block(swapped, 3, simple) + block(swapped, 4, FileOctets{1, 2, 3, 4}) + block(swapped, 2, obsolete) +
         block(swapped, 5, statistics);
}

TEST_P(InByteOrder, pcapng_is_read) {
  const Contents contents = read_all(rich_pcapng(GetParam()));
  EXPECT_FALSE(contents.error) << contents.error->error.message;
  ASSERT_EQ(contents.packets.size(), 3U);
  const CapturedPacket& enhanced = contents.packets[0].facts;
  EXPECT_EQ(enhanced.at, Instant{seconds{51} + nanoseconds{7}});
  EXPECT_EQ(enhanced.direction, CaptureDirection::outbound);
  EXPECT_EQ(enhanced.lost_before, 3U);
  EXPECT_EQ(contents.packets[0].octets, first);
  const CapturedPacket& simple = contents.packets[1].facts;
  EXPECT_EQ(simple.number, 2U);
  EXPECT_FALSE(simple.has_time);
  EXPECT_EQ(simple.wire_length, 9U);
  EXPECT_EQ(contents.packets[1].octets, first);
  const CapturedPacket& obsolete = contents.packets[2].facts;
  EXPECT_EQ(obsolete.interface, 1U);
  EXPECT_EQ(obsolete.link, wire::LinkType::linux_cooked_v2);
  EXPECT_EQ(obsolete.at, Instant{std::chrono::milliseconds{2500}});
  EXPECT_EQ(obsolete.lost_before, 4U);
  ASSERT_EQ(contents.interfaces.size(), 2U);
  EXPECT_EQ(contents.interfaces[0].name, "port0");
  EXPECT_EQ(contents.interfaces[0].resolution, nanoseconds{1});
  EXPECT_FALSE(contents.interfaces[0].dropped_by_interface);
  EXPECT_EQ(contents.interfaces[1].resolution, std::chrono::milliseconds{1});
  EXPECT_EQ(contents.interfaces[1].dropped_by_interface, 11U);
  EXPECT_EQ(contents.interfaces[1].dropped_by_system, 12U);
}

TEST(Pcapng, sections_of_different_byte_orders_have_their_own_interfaces) {
  const Contents contents =
      read_all(section(false) + interface_block(false, 1, "a", 6) + enhanced_block(false, 0, 1, first) + section(true) +
               interface_block(true, 101, "b", 9) + enhanced_block(true, 0, 2, second));
  EXPECT_FALSE(contents.error);
  ASSERT_EQ(contents.packets.size(), 2U);
  EXPECT_EQ(contents.packets[1].facts.interface, 1U);
  EXPECT_EQ(contents.packets[1].facts.link, wire::LinkType::raw_ip);
  EXPECT_EQ(contents.packets[1].facts.at, Instant{nanoseconds{2}});
  EXPECT_EQ(contents.interfaces[1].name, "b");
}

TEST(Pcapng, stamps_of_every_resolution_are_read) {
  struct Row {
    std::uint8_t resolution;
    std::uint64_t ticks;
    nanoseconds at;
  };
  const std::array rows{
      Row{0, 3, seconds{3}},
      Row{6, 1'500'000, std::chrono::milliseconds{1500}},
      Row{12, 1'000'000'999'999, seconds{1}},
      Row{12, 1'000'001'000'000, seconds{1} + nanoseconds{1000}},
      Row{19, 10'000'000'000'000'000'000U, seconds{1}},
      Row{20, 10'000'000'000'000'000'000U, nanoseconds{100'000'000}},
      Row{28, 10'000'000'000'000'000'000U, nanoseconds{1}},
      Row{127, 10'000'000'000'000'000'000U, nanoseconds{0}},
      Row{0x80 | 1, 3, std::chrono::milliseconds{1500}},
      Row{0x80 | 32, (std::uint64_t{5} << 32) + (std::uint64_t{1} << 31), std::chrono::milliseconds{5500}},
      Row{0x80 | 63, std::uint64_t{1} << 62, std::chrono::milliseconds{500}},
      Row{0x80 | 64, std::uint64_t{1} << 63, std::chrono::milliseconds{500}},
      Row{0xff, ~std::uint64_t{0}, nanoseconds{0}}};
  for (const Row& row : rows) {
    const Contents contents = read_all(section(false) + interface_block(false, 1, "a", row.resolution) +
                                       enhanced_block(false, 0, row.ticks, first));
    ASSERT_EQ(contents.packets.size(), 1U);
    EXPECT_TRUE(contents.packets[0].facts.has_time);
    const nanoseconds difference = contents.packets[0].facts.at.time_since_epoch() - row.at;
    EXPECT_LE(std::abs(difference.count()), row.resolution == 12 ? 1000 : 0) << int{row.resolution};
  }
}

TEST(Pcapng, stamp_beyond_what_an_instant_holds_is_no_time) {
  for (const std::int64_t offset : {std::int64_t{0}, std::int64_t{1} << 62, -(std::int64_t{1} << 62)}) {
    const Contents contents = read_all(section(false) + interface_block(false, 1, "a", 0, offset) +
                                       enhanced_block(false, 0, ~std::uint64_t{0} >> 1, first));
    ASSERT_EQ(contents.packets.size(), 1U);
    EXPECT_FALSE(contents.packets[0].facts.has_time);
  }
}

TEST(Pcapng, damage_is_named_after_what_was_whole) {
  const FileOctets good = section(false) + interface_block(false, 1, "a", 6) + enhanced_block(false, 0, 1, first);
  FileOctets lengths_differ = enhanced_block(false, 0, 1, first);
  ++lengths_differ.back();
  FileOctets too_long_for_its_block = enhanced_block(false, 0, 1, first);
  too_long_for_its_block[20] = 99;
  for (const FileOctets& bad : {enhanced_block(false, 1, 1, first), lengths_differ, too_long_for_its_block,
                                OctetWriter{false}.put(6U).put(13U).put(0U).put(0U).octets(),
                                OctetWriter{false}.put(6U).put(0x7ffffffcU).put(0U).put(0U).octets()}) {
    const Contents contents = read_all(good + bad + good);
    EXPECT_EQ(contents.packets.size(), 1U);
    ASSERT_TRUE(contents.error);
    EXPECT_EQ(contents.error->kind, Kind::damaged);
    EXPECT_EQ(contents.error->offset, good.size());
  }
}

TEST(Pcap, damage_is_named_after_what_was_whole_and_again) {
  const FileOctets good = two_packets(false);
  auto reader = CaptureReader::from_descriptor(file_of(good + FileOctets(16, 0xff)), "test");
  ASSERT_TRUE(reader);
  EXPECT_TRUE(reader->next() && reader->next());
  for (int i = 0; i < 2; ++i) {
    const auto packet = reader->next();
    ASSERT_FALSE(packet);
    EXPECT_EQ(packet.error().kind, Kind::damaged);
    EXPECT_EQ(packet.error().offset, good.size());
    EXPECT_NE(packet.error().error.message.find("the capture test: at octet 64:"), std::string::npos)
        << packet.error().error.message;
  }
}

// tshark 4.0.17 gives numbers to custom blocks and to systemd's journal, and none to other unknown blocks.
TEST(Pcapng, packets_are_numbered_as_wireshark_numbers_them) {
  const FileOctets packet = enhanced_block(false, 0, 1, first);
  const FileOctets other{0xd9, 0x7e, 0, 0, 1, 2, 3, 4};
  const Contents contents = read_all(section(false) + interface_block(false, 1, "a", 6) + packet +
                                     block(false, 0x0bad, other) + packet + block(false, 0x40000bad, other) + packet +
                                     block(false, 9, other) + packet + block(false, 4, other) + packet);
  std::vector<std::uint64_t> numbers;
  for (const Packet& read : contents.packets) numbers.push_back(read.facts.number);
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 3, 5, 7, 8}));
}

TEST(Pcapng, skipped_block_that_is_cut_is_told_again) {
  const FileOctets good = section(false) + interface_block(false, 1, "a", 6);
  FileOctets cut = block(false, 0x0bad, FileOctets(400, 0));
  cut.resize(300);
  auto reader = CaptureReader::from_descriptor(file_of(good + cut), "test");
  ASSERT_TRUE(reader);
  for (int i = 0; i < 2; ++i) {
    const auto packet = reader->next();
    ASSERT_FALSE(packet);
    EXPECT_EQ(packet.error().kind, Kind::cut_short);
    EXPECT_EQ(packet.error().offset, good.size());
  }
}

/// Whatever is cut, no packet is made up, and the end within a record is told.
void expect_cut_anywhere_is_told(const FileOctets& file, const std::vector<std::size_t>& ends) {
  const Contents whole = read_all(file);
  for (std::size_t size = 1; size < file.size(); ++size) {
    const Contents contents = read_all(std::span{file}.first(size));
    ASSERT_LE(contents.packets.size(), whole.packets.size());
    for (std::size_t i = 0; i < contents.packets.size(); ++i)
      ASSERT_EQ(contents.packets[i].octets, whole.packets[i].octets);
    const bool at_record = std::ranges::find(ends, size) != ends.end();
    ASSERT_EQ(contents.error.has_value(), !at_record) << size;
    if (!contents.error) continue;
    ASSERT_EQ(contents.error->kind, size >= 4 ? Kind::cut_short : Kind::not_a_capture) << size;
  }
}

TEST_P(InByteOrder, pcap_cut_anywhere_is_told) {
  expect_cut_anywhere_is_told(two_packets(GetParam()), {24, 45});
}

TEST_P(InByteOrder, pcapng_cut_anywhere_is_told) {
  const FileOctets file = rich_pcapng(GetParam());
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < file.size();) {
    auto size = number_at<std::uint32_t>(file, at + 4, GetParam());
    at += size;
    ends.push_back(at);
  }
  expect_cut_anywhere_is_told(file, ends);
}

TEST(NotACapture, says_what_was_found) {
  const std::map<std::string_view, std::string_view> found{
      {"", "it is empty"},
      {"hello\n", "it is text"},
      {"12:00:01.000000 IP 192.0.2.1 > 224.0.0.18: VRRPv3, Advertisement\n", "the text that tcpdump prints"},
      {"PK\x03\x04", "a zip archive"},
      {"\x7f"
       "ELF\x02\x01",
       "neither pcap nor pcapng"}};
  for (const auto& [text, words] : found) {
    const Contents contents = read_all(octets_of(text));
    ASSERT_TRUE(contents.error);
    EXPECT_EQ(contents.error->kind, Kind::not_a_capture);
    EXPECT_NE(contents.error->error.message.find(words), std::string::npos) << contents.error->error.message;
  }
}

TEST(NotACapture, is_a_file_that_is_not_there_or_a_directory) {
  const Contents missing = read_all(CaptureReader::open("/nonexistent/a.pcap"));
  ASSERT_TRUE(missing.error);
  EXPECT_EQ(missing.error->error.message, "cannot read the capture /nonexistent/a.pcap: No such file or directory");
  const Contents directory = read_all(CaptureReader::open("/tmp"));
  ASSERT_TRUE(directory.error);
  EXPECT_NE(directory.error->error.message.find("it is a directory"), std::string::npos);
}

TEST(NotACapture, is_a_version_that_nobody_writes) {
  FileOctets pcap = two_packets(false);
  pcap[4] = 3;
  EXPECT_EQ(read_all(pcap).error->kind, Kind::not_a_capture);
  FileOctets pcapng = rich_pcapng(false);
  pcapng[12] = 2;
  EXPECT_EQ(read_all(pcapng).error->kind, Kind::not_a_capture);
}

}  // namespace
}  // namespace vrrpspec::harness
