// A packet is the same when it differs from one before in the identification and the checksum of its IPv4 header only.
#include "model/monitor/packet_memory.hpp"

#include "tests/model/monitor/sightings.hpp"

namespace vrrpspec::monitor {
namespace {

class AMemory : public testing::Test {
 protected:
  PacketMemory::Entry* find(const std::vector<std::uint8_t>& octets) {
    return memory_.find(wire::LinkType::raw_ip, 0, octets);
  }
  PacketMemory::Entry* keep(const std::vector<std::uint8_t>& octets) {
    const auto packet = wire::find_vrrp(wire::LinkType::raw_ip, octets);
    return memory_.keep(wire::LinkType::raw_ip, 0, octets, *packet, group_, *sight(*packet, Instant{}, 1));
  }

  PacketMemory memory_;
  ClaimRoom room_;
  Group group_{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room_};
  const std::vector<std::uint8_t> octets_{datagram(advert(0s, low, 100).advert)};
};

TEST_F(AMemory, knows_what_it_was_shown) {
  EXPECT_EQ(find(octets_), nullptr);
  const PacketMemory::Entry* const kept = keep(octets_);
  EXPECT_EQ(find(octets_), kept);
  EXPECT_EQ(kept->group, &group_);
  EXPECT_NE(kept->seen.content, 0U);
}

TEST_F(AMemory, looks_at_every_bit_but_identification_and_header_checksum) {
  keep(octets_);
  for (std::size_t i = 0; i < octets_.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::vector<std::uint8_t> other = octets_;
      other[i] ^= static_cast<std::uint8_t>(1U << bit);
      const bool does_not_count = i == 4 || i == 5 || i == 10 || i == 11;
      EXPECT_EQ(find(other) != nullptr, does_not_count) << "octet " << i << ", bit " << bit;
    }
  }
}

TEST_F(AMemory, looks_at_length_link_and_interface) {
  keep(octets_);
  std::vector<std::uint8_t> longer = octets_;
  longer.push_back(0);
  EXPECT_EQ(find(longer), nullptr);
  EXPECT_EQ(memory_.find(wire::LinkType::raw_ipv4, 0, octets_), nullptr);
  EXPECT_EQ(memory_.find(wire::LinkType::raw_ip, 1, octets_), nullptr);
}

TEST_F(AMemory, numbers_contents) {
  const std::uint64_t first = keep(octets_)->seen.content;
  EXPECT_NE(keep(datagram(advert(0s, high, 100).advert))->seen.content, first);
}

TEST_F(AMemory, does_not_keep_what_is_too_long) {
  Advertisement many = advert(0s, low, 100).advert;
  for (std::uint8_t i = 0; i < 50; ++i) many.addresses.push_back(IpAddress::v4(192, 0, 2, i));
  std::vector<std::uint8_t> octets = datagram(many);
  EXPECT_EQ(keep(octets), nullptr);
  EXPECT_EQ(find(octets), nullptr);
}

TEST(AJudgeWithMemory, judges_as_one_that_reads_every_packet) {
  // The same adverts with padding that changes have to be read anew each time.
  Judge remembers{{}};
  Judge reads{{}};
  const auto see = [&](Duration at, const IpAddress& source, int priority, std::uint8_t padding) {
    std::vector<std::uint8_t> octets = datagram(advert(at, source, priority).advert);
    remembers.see(wire::LinkType::raw_ip, octets, 0, Instant{at}, 1);
    octets.push_back(padding);
    reads.see(wire::LinkType::raw_ip, octets, 0, Instant{at}, 1);
  };
  std::uint8_t padding = 0;
  for (int i = 0; i < 50; ++i) {
    see(i * 1s, high, 150, ++padding);
    if (i % 7 == 3) see(i * 1s + 400ms, low, 100, ++padding);
    if (i % 11 == 5) see(i * 1s + 500ms, high, 150, ++padding);
    if (i % 13 == 6) see(i * 1s + 600ms, high, 0, ++padding);
  }
  for (Judge* judge : {&remembers, &reads}) judge->finish();
  const Group& one = remembers.groups().begin()->second;
  const Group& other = reads.groups().begin()->second;
  ASSERT_EQ(one.members().size(), other.members().size());
  EXPECT_EQ(one.reigns().size(), other.reigns().size());
  EXPECT_EQ(one.two_masters().size(), other.two_masters().size());
  for (std::size_t i = 0; i < one.members().size(); ++i) {
    const Member& left = one.members()[i];
    const Member& right = other.members()[i];
    EXPECT_EQ(left.adverts, right.adverts);
    EXPECT_EQ(left.rules.front().held, right.rules.front().held);
    EXPECT_EQ(left.monitor.obeyed("S-685"_clause), right.monitor.obeyed("S-685"_clause));
    ASSERT_EQ(left.monitor.findings().size(), right.monitor.findings().size());
    for (std::size_t k = 0; k < left.monitor.findings().size(); ++k) {
      EXPECT_EQ(left.monitor.findings()[k].at, right.monitor.findings()[k].at);
      EXPECT_EQ(left.monitor.findings()[k].confidence, right.monitor.findings()[k].confidence);
    }
  }
}

}  // namespace
}  // namespace vrrpspec::monitor
