// `check` on captures of real routers: each story of pcaps/stories has its report beside it. VRRPSPEC_UPDATE_GOLDEN=1
// rewrites the reports; the difference is then for a reader to approve.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <sstream>

#include "harness/capture/capture_reader.hpp"
#include "harness/capture/pcapng_writer.hpp"
#include "harness/cli/program.hpp"
#include "tests/harness/capture/capture_octets.hpp"
#include "tests/harness/cli/captures.hpp"

namespace vrrpspec::cli {
namespace {

ProgramOutput check(const std::string& words) {
  // In its folder, so that reports name the file alone; 100 columns, whatever the terminal.
  const std::string command = "cd " + stories.string() + " && COLUMNS=100 " + VRRPSPEC_PROGRAM + " check " + words;
  const auto output = run_program({"sh", "-c", command}, std::chrono::seconds{20});
  EXPECT_TRUE(output);
  return output.value_or(ProgramOutput{});
}

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

std::vector<std::string> names_of_stories() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{stories}) {
    if (entry.path().extension() == ".pcapng") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

/// The story with the MAC address of every fourth packet changed, one that says others were lost before it, and its
/// packets once more at the end with the stamps that they had.
void write_odd_capture(const std::filesystem::path& story, const std::filesystem::path& path) {
  auto writer = harness::PcapngWriter::create(path, std::vector<std::string>{"wire"});
  ASSERT_TRUE(writer);
  for (int round = 0; round < 2; ++round) {
    auto reader = harness::CaptureReader::open(story.string());
    ASSERT_TRUE(reader);
    for (;;) {
      const auto packet = reader->next();
      ASSERT_TRUE(packet);
      if (!*packet) break;
      const harness::CapturedPacket& found = **packet;
      std::vector<std::uint8_t> octets{found.octets.begin(), found.octets.end()};
      if (found.number % 4 == 0) octets[11] ^= 1;  // the last octet of the source
      const std::uint32_t lost = found.number == 20 ? 1 : 0;
      const auto written =
          writer->write({.realtime_ns = found.at.time_since_epoch().count(), .octets = octets, .lost_before = lost});
      ASSERT_TRUE(written);
    }
  }
}

class Story : public testing::TestWithParam<std::string> {};

TEST_P(Story, is_judged_as_its_report_says) {
  const std::filesystem::path report = stories / (GetParam() + ".txt");
  const ProgramOutput output = check(GetParam() + ".pcapng");
  const std::string text = output.text + "exit " + std::to_string(output.exit_status) + "\n";
  if (std::getenv("VRRPSPEC_UPDATE_GOLDEN") != nullptr) std::ofstream{report} << text;
  EXPECT_EQ(text, text_of(report)) << "set VRRPSPEC_UPDATE_GOLDEN=1 to rewrite " << report;
}
INSTANTIATE_TEST_SUITE_P(Check, Story, testing::ValuesIn(names_of_stories()), [](const auto& instance) {
  std::string name = instance.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Check, reads_standard_input_and_compressed_captures) {
  const std::string plain = check("clean-failover.pcapng").text;
  const auto after_name = [](const std::string& text) { return text.substr(text.find(':')); };
  EXPECT_EQ(after_name(check("- < clean-failover.pcapng").text), after_name(plain));
  const std::string packed = "/dev/null; gzip -c clean-failover.pcapng | COLUMNS=100 " VRRPSPEC_PROGRAM " check -";
  EXPECT_NE(check(packed).text.find(after_name(plain)), std::string::npos);
}

TEST(Check, says_in_json_what_it_says_in_words) {
  const ProgramOutput output = check("--json address-list.pcapng");
  const boost::json::value report = boost::json::parse(output.text);
  EXPECT_EQ(report.at("exit_code").as_int64(), output.exit_status);
  const boost::json::value& group = report.at("virtual_routers").at(0);
  EXPECT_EQ(report.at("clock_rate_ppm").as_int64(), 500);
  EXPECT_EQ(group.at("two_masters").at(0).at("obstacle").as_string(), "address_list");
  EXPECT_EQ(group.at("two_masters").at(0).at("loser").as_string(), "192.0.2.12");
  EXPECT_EQ(group.at("routers").at(0).at("explained_by"), (boost::json::array{"losing-advert-resets"}));
}

TEST(Check, says_in_json_and_on_the_page_who_claims_an_address_too) {
  const std::filesystem::path page = std::filesystem::path{testing::TempDir()} / "check_claims_test.html";
  const ProgramOutput output = check("--json --html " + page.string() + " clean-failover.pcapng");
  EXPECT_EQ(output.exit_status, 3);
  const boost::json::value report = boost::json::parse(output.text);
  const boost::json::value& claim = report.at("virtual_routers").at(0).at("also_claims").at(0);
  EXPECT_EQ(claim.at("sign").as_string(), "answered_master");
  EXPECT_EQ(claim.at("master").as_string(), "192.0.2.12");
  EXPECT_EQ(claim.at("answers"), 5);
  EXPECT_EQ(claim.at("first_packet"), 19);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text_of(page).c_str()));
  EXPECT_TRUE(document.select_node("//p/span[. = 'Also claims:']"));
  std::filesystem::remove(page);
}

TEST(Check, says_where_the_capture_was_made) {
  const ProgramOutput output = check("--seen-from 192.0.2.11 one-way.pcapng");
  EXPECT_NE(output.text.find("  seen from 192.0.2.11: "), std::string::npos) << output.text;
  EXPECT_EQ(output.exit_status, 3);
  const boost::json::value report = boost::json::parse(check("--json --seen-from 192.0.2.11 one-way.pcapng").text);
  EXPECT_EQ(report.at("seen_from").as_string(), "192.0.2.11");
  const ProgramOutput stranger = check("--seen-from 192.0.2.99 one-way.pcapng");
  EXPECT_EQ(stranger.exit_status, 2);
  EXPECT_NE(stranger.text.find("no router of one-way.pcapng sends from 192.0.2.99"), std::string::npos);
  EXPECT_EQ(check("--seen-from here one-way.pcapng").exit_status, 2);
}

/// The story again and in VRID 52, both with the same addresses.
TEST(Check, tells_of_an_address_that_two_virtual_routers_have) {
  const std::filesystem::path both = std::filesystem::path{testing::TempDir()} / "check_shared_test.pcapng";
  {
    auto writer = harness::PcapngWriter::create(both, std::vector<std::string>{"wire"});
    ASSERT_TRUE(writer);
    auto reader = harness::CaptureReader::open((captures / "stories" / "tie-break.pcapng").string());
    ASSERT_TRUE(reader);
    constexpr std::size_t vrid_at = 14 + 20 + 1;
    constexpr std::size_t source_end = 11;
    constexpr std::size_t checksum_end = 14 + 20 + 7;
    for (auto packet = reader->next(); packet && *packet; packet = reader->next()) {
      std::vector<std::uint8_t> octets{(**packet).octets.begin(), (**packet).octets.end()};
      const std::int64_t at = (**packet).at.time_since_epoch().count();
      ASSERT_TRUE(writer->write({.realtime_ns = at, .octets = octets}));
      if (octets.size() <= checksum_end || octets[23] != 112) continue;
      ++octets[vrid_at];
      ++octets[source_end];
      ASSERT_NE(octets[checksum_end], 0) << "one less of it must not borrow";
      --octets[checksum_end];
      ASSERT_TRUE(writer->write({.realtime_ns = at, .octets = octets}));
    }
  }
  const ProgramOutput output = check(both.string());
  EXPECT_NE(output.text.find("192.0.2.100 is an address of VRID 51, IPv4 and of VRID 52, IPv4"), std::string::npos)
      << output.text;
  EXPECT_EQ(output.exit_status, 3);
  const boost::json::value report = boost::json::parse(check("--json " + both.string()).text);
  EXPECT_EQ(report.at("shared_addresses").at(0).at("vrids"), (boost::json::array{51, 52}));
  std::filesystem::remove(both);
}

TEST(Check, draws_a_page_that_is_well_formed_and_needs_no_network) {
  const std::filesystem::path page = std::filesystem::path{testing::TempDir()} / "check_test.html";
  check("--html " + page.string() + " address-list.pcapng");
  pugi::xml_document document;
  const std::string text = text_of(page);
  ASSERT_TRUE(document.load_string(text.c_str())) << text;
  EXPECT_TRUE(document.select_node("//svg/rect/title[. = 'both MASTER']")) << text;
  EXPECT_EQ(document.select_nodes("//svg/path/title").size(),
            document.select_nodes("//td[@class = 'fail' or @class = 'inconclusive']").size());
  EXPECT_FALSE(document.select_node("//script|//link|//img|//*[@src]"));
  std::filesystem::remove(page);
  EXPECT_EQ(check("--html /no/such/folder/page.html address-list.pcapng").exit_status, 5);
  EXPECT_EQ(check("--html page.html address-list.pcapng version.pcapng").exit_status, 2);
}

TEST(Check, is_not_sure_where_the_capture_lost_packets_at_places_that_it_does_not_tell) {
  ASSERT_NE(check("password.pcapng").text.find("FAIL"), std::string::npos);
  // An Interface Statistics Block at the end, as dumpcap writes it: isb_ifdrop 3.
  const auto drops = harness::OctetWriter{false}
                         .put(std::uint32_t{0})
                         .put(std::uint64_t{0})
                         .put_option(5, harness::OctetWriter{false}.put(std::uint64_t{3}).octets())
                         .put(std::uint32_t{0})
                         .octets();
  const std::filesystem::path file = std::filesystem::path{testing::TempDir()} / "check_drops.pcapng";
  std::filesystem::copy_file(stories / "password.pcapng", file, std::filesystem::copy_options::overwrite_existing);
  const harness::FileOctets block = harness::block(false, 5, drops);
  std::ofstream{file, std::ios::app | std::ios::binary}.write(reinterpret_cast<const char*>(block.data()),
                                                              static_cast<std::streamsize>(block.size()));
  const ProgramOutput output = check(file.string());
  EXPECT_EQ(output.text.find("FAIL"), std::string::npos) << output.text;
  EXPECT_NE(output.text.find("3 packets lost"), std::string::npos) << output.text;
  std::filesystem::remove(file);
}

TEST(Check, writes_on_its_page_what_its_text_says) {
  const std::filesystem::path folder = std::filesystem::path{testing::TempDir()} / "check_page_test";
  std::filesystem::create_directories(folder);
  const std::filesystem::path page = folder / "page.html";
  // Two senders with one address, stamps that run backwards, and packets that are missing.
  const std::filesystem::path odd = folder / "odd.pcapng";
  write_odd_capture(stories / "address-list.pcapng", odd);
  const std::string text = check("--html " + page.string() + " " + odd.string()).text;
  const std::string html = text_of(page);
  for (const char* words :
       {"OUT OF MODEL: adverts with this source", "lost track ", "may discard the adverts of", "places where packets",
        "stamps before the one before", "Tolerances: 5.0 ms to process an input", "clocks 500 ppm"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
    EXPECT_NE(html.find(words), std::string::npos) << words << "\n" << html;
  }
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(html.c_str())) << html;
  EXPECT_NE(html.find("unless it is one of two senders"), std::string::npos) << html;
  std::filesystem::remove_all(folder);
}

TEST(Check, of_no_capture_says_what_it_is) {
  const ProgramOutput output = check("record");
  EXPECT_EQ(output.exit_status, 5) << output.text;
  EXPECT_NE(output.text.find("record"), std::string::npos) << output.text;
  EXPECT_EQ(check("no-such-file.pcap").exit_status, 5);
}

TEST(Check, without_an_advert_judged_nothing) {
  EXPECT_EQ(check("../public/malcolm-RADIUS-frame210.pcap").exit_status, 4);
}

TEST(Check, alarms_nobody_about_public_captures_that_conform) {
  for (const char* file :
       {"tcpdump-vrrp", "conv-gopacket-vrrpv2-prio100", "conv-dent-keepalived-v3-rawip", "zeek-pbb"}) {
    const ProgramOutput output = check("../public/" + std::string{file} + ".pcap");
    EXPECT_EQ(output.exit_status, 0) << output.text;
  }
}

TEST(Check, refuses_what_it_does_not_know) {
  EXPECT_EQ(check("").exit_status, 2);
  EXPECT_EQ(check("--profile rfc3768 clean-failover.pcapng").exit_status, 2);
  EXPECT_EQ(check("--timer never clean-failover.pcapng").exit_status, 2);
}

}  // namespace
}  // namespace vrrpspec::cli
