// What `check` writes as captures: read back by our own reader, judged again, and shown by tshark.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "harness/capture/capture_reader.hpp"
#include "harness/capture/pcapng_writer.hpp"
#include "harness/capture/text_row.hpp"
#include "harness/cli/program.hpp"
#include "tests/harness/cli/captures.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using harness::CapturedPacket;

/// All that a file holds of a packet.
struct Packet {
  CapturedPacket facts;
  std::vector<std::uint8_t> octets;
  std::vector<std::string> comments;
  [[nodiscard]] bool is_row() const { return facts.link == harness::text_row_interface().link; }
};

std::vector<Packet> packets_of(const fs::path& path) {
  std::vector<Packet> packets;
  auto reader = harness::CaptureReader::open(path.string());
  EXPECT_TRUE(reader) << path;
  for (;;) {
    const auto packet = reader->next();
    if (!packet || !*packet) return packets;
    const CapturedPacket& found = **packet;
    packets.push_back(
        {found, {found.octets.begin(), found.octets.end()}, {found.comments.begin(), found.comments.end()}});
  }
}

/// Two captures as two interfaces of one, in order of their stamps.
void merge(const std::array<fs::path, 2>& parts, const fs::path& path) {
  const std::array interfaces{
      harness::CaptureInterface{.name = "wire", .link = packets_of(parts[0]).front().facts.link},
      harness::CaptureInterface{.name = "tunnel", .link = packets_of(parts[1]).front().facts.link}};
  std::vector<Packet> all;
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    for (Packet& packet : packets_of(parts[i])) {
      packet.facts.interface = i;
      all.push_back(std::move(packet));
    }
  }
  std::ranges::stable_sort(all, {}, [](const Packet& packet) { return packet.facts.at; });
  auto writer = harness::PcapngWriter::create(path, interfaces);
  ASSERT_TRUE(writer);
  for (const Packet& packet : all) {
    ASSERT_TRUE(writer->write({.interface = packet.facts.interface,
                               .realtime_ns = packet.facts.at.time_since_epoch().count(),
                               .direction = packet.facts.direction,
                               .octets = packet.octets,
                               .original_length = packet.facts.wire_length + 4}));
  }
}

class Rewrite : public testing::Test {
 protected:
  Rewrite()
      : folder_{fs::path{testing::TempDir()} /
                fs::path{testing::UnitTest::GetInstance()->current_test_info()->name()}} {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Rewrite() override { fs::remove_all(folder_); }

  [[nodiscard]] static ProgramOutput run(const std::string& command) {
    const auto output = run_program({"sh", "-c", command + " 2>&1"}, std::chrono::seconds{20});
    EXPECT_TRUE(output);
    return output.value_or(ProgramOutput{});
  }
  [[nodiscard]] static ProgramOutput check(const std::string& words) {
    return run(std::string{"COLUMNS=100 "} + VRRPSPEC_PROGRAM + " check " + words);
  }
  [[nodiscard]] static json::value report_of(const fs::path& capture) {
    return json::parse(check("--json " + capture.string()).text);
  }
  /// Of stories and public captures, and one of several interfaces.
  [[nodiscard]] std::vector<fs::path> examples() const {
    std::vector<fs::path> found{folder_ / "merged.pcapng"};
    merge({stories / "version.pcapng", captures / "public/conv-dent-keepalived-v3-rawip.pcap"}, found[0]);
    for (const char* group : {"stories", "public"}) {
      for (const auto& entry : fs::directory_iterator{captures / group}) {
        if (entry.path().extension().string().starts_with(".pcap")) found.push_back(entry.path());
      }
    }
    return found;
  }
  const fs::path folder_;
};

/// A report without what depends on where packets stand in the file.
json::value without_numbers(const json::value& value) {
  if (const auto* array = value.if_array()) {
    json::array copy;
    for (const json::value& each : *array) copy.push_back(without_numbers(each));
    return copy;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  json::object copy;
  for (const auto& [key, each] : *object) {
    const bool is_number = key == "packet" || key == "first_packet" || key == "last_packet" ||
                           key == "counted_from_packet" || key == "sentence";
    if (!is_number && key != "interface_name") copy[key] = without_numbers(each);
  }
  return copy;
}

TEST_F(Rewrite, annotated_captures_hold_every_packet_as_it_was) {
  for (const fs::path& capture : examples()) {
    const fs::path annotated = folder_ / "annotated.pcapng";
    (void)check("--annotate " + annotated.string() + " " + capture.string());
    std::vector<Packet> kept = packets_of(annotated);
    std::erase_if(kept, &Packet::is_row);
    const std::vector<Packet> before = packets_of(capture);
    ASSERT_EQ(kept.size(), before.size()) << capture;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      EXPECT_EQ(kept[i].octets, before[i].octets) << capture << " packet " << i + 1;
      EXPECT_EQ(kept[i].facts.at, before[i].facts.at) << capture << " packet " << i + 1;
      EXPECT_EQ(kept[i].facts.interface, before[i].facts.interface) << capture << " packet " << i + 1;
      EXPECT_EQ(kept[i].facts.link, before[i].facts.link) << capture << " packet " << i + 1;
      EXPECT_EQ(kept[i].facts.wire_length, before[i].facts.wire_length) << capture << " packet " << i + 1;
      EXPECT_EQ(kept[i].facts.direction, before[i].facts.direction) << capture << " packet " << i + 1;
      ASSERT_GE(kept[i].comments.size(), before[i].comments.size());
      EXPECT_TRUE(std::equal(before[i].comments.begin(), before[i].comments.end(), kept[i].comments.begin()));
    }
  }
}

TEST_F(Rewrite, annotated_captures_are_judged_as_before_and_name_their_own_packets) {
  for (const fs::path& capture : examples()) {
    const fs::path annotated = folder_ / "annotated.pcapng";
    (void)check("--annotate " + annotated.string() + " " + capture.string());
    const json::value report = report_of(annotated);
    EXPECT_EQ(without_numbers(report.at("virtual_routers")), without_numbers(report_of(capture).at("virtual_routers")))
        << capture;
    const std::vector<Packet> packets = packets_of(annotated);
    for (const json::value& group : report.at("virtual_routers").as_array()) {
      for (const json::value& router : group.at("routers").as_array()) {
        for (const json::value& rule : router.at("rules").as_array()) {
          const json::value* number = rule.as_object().if_contains("packet");
          if (number == nullptr) continue;
          const Packet& named = packets.at(static_cast<std::size_t>(number->to_number<std::uint64_t>() - 1));
          const std::string sentence{rule.at("sentence").as_string()};
          EXPECT_TRUE(std::ranges::any_of(
              named.comments, [&](const std::string& comment) { return comment.find(sentence) != std::string::npos; }))
              << capture << ": " << sentence;
        }
      }
    }
  }
}

TEST_F(Rewrite, filtered_captures_are_judged_as_before) {
  for (const fs::path& capture : examples()) {
    const fs::path filtered = folder_ / "filtered.pcapng";
    (void)check("--filter-out " + filtered.string() + " " + capture.string());
    const json::value before = report_of(capture);
    const json::value after = report_of(filtered);
    EXPECT_EQ(without_numbers(after.at("virtual_routers")), without_numbers(before.at("virtual_routers"))) << capture;
    for (const char* key : {"adverts", "carp", "fragments", "unreadable", "length_ns", "begin_ns"}) {
      EXPECT_EQ(after.at(key), before.at(key)) << capture << ": " << key;
    }
  }
}

/// An Ethernet frame of a protocol that is not judged.
std::vector<std::uint8_t> other_frame() {
  std::vector<std::uint8_t> frame(60, 0x5e);
  frame[12] = 0x88;
  frame[13] = 0xb5;  // for local experiments
  return frame;
}

/// A story with foreign packets between its own: `at` says when, and how many were lost before.
struct Foreign {
  Instant at;
  std::uint32_t lost_before{0};
};
void mix(const fs::path& story, std::vector<Foreign> foreign, const fs::path& path) {
  const std::array interfaces{harness::CaptureInterface{.name = "wire", .link = wire::LinkType::ethernet}};
  auto writer = harness::PcapngWriter::create(path, interfaces);
  ASSERT_TRUE(writer);
  const std::vector<std::uint8_t> frame = other_frame();
  const auto write_foreign = [&](const Foreign& each) {
    ASSERT_TRUE(writer->write(
        {.realtime_ns = each.at.time_since_epoch().count(), .octets = frame, .lost_before = each.lost_before}));
  };
  std::size_t next = 0;
  for (const Packet& packet : packets_of(story)) {
    while (next < foreign.size() && foreign[next].at <= packet.facts.at) write_foreign(foreign[next++]);
    ASSERT_TRUE(writer->write({.realtime_ns = packet.facts.at.time_since_epoch().count(), .octets = packet.octets}));
  }
  while (next < foreign.size()) write_foreign(foreign[next++]);
}

TEST_F(Rewrite, filtered_captures_have_nothing_of_other_packets_but_their_losses_and_time) {
  const fs::path story = stories / "address-list.pcapng";
  const Instant begin = packets_of(story).front().facts.at;
  const fs::path mixed = folder_ / "mixed.pcapng";
  const fs::path filtered = folder_ / "filtered.pcapng";
  using std::chrono::milliseconds;
  // Ends long after the last advert, loses packets twice, and runs backwards between foreign packets only.
  mix(story,
      {{.at = begin - milliseconds{500}},
       {.at = begin + milliseconds{2500}, .lost_before = 7},
       {.at = begin + milliseconds{60'000}},
       {.at = begin + milliseconds{30'000}},
       {.at = begin + milliseconds{61'000}, .lost_before = 1}},
      mixed);
  (void)check("--filter-out " + filtered.string() + " " + mixed.string());
  for (const Packet& packet : packets_of(filtered)) {
    EXPECT_EQ(std::ranges::search(packet.octets, other_frame()).size(), 0U);
    EXPECT_EQ(std::ranges::search(packet.octets, std::vector<std::uint8_t>(8, 0x5e)).size(), 0U);
  }
  const json::value before = report_of(mixed);
  const json::value after = report_of(filtered);
  EXPECT_EQ(without_numbers(after.at("virtual_routers")), without_numbers(before.at("virtual_routers")));
  for (const char* key : {"gaps", "backwards", "length_ns"}) EXPECT_EQ(after.at(key), before.at(key)) << key;
  EXPECT_EQ(before.at("gaps").as_int64(), 2);
  EXPECT_EQ(before.at("backwards").as_int64(), 1);
}

TEST_F(Rewrite, rows_never_run_backwards) {
  const fs::path annotated = folder_ / "annotated.pcapng";
  (void)check("--annotate " + annotated.string() + " " + (stories / "pause.pcapng").string());
  const std::vector<Packet> packets = packets_of(annotated);
  EXPECT_TRUE(std::ranges::any_of(packets, &Packet::is_row));
  EXPECT_TRUE(std::ranges::is_sorted(packets, {}, [](const Packet& packet) { return packet.facts.at; }));
}

TEST_F(Rewrite, tshark_shows_comments_and_rows) {
  if (run("tshark --version").exit_status != 0) GTEST_SKIP() << "tshark is not installed: apt-get install tshark";
  const fs::path annotated = folder_ / "annotated.pcapng";
  (void)check("--annotate " + annotated.string() + " " + (stories / "password.pcapng").string());
  const std::string rows = run("tshark -r " + annotated.string() + " -Y syslog").text;
  EXPECT_NE(rows.find("192.0.2.12 is Master: although 192.0.2.11 is Master and better"), std::string::npos) << rows;
  EXPECT_NE(rows.find("both MASTER: 192.0.2.11 and 192.0.2.12 for 3.001 s"), std::string::npos) << rows;
  EXPECT_NE(rows.find("LOCAL0.ERR: VRID 51, IPv4: 192.0.2.11: FAIL S-685"), std::string::npos) << rows;
  EXPECT_NE(rows.find("192.0.2.11: an advert was due here (S-685)"), std::string::npos) << rows;
  const std::string comments =
      run("tshark -r " + annotated.string() + " -Y 'vrrp && frame.comment' -T fields -e frame.comment").text;
  EXPECT_NE(comments.find("both MASTER, 192.0.2.11 and 192.0.2.12, until here"), std::string::npos) << comments;
  EXPECT_NE(comments.find("packet 18 of password.pcapng"), std::string::npos) << comments;
}

TEST_F(Rewrite, what_is_read_more_than_once_is_a_file) {
  const std::string capture = (stories / "version.pcapng").string();
  const fs::path out = folder_ / "out.pcapng";
  const ProgramOutput piped = check("--annotate " + out.string() + " - < " + capture);
  EXPECT_EQ(piped.exit_status, 2);
  EXPECT_NE(piped.text.find("standard input can be read once only"), std::string::npos) << piped.text;
  const fs::path fifo = folder_ / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(check("--annotate " + out.string() + " " + fifo.string()).exit_status, 2);
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(Rewrite, no_capture_is_overwritten_and_nothing_half_written) {
  const fs::path capture = folder_ / "capture.pcapng";
  const fs::path alias = folder_ / "alias.pcapng";
  fs::copy_file(stories / "version.pcapng", capture);
  fs::create_symlink(capture, alias);
  const auto size = fs::file_size(capture);
  for (const std::string option : {"--annotate ", "--html "}) {
    const ProgramOutput refused = check(option + alias.string() + " " + capture.string());
    EXPECT_EQ(refused.exit_status, 2) << refused.text;
    EXPECT_NE(refused.text.find("would overwrite the capture"), std::string::npos) << refused.text;
  }
  EXPECT_EQ(fs::file_size(capture), size);
  EXPECT_EQ(check("--annotate /no/such/folder/out.pcapng " + capture.string()).exit_status, 5);
  EXPECT_EQ(check("--annotate " + folder_.string() + " " + capture.string()).exit_status, 5);
  EXPECT_EQ(check("--annotate out.pcapng " + capture.string() + " " + capture.string()).exit_status, 2);
  EXPECT_EQ(check("--annotate /dev/full " + capture.string()).exit_status, 5);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
  EXPECT_EQ(std::distance(fs::directory_iterator{folder_}, {}), 2) << "a draft was left behind";
}

TEST_F(Rewrite, of_a_damaged_capture_all_before_the_damage_is_annotated) {
  const fs::path capture = folder_ / "cut.pcapng";
  fs::copy_file(stories / "pause.pcapng", capture);
  fs::resize_file(capture, fs::file_size(capture) - 30);
  const fs::path annotated = folder_ / "annotated.pcapng";
  const int code = check("--annotate " + annotated.string() + " " + capture.string()).exit_status;
  EXPECT_EQ(code, check(capture.string()).exit_status);
  const auto kept = std::ranges::count_if(packets_of(annotated), [](const Packet& packet) { return !packet.is_row(); });
  EXPECT_EQ(static_cast<std::size_t>(kept), packets_of(capture).size());
}

}  // namespace
}  // namespace vrrpspec::cli
