// Another implementation as witness: thousands of frames, good and broken, are written to a capture, tshark takes them
// apart, and from its fields a second judge, written here without a look at the codec, says what must come out. tshark
// judges the IPv4 checksum of VRRPv3 one way at a time, so it runs once for each reading.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <sstream>

#include "model/wire/layout.hpp"
#include "tests/wire/capture_file.hpp"
#include "tests/wire/sample.hpp"

namespace vrrpspec::wire {
namespace {

using Octets = std::vector<std::uint8_t>;
using Row = std::map<std::string, std::string>;

constexpr std::size_t frame_count = 12000;
constexpr std::uint64_t default_seed = 5798;

/// The password comes last: whatever octets it is made of, they displace no other field.
const std::vector<std::string> fields{"ip.len",           "ip.hdr_len",     "ip.ttl",
                                      "ip.src",           "ipv6.plen",      "ipv6.hlim",
                                      "ipv6.src",         "vrrp.version",   "vrrp.type",
                                      "vrrp.virt_rtr_id", "vrrp.prio",      "vrrp.addr_count",
                                      "vrrp.auth_type",   "vrrp.adver_int", "vrrp.short_adver_int",
                                      "vrrp.ip_addr",     "vrrp.ipv6_addr", "vrrp.checksum.status",
                                      "vrrp.auth_string"};

/// Adverts and what may befall them. A seed names the whole sequence.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_{seed} {}

  Octets frame() {
    const Sample sample = any();
    Octets message = sample.message();
    IpHeader header = sample.header();
    if (below(2) == 0) spoil(message, header, sample);
    Octets frame = ethernet_frame(header, message);
    if (below(4) == 0) frame.insert(frame.begin() + 12, {0x81, 0x00, 0x00, 0x07});
    if (below(4) == 0) frame.resize(std::max<std::size_t>(frame.size(), 60));
    return frame;
  }

 private:
  unsigned below(unsigned limit) { return std::uniform_int_distribution<unsigned>{0, limit - 1}(random_); }
  std::uint8_t octet() { return static_cast<std::uint8_t>(below(256)); }

  IpAddress address(Family family) {
    Octets octets(layout::address_size(family));
    for (std::uint8_t& value : octets) value = octet();
    if (family == Family::ipv6 && below(2) == 0) {
      octets[0] = 0xfe;
      octets[1] = 0x80;
    }
    return IpAddress::from_octets(octets);
  }

  Sample any() {
    Sample sample = std::array{sample_v3_ipv4(), sample_v3_ipv6(), sample_v2()}[below(3)];
    Advertisement& advertisement = sample.advertisement;
    const bool v2 = advertisement.version == Version::v2;
    advertisement.vrid = Vrid::from(1 + below(255)).value();
    advertisement.priority = Priority{octet()};
    advertisement.max_adver_int = Centiseconds{static_cast<std::uint16_t>(v2 ? below(256) * 100 : below(4096))};
    advertisement.source = address(sample.family());
    advertisement.addresses.clear();
    const unsigned count = below(20) == 0 ? below(256) : below(6);
    for (unsigned i = 0; i < count; ++i) advertisement.addresses.push_back(address(sample.family()));
    if (!v2) sample.profile.ipv4_checksum = below(2) == 0 ? Ipv4Checksum::pseudo : Ipv4Checksum::plain;
    if (v2 && below(2) == 0) {
      sample.authentication.type = auth_type_simple_text;
      // tshark shows a password as text: letters, then zeros
      for (unsigned i = 0, size = below(9); i < size; ++i) {
        sample.authentication.data[i] = static_cast<std::uint8_t>('a' + below(26));
      }
    }
    return sample;
  }

  void spoil(Octets& message, IpHeader& header, const Sample& sample) {
    switch (below(7)) {
      case 0:  // unseen but for the checksum
        message[below(static_cast<unsigned>(message.size()))] ^= static_cast<std::uint8_t>(1U << below(8));
        return;
      case 1:
        message.resize(below(static_cast<unsigned>(message.size())));
        return;
      case 2:
        header.ttl = octet();
        return;
      case 3:  // a lie in the fixed fields, well sealed
        message[below(6)] = octet();
        break;
      case 4:
        message[layout::version_type] = static_cast<std::uint8_t>(below(5) << 4 | below(3));
        break;
      case 5:
        message[layout::vrid] = 0;
        break;
      default: {
        const unsigned surplus = 1 + below(20);
        for (unsigned i = 0; i < surplus; ++i) message.push_back(octet());
      }
    }
    repair_checksum(message, sample);
  }

  std::mt19937_64 random_;
};

std::vector<Row> run_tshark(const std::filesystem::path& capture, bool plain) {
  std::string command = fmt::format("tshark -n -r '{}' -o vrrp.v3_checksum_as_in_v2:{} -T fields -E separator='|'",
                                    capture.string(), plain ? "TRUE" : "FALSE");
  for (const std::string& field : fields) command += " -e " + field;
  command += " 2>/dev/null";
  const std::unique_ptr<FILE, decltype(&pclose)> output{popen(command.c_str(), "r"), pclose};
  std::vector<Row> rows;
  std::array<char, 16384> line{};
  while (output && std::fgets(line.data(), line.size(), output.get()) != nullptr) {
    std::istringstream values{line.data()};
    Row row;
    for (const std::string& field : fields) {
      std::getline(values, row[field], '|');
      if (row[field].ends_with('\n')) row[field].pop_back();
    }
    rows.push_back(row);
  }
  return rows;
}

int number(const Row& row, const std::string& field) {
  const std::string& text = row.at(field);
  return text.empty() ? -1 : std::stoi(text);
}

/// The judge that knows tshark's fields only.
class Witness {
 public:
  explicit Witness(const Row& row) : row_{row}, ipv6_{!row.at("ipv6.src").empty()} {}

  /// "ok", or the first check that fails.
  [[nodiscard]] std::string outcome(int version) const {
    if (number(row_, ipv6_ ? "ipv6.hlim" : "ip.ttl") != 255) return "ttl_not_255";
    if (message_size() == 0) return "incomplete";
    // tshark gives up on a message that is too short for its fixed fields; the length alone decides those
    if (message_size() < 8) return "short";
    if (number(row_, "vrrp.version") != version || (version == 2 && ipv6_)) return "wrong_version";
    if (number(row_, "vrrp.type") != 1) return "unknown_type";
    const int addresses = number(row_, "vrrp.addr_count") * (ipv6_ ? 16 : 4);
    if (message_size() < 8 + addresses + (version == 2 ? 8 : 0)) return "incomplete";
    if (number(row_, "vrrp.checksum.status") != 1) return "wrong_checksum";
    if (number(row_, "vrrp.virt_rtr_id") == 0) return "vrid_not_configured";
    if (version == 2 && number(row_, "vrrp.auth_type") > 1) return "authentication_mismatch";
    return "ok";
  }

  /// What tshark read, spelled like described().
  [[nodiscard]] std::string fields_read(int version) const {
    const int interval = version == 2 ? number(row_, "vrrp.adver_int") * 100 : number(row_, "vrrp.short_adver_int");
    return fmt::format("vrid {} priority {} interval {} from {} addresses {}", row_.at("vrrp.virt_rtr_id"),
                       row_.at("vrrp.prio"), interval, row_.at(ipv6_ ? "ipv6.src" : "ip.src"),
                       row_.at(ipv6_ ? "vrrp.ipv6_addr" : "vrrp.ip_addr"));
  }

  [[nodiscard]] const std::string& password() const { return row_.at("vrrp.auth_string"); }

 private:
  [[nodiscard]] int message_size() const {
    return ipv6_ ? number(row_, "ipv6.plen") : number(row_, "ip.len") - number(row_, "ip.hdr_len");
  }

  const Row& row_;
  bool ipv6_;
};

/// The password as text. Empty where it is none that tshark would show as it is: a lying count makes one of anything.
std::optional<std::string> password_of(const Authentication& authentication) {
  std::string text;
  if (authentication.type != auth_type_simple_text) return text;
  for (const std::uint8_t octet : authentication.data) text += static_cast<char>(octet);
  text.erase(text.find_last_not_of('\0') + 1);
  const bool letters = std::ranges::all_of(text, [](char letter) { return letter >= 'a' && letter <= 'z'; });
  return letters ? std::optional{text} : std::nullopt;
}

std::string described(const Advertisement& advertisement) {
  std::string addresses;
  for (const IpAddress& address : advertisement.addresses) {
    addresses += (addresses.empty() ? "" : ",") + to_string(address);
  }
  return fmt::format("vrid {} priority {} interval {} from {} addresses {}", advertisement.vrid.number(),
                     advertisement.priority.value(), advertisement.max_adver_int.count(),
                     to_string(advertisement.source), addresses);
}

class Tshark : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v tshark >/dev/null 2>&1") != 0) {
      GTEST_SKIP() << "tshark is not installed: the codec is not compared with another implementation";
    }
    const char* text = std::getenv("VRRPSPEC_SEED");
    const std::uint64_t seed = text != nullptr ? std::strtoull(text, nullptr, 10) : default_seed;
    RecordProperty("seed", std::to_string(seed));
    fmt::print("{} frames, VRRPSPEC_SEED={}\n", frame_count, seed);
    Generator generator{seed};
    for (std::size_t i = 0; i < frame_count; ++i) frames_.push_back(generator.frame());
    capture_ = std::filesystem::path{testing::TempDir()} / fmt::format("vrrpspec-tshark-{}.pcap", getpid());
    write_capture(capture_, frames_);
  }
  void TearDown() override {
    if (!capture_.empty() && !HasFailure()) std::filesystem::remove(capture_);
  }

  /// Compares every frame under `profile`; counts how often each outcome was seen.
  void compare(const Profile& profile, std::map<std::string, int>& seen) {
    const std::vector<Row> rows = run_tshark(capture_, profile.ipv4_checksum == Ipv4Checksum::plain);
    ASSERT_EQ(rows.size(), frames_.size());
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      SCOPED_TRACE(fmt::format("frame {} of {}, {}", i + 1, capture_.string(), profile.name));
      ASSERT_NO_FATAL_FAILURE(compare_frame(frames_[i], Witness{rows[i]}, profile, seen));
    }
  }

 private:
  static void compare_frame(const Octets& frame, const Witness& witness, const Profile& profile,
                            std::map<std::string, int>& seen) {
    const auto packet = find_in_ethernet(frame);
    ASSERT_TRUE(packet);
    const Authentication authentication = authentication_of(packet->message).value_or(Authentication{});
    const auto advertisement = decode(packet->message, packet->ip, profile, authentication);
    const int version = static_cast<int>(profile.version);
    const std::string expected = witness.outcome(version);
    ++seen[expected];
    if (expected == "short") {
      ASSERT_FALSE(advertisement);
      return;
    }
    ASSERT_EQ(advertisement ? "ok" : name_of(advertisement.error().reason), expected);
    if (!advertisement) return;
    ASSERT_EQ(described(*advertisement), witness.fields_read(version));
    const auto password = password_of(authentication);
    if (version == 2 && password) {
      ASSERT_EQ(*password, witness.password());
    }
  }

  std::vector<Octets> frames_;
  std::filesystem::path capture_;
};

TEST_F(Tshark, sees_the_same_in_every_frame) {
  std::map<std::string, int> seen;
  Profile pseudo = rfc5798;
  pseudo.ipv4_checksum = Ipv4Checksum::pseudo;
  Profile plain = rfc5798;
  plain.ipv4_checksum = Ipv4Checksum::plain;
  for (const Profile& profile : {pseudo, plain, rfc3768}) ASSERT_NO_FATAL_FAILURE(compare(profile, seen));
  for (const char* outcome : {"ok", "ttl_not_255", "wrong_version", "unknown_type", "incomplete", "short",
                              "wrong_checksum", "vrid_not_configured", "authentication_mismatch"}) {
    EXPECT_GE(seen[outcome], 20) << outcome << " is hardly tried";
    fmt::print("{:6} {}\n", seen[outcome], outcome);
  }
}

}  // namespace
}  // namespace vrrpspec::wire
