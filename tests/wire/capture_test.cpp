// Every capture below pcaps/ is decoded, and each frame must come out as the file of expectations beside it says. With
// VRRPSPEC_UPDATE_GOLDEN set, the expectations are written instead, to be read in the diff.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/wire/capture_file.hpp"

namespace vrrpspec::wire {
namespace {

const std::filesystem::path pcaps = std::filesystem::path{VRRPSPEC_SOURCE_DIR} / "pcaps";

Profile with_reading(Profile profile, Ipv4Checksum reading) {
  profile.ipv4_checksum = reading;
  return profile;
}

/// The columns of a file of expectations.
const std::array columns{with_reading(rfc5798, Ipv4Checksum::either), with_reading(rfc5798, Ipv4Checksum::pseudo),
                         rfc9568, rfc3768};
constexpr std::string_view column_names = "frame  rfc5798  rfc5798+pseudo  rfc9568  rfc3768";

/// A VRRPv2 group that uses a password: `password VRID TEXT` in a file of expectations.
using Passwords = std::map<int, Authentication>;

struct Expectations {
  std::vector<std::string> prologue;  ///< comments and passwords, kept when the rest is written anew
  Passwords passwords;
  std::vector<std::string> frames;
};

Expectations read_expectations(const std::filesystem::path& path) {
  Expectations expectations;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    std::istringstream words{line};
    std::string first;
    words >> first;
    if (first == "password") {
      int vrid = 0;
      std::string text;
      words >> vrid >> text;
      Authentication& authentication = expectations.passwords[vrid];
      authentication.type = auth_type_simple_text;
      std::copy_n(text.begin(), std::min<std::size_t>(text.size(), 8), authentication.data.begin());
    }
    if (line.starts_with('#') || first == "password") {
      if (line.substr(1).find(column_names) == std::string::npos) expectations.prologue.push_back(line);
    } else {
      expectations.frames.push_back(line);
    }
  }
  return expectations;
}

std::string outcome(const VrrpPacket& packet, const Profile& profile, const Passwords& passwords) {
  const int vrid = packet.message.size() > 1 ? packet.message[1] : 0;
  const auto password = passwords.find(vrid);
  const Authentication authentication = password == passwords.end() ? Authentication{} : password->second;
  const auto advertisement = decode(packet.message, packet.ip, profile, authentication);
  return std::string{advertisement ? "ok" : name_of(advertisement.error().reason)};
}

/// One line per frame: its number, then why it is not VRRP, or what each column makes of it.
std::vector<std::string> judge(const std::vector<CapturedFrame>& frames, const Passwords& passwords) {
  std::vector<std::string> lines;
  for (const CapturedFrame& frame : frames) {
    const auto packet = find_vrrp(frame);
    std::string line = fmt::format("{}", lines.size() + 1);
    if (!packet) {
      line += fmt::format("  {}", to_string(packet.error()));
    } else {
      for (const Profile& profile : columns) line += fmt::format("  {}", outcome(*packet, profile, passwords));
    }
    lines.push_back(line);
  }
  return lines;
}

void write_expectations(const std::filesystem::path& path, const Expectations& expectations) {
  std::ofstream file{path};
  for (const std::string& line : expectations.prologue) file << line << '\n';
  file << "# " << column_names << '\n';
  for (const std::string& line : expectations.frames) file << line << '\n';
}

std::vector<std::filesystem::path> all_captures() {
  std::vector<std::filesystem::path> captures;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{pcaps}) {
    const auto extension = entry.path().extension();
    if (extension == ".pcap" || extension == ".pcapng") captures.push_back(entry.path());
  }
  std::ranges::sort(captures);
  return captures;
}

class Capture : public testing::TestWithParam<std::filesystem::path> {};
INSTANTIATE_TEST_SUITE_P(Pcaps, Capture, testing::ValuesIn(all_captures()), [](const auto& drawn) {
  std::string name = drawn.param.stem().string();
  std::ranges::replace_if(name, [](unsigned char letter) { return std::isalnum(letter) == 0; }, '_');
  return name;
});

TEST_P(Capture, decodes_as_expected) {
  std::filesystem::path path = GetParam();
  const std::vector<CapturedFrame> frames = read_capture(path);
  path.replace_extension(".expected");
  Expectations expectations = read_expectations(path);
  const std::vector<std::string> judged = judge(frames, expectations.passwords);
  if (std::getenv("VRRPSPEC_UPDATE_GOLDEN") != nullptr) {
    expectations.frames = judged;
    write_expectations(path, expectations);
    return;
  }
  EXPECT_EQ(judged, expectations.frames) << path;
}

/// The VRRP packets of a public capture that `profile` discards, by VRID; `accepted` counts the others.
struct Tally {
  std::map<int, int> discarded;
  int accepted{0};
};

Tally tally(std::string_view name, const Profile& profile, Version version) {
  Tally result;
  for (const CapturedFrame& frame : read_capture(pcaps / "public" / name)) {
    const auto packet = find_vrrp(frame);
    if (!packet || packet->message.size() < 2) continue;
    const auto message = packet->message;
    if (message[0] >> 4 != static_cast<int>(version)) continue;
    if (decode(message, packet->ip, profile, authentication_of(message).value_or(Authentication{}))) {
      ++result.accepted;
    } else {
      ++result.discarded[message[1]];
    }
  }
  return result;
}

// What an expert found in the captures with other tools, apart from the tables that this test can rewrite.

TEST(RouterOs, breaks_no_receive_check_of_its_own_version) {
  const Tally v2 = tally("tcpdump-vrrp.pcap", rfc3768, Version::v2);
  const Tally v3 = tally("tcpdump-vrrp.pcap", columns[1], Version::v3);
  EXPECT_TRUE(v2.discarded.empty());
  EXPECT_TRUE(v3.discarded.empty());
  EXPECT_EQ(v2.accepted + v3.accepted, 165);
}

TEST(RouterOs, sends_the_33_packets_of_vrid_44_with_a_pseudo_header) {
  EXPECT_EQ(tally("tcpdump-vrrp.pcap", rfc9568, Version::v3).discarded, (std::map<int, int>{{44, 33}}));
}

TEST(RouterOs, sends_a_password_in_the_34_packets_of_vrid_42) {
  std::map<int, int> with_password;
  for (const CapturedFrame& frame : read_capture(pcaps / "public" / "tcpdump-vrrp.pcap")) {
    const auto packet = find_vrrp(frame);
    ASSERT_TRUE(packet);
    const auto authentication = authentication_of(packet->message);
    if (!authentication || authentication->type == auth_type_none) continue;
    EXPECT_EQ(*authentication, (Authentication{auth_type_simple_text, {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'}}));
    ++with_password[packet->message[1]];
  }
  EXPECT_EQ(with_password, (std::map<int, int>{{42, 34}}));
}

TEST(FuzzedCapture, holds_no_advert_under_any_profile) {
  for (const auto& path : all_captures()) {
    const std::string name = path.filename().string();
    if (!name.starts_with("tcpdump-fuzz") && !name.starts_with("malcolm")) continue;
    for (const Profile& profile : columns) {
      for (const Version version : {Version::v2, Version::v3})
        EXPECT_EQ(tally(name, profile, version).accepted, 0) << name;
    }
  }
}

}  // namespace
}  // namespace vrrpspec::wire
