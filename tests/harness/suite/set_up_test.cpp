// The set-ups that people write in descriptions: names that never change, one for each configuration.
#include "harness/suite/set_up.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "harness/lab/sim/sim_lab.hpp"
#include "harness/run/run.hpp"
#include "tests/harness/run/quiet.hpp"

namespace vrrpspec::harness {
namespace {

bool same(const DeviceSettings& one, const DeviceSettings& other) {
  return one.parameters == other.parameters && one.version == other.version && one.addresses == other.addresses &&
         one.prefix_length == other.prefix_length;
}

TEST(SetUps, keep_their_names) {
  std::set<std::string> names;
  for (const DeviceSetUp& each : set_ups_of(all_cases())) names.insert(each.name);
  for (const char* name :
       {"backup", "backup-no-preemption", "backup-3-addresses", "owner", "owner-300cs", "owner-300cs-no-preemption",
        "backup-ipv6", "backup-ipv6-3-addresses", "owner-ipv6", "backup-v2", "backup-v2-200cs", "owner-v2-300cs"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(SetUps, have_one_configuration_a_name) {
  std::vector<DeviceSettings> wanted;
  for (const Protocol protocol : all_protocols) {
    for (const Case& each : all_cases()) {
      if (each.protocols.contains(protocol)) wanted.push_back(each.settings(protocol));
    }
  }
  for (const DeviceSettings& each : wanted) {
    for (const DeviceSettings& other : wanted) {
      EXPECT_EQ(same(each, other), set_up_name(each) == set_up_name(other)) << set_up_name(each);
    }
  }
}

TEST(SetUps, share_out_all_cases) {
  std::size_t shared_out = 0;
  for (const DeviceSetUp& each : set_ups_of(all_cases())) shared_out += each.cases.size();
  std::ptrdiff_t cases = 0;
  for (const Protocol protocol : all_protocols) {
    cases += std::ranges::count_if(all_cases(), [&](const Case& each) { return each.protocols.contains(protocol); });
  }
  EXPECT_EQ(shared_out, static_cast<std::size_t>(cases));
}

TEST(SetUps, say_which_one_a_case_needs) {
  const Case& first = all_cases().front();
  EXPECT_EQ(other_set_up_reason(first, {}, "backup"), "");
  EXPECT_NE(other_set_up_reason(first, {}, "owner").find("the case needs 'backup'"), std::string::npos);
  EXPECT_EQ(other_set_up_reason(first, {.version = Version::v2}, "backup-v2"), "");
}

/// Remembers what the tester sends it, and when.
class Ear final : public SimRouter {
 public:
  struct Word {
    Instant at;
    SeenAdvert advert;
  };
  Ear(const DeviceSettings& settings, const Profile& profile, std::vector<Word>& words)
      : SimRouter{settings, profile}, words_{words} {}
  std::vector<Octets> receive(std::span<const std::uint8_t> frame, Instant now) override {
    if (const auto advert = read_advert(frame)) words_.push_back({now, *advert});
    return SimRouter::receive(frame, now);
  }

 private:
  std::vector<Word>& words_;
};

/// Nothing where the case is not about the protocol.
std::vector<Ear::Word> words_of(const Case& test_case, Protocol protocol) {
  std::vector<Ear::Word> words;
  const Profile& profile = protocol.version == Version::v2 ? rfc3768 : rfc5798;
  const std::unique_ptr<Lab> lab =
      make_sim_lab([&](const DeviceSettings& settings) { return std::make_unique<Ear>(settings, profile, words); });
  Quiet quiet;
  run_cases(*lab, {}, {&test_case}, {.profile = &profile, .family = protocol.family}, quiet);
  return words;
}

TEST(OnTheWire, the_tester_uses_the_numbers_and_addresses_that_are_looked_after) {
  const std::vector<unsigned> vrids = vrids_on_the_wire();
  for (const Protocol protocol : all_protocols) {
    const std::vector<IpAddress> addresses = tester_addresses(protocol.family);
    std::size_t heard = 0;
    for (const Case& each : all_cases()) {
      for (const Ear::Word& word : words_of(each, protocol)) {
        ++heard;
        if (word.advert.message_length > 1) {
          EXPECT_TRUE(std::ranges::count(vrids, word.advert.vrid)) << each.id << ": VRID " << int{word.advert.vrid};
        }
        EXPECT_TRUE(std::ranges::count(addresses, word.advert.source))
            << each.id << ": " << to_string(word.advert.source);
      }
    }
    EXPECT_GT(heard, all_cases().size());
  }
}

/// The lab nic ends a case that sends fifty.
TEST(OnTheWire, no_case_sends_ten_frames_within_a_second) {
  for (const Protocol protocol : all_protocols) {
    for (const Case& each : all_cases()) {
      const std::vector<Ear::Word> words = words_of(each, protocol);
      for (std::size_t tenth = 9; tenth < words.size(); ++tenth) {
        EXPECT_GE(words[tenth].at - words[tenth - 9].at, std::chrono::seconds{1}) << each.id;
      }
    }
  }
}

}  // namespace
}  // namespace vrrpspec::harness
