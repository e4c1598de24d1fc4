// Who is Master when and why, from adverts made by hand; who heeds whom; what the packet alone shows.
#include <gtest/gtest.h>

#include "model/monitor/judge.hpp"
#include "model/monitor/no_master.hpp"
#include "tests/model/monitor/sightings.hpp"

namespace vrrpspec::monitor {
namespace {

using namespace std::chrono_literals;

TEST_F(AGroup, names_a_master_that_fell_silent) {
  for (int i = 0; i < 3; ++i) see(i * 1s, low, 150);
  see(2s + 3609ms, high, 100);
  ASSERT_EQ(group_.reigns().size(), 2U);
  EXPECT_EQ(cause_of(0), Cause::first_seen);
  EXPECT_EQ(cause_of(1), Cause::timeout);
  EXPECT_EQ(group_.reigns()[1].silence, 3609ms);
  EXPECT_EQ(group_.reigns()[0].end, Reign::End::silent);
  EXPECT_TRUE(group_.two_masters().empty());
}

TEST_F(AGroup, tells_when_nobody_was_master) {
  for (int i = 0; i < 3; ++i) see(i * 1s, low, 150);
  EXPECT_TRUE(without_master(group_, Instant{6s}).empty()) << "a Backup may still be waiting";
  see(2s + 3609ms, high, 100);
  EXPECT_TRUE(without_master(group_, Instant{6s}).empty());
  see(15s, low, 150);
  const std::vector<NoMaster> all = without_master(group_, Instant{40s});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].before, 1U);
  EXPECT_EQ(all[0].from, Instant{5609ms});
  EXPECT_EQ(all[0].packet, 4U);
  EXPECT_EQ(all[0].to, Instant{15s});
  EXPECT_FALSE(all[0].goes_on);
  EXPECT_EQ(all[1].from, Instant{15s});
  EXPECT_EQ(all[1].to, Instant{40s});
  EXPECT_TRUE(all[1].goes_on);
}

TEST_F(AGroup, has_a_master_as_long_as_either_of_two_advertises) {
  see(0s, high, 150);
  for (int i = 0; i < 20; ++i) see(500ms + i * 1s, low, 100);
  EXPECT_TRUE(without_master(group_, Instant{20s}).empty());
}

TEST_F(AGroup, names_a_master_that_left_with_priority_0) {
  see(0s, low, 150);
  see(500ms, low, 0);
  see(1109ms, high, 100);
  ASSERT_EQ(group_.reigns().size(), 2U);
  EXPECT_EQ(group_.reigns()[0].end, Reign::End::stopped);
  EXPECT_EQ(cause_of(1), Cause::stopped);
}

TEST_F(AGroup, tells_preemption_from_a_tie_and_from_usurpation) {
  see(0s, low, 100);
  see(100ms, high, 150);
  see(200ms, low, 200);
  EXPECT_EQ(cause_of(1), Cause::preemption);

  Group tied{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room_};
  tied.see(advert(0s, low, 100));
  tied.see(advert(100ms, high, 100));
  EXPECT_EQ(tied.reigns().at(1).cause, Cause::tie_break);

  Group usurped{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room_};
  usurped.see(advert(0s, high, 150));
  usurped.see(advert(100ms, low, 100));
  EXPECT_EQ(usurped.reigns().at(1).cause, Cause::usurpation);
}

class AGroupThatIsTold : public testing::Test {
 protected:
  void see(Duration at, const IpAddress& source, int priority) {
    Sighting seen = advert(at, source, priority);
    seen.packet = ++packets_;
    group_.see(seen);
  }
  const std::vector<Finding>& findings() { return group_.members().at(1).monitor.findings(); }

  std::vector<Told> told_{{.router = high, .preempt_mode = false}};
  ClaimRoom room_;
  Group group_{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room_, told_};
  PacketNumber packets_{0};
};

TEST_F(AGroupThatIsTold, suspects_a_newcomer_that_preempts_although_it_does_not) {
  for (int i = 0; i < 5; ++i) see(i * 1s, low, 100);
  see(4500ms, high, 150);
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(findings()[0].confidence, Confidence::suspicion);
  EXPECT_EQ(findings()[0].packet, 6U);
  EXPECT_EQ(findings()[0].nearest.because, 5U);
}

TEST_F(AGroupThatIsTold, suspects_one_that_left_and_comes_back_and_preempts) {
  see(0s, low, 100);
  see(100ms, high, 150);
  for (int i = 0; i < 3; ++i) see(1100ms + i * 1s, high, 150);
  see(3500ms, high, 0);
  for (int i = 0; i < 20; ++i) see(4s + i * 1s, low, 100);
  see(23'500ms, high, 150);
  ASSERT_FALSE(findings().empty());
  EXPECT_EQ(findings().back().packet, packets_);
}

TEST_F(AGroupThatIsTold, does_not_suspect_one_that_may_be_master_still_or_did_not_hear_in_time) {
  see(0s, low, 100);
  see(500ms, high, 150);  // Master before anybody listened, for all one knows
  for (int i = 0; i < 3; ++i) see(1500ms + i * 1s, high, 150);
  for (int i = 0; i < 20; ++i) see(7200ms + i * 1s, low, 100);
  see(27s, high, 150);  // it stood still
  EXPECT_TRUE(findings().empty());
  Group both{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room_, told_};
  const IpAddress third = IpAddress::v4(192, 0, 2, 10);
  for (unsigned i = 0; i < 3; ++i) both.see(advert(i * 1s, third, 200, 1 + i));
  both.see(advert(5600ms, low, 100, 4));
  both.see(advert(5603ms, high, 101, 5));  // that of the other was on its way
  EXPECT_TRUE(both.members().back().monitor.findings().empty());
}

TEST_F(AGroupThatIsTold, lets_it_take_over_from_a_silent_master_and_an_owner_from_any) {
  see(0s, low, 100);
  see(3500ms, high, 150);
  EXPECT_TRUE(findings().empty());
  Group owner{*Vrid::from(51), Family::ipv4, {.profiles = v3}, {.profiles = v2}, room_, told_};
  owner.see(advert(0s, low, 100, 1));
  owner.see(advert(500ms, high, 255, 2));
  EXPECT_TRUE(owner.members().at(1).monitor.findings().empty());
}

TEST_F(AGroup, does_not_take_a_preemption_for_two_masters) {
  for (int i = 0; i < 3; ++i) see(i * 1s, low, 100);
  for (int i = 0; i < 5; ++i) see(2500ms + i * 1s, high, 150);
  EXPECT_TRUE(group_.two_masters().empty());
  EXPECT_EQ(group_.reigns()[0].end, Reign::End::yielded);
}

TEST_F(AGroup, measures_two_masters_and_names_who_should_have_yielded) {
  for (int i = 0; i < 10; ++i) {
    see(i * 1s, high, 150);
    see(i * 1s + 400ms, low, 100);
  }
  ASSERT_EQ(group_.two_masters().size(), 1U);
  const TwoMasters& both = group_.two_masters()[0];
  EXPECT_EQ(group_.members()[both.loser].address, low);
  EXPECT_EQ(both.from, Instant{400ms});
  EXPECT_EQ(both.to, Instant{9s}) << "the last advert of one, when the other went on";
  EXPECT_EQ(both.reception.obstacle, Obstacle::none);
  EXPECT_TRUE(both.goes_on);
}

TEST_F(AGroup, suspects_the_master_that_does_not_yield) {
  for (int i = 0; i < 10; ++i) {
    see(i * 1s, high, 150);
    see(i * 1s + 400ms, low, 100);
  }
  const Member& loser = group_.members()[1];
  ASSERT_FALSE(loser.monitor.findings().empty());
  EXPECT_EQ(loser.monitor.findings()[0].confidence, Confidence::suspicion);
  EXPECT_EQ(loser.monitor.findings()[0].nearest.beaten_at, "S-725"_clause);
  EXPECT_TRUE(group_.members()[0].monitor.findings().empty());
}

TEST_F(AGroup, shows_an_early_and_a_late_advert) {
  see(0s, low, 100);
  see(1s, low, 100);
  see(1500ms, low, 100);
  see(3s, low, 100);
  const auto& findings = group_.members()[0].monitor.findings();
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].deviation, Deviation::early);
  EXPECT_EQ(findings[0].packet, 3U);
  EXPECT_EQ(findings[1].deviation, Deviation::late);
  EXPECT_EQ(findings[1].confidence, Confidence::violation);
}

TEST_F(AGroup, only_suspects_where_a_lost_advert_would_explain_the_wait) {
  see(0s, low, 100);
  see(1s, low, 100);
  see(3s, low, 100);
  see(4s, low, 100);
  see(5400ms, low, 100);
  const auto& findings = group_.members()[0].monitor.findings();
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].confidence, Confidence::suspicion);
  EXPECT_EQ(findings[1].confidence, Confidence::violation) << "1.4 s are no whole number of intervals";
}

TEST_F(AGroup, takes_a_router_of_two_versions_for_one_of_each) {
  for (int i = 0; i < 10; ++i) {
    see(i * 1s, low, 100);
    Sighting v2_advert = advert(i * 1s + 300ms, low, 100);
    v2_advert.advert.version = Version::v2;
    see(v2_advert);
  }
  ASSERT_EQ(group_.members().size(), 2U);
  EXPECT_TRUE(group_.members()[0].monitor.findings().empty());
  EXPECT_TRUE(group_.members()[1].monitor.findings().empty());
  EXPECT_TRUE(group_.two_masters().empty());
}

TEST_F(AGroup, lets_a_router_come_back_with_other_parameters) {
  see(0s, low, 100);
  see(1s, low, 0);
  Sighting again = advert(1200ms, low, 100);
  again.advert.max_adver_int = Centiseconds{5};
  see(again);
  EXPECT_TRUE(group_.members()[0].monitor.findings().empty());
}

TEST_F(AGroup, judges_no_time_across_a_gap) {
  see(0s, low, 100);
  see(1s, low, 100);
  group_.lose_track();
  see(1500ms, low, 100);
  see(2500ms, low, 100);
  EXPECT_TRUE(group_.members()[0].monitor.findings().empty());
  EXPECT_EQ(group_.members()[0].monitor.doubts(), 1U);
}

TEST_F(AGroup, forgives_an_advert_that_the_capture_saw_twice) {
  for (int i = 0; i < 5; ++i) {
    see(i * 1s, low, 100);
    see(i * 1s + 1ms, low, 100);
  }
  EXPECT_TRUE(group_.members()[0].monitor.findings().empty());
}

TEST_F(AGroup, loses_track_of_a_router_that_has_more_to_answer_than_can_be_followed) {
  const auto soon = [](Duration at, const IpAddress& source, int priority) {
    Sighting seen = advert(at, source, priority);
    seen.advert.max_adver_int = Centiseconds{1};
    return seen;
  };
  see(soon(0s, low, 200));
  for (std::uint8_t i = 0; i < 8; ++i) see(soon(1s, IpAddress::v4(198, 51, 100, i), 1));
  see(soon(1s, low, 200));
  EXPECT_EQ(group_.members()[0].monitor.standing(), Standing::unknown);
}

TEST_F(AGroup, keeps_no_more_senders_than_it_may) {
  for (int i = 0; i < 200; ++i) see(i * 1ms, IpAddress::v4(198, 51, 100, static_cast<std::uint8_t>(i)), 100);
  EXPECT_EQ(group_.members().size() + group_.strangers(), 200U);
  EXPECT_GT(group_.strangers(), 0U);
}

TEST(Reception, needs_the_same_reading_of_the_checksum) {
  const Sighting pseudo = advert(0s, low, 100);
  Sighting plain = advert(0s, high, 100);
  EXPECT_EQ(reception(plain, pseudo).obstacle, Obstacle::none);
  plain.checksum_pseudo = false;
  plain.checksum_plain = true;
  EXPECT_EQ(reception(plain, pseudo).obstacle, Obstacle::checksum);
  EXPECT_FALSE(reception(plain, pseudo).must_discard);
}

TEST(Reception, looks_at_addresses_in_any_order) {
  Sighting one = advert(0s, low, 100);
  Sighting other = advert(0s, high, 100);
  one.advert.addresses = {virtual_address, low};
  other.advert.addresses = {low, virtual_address};
  EXPECT_EQ(reception(one, other).obstacle, Obstacle::none);
  other.advert.addresses = {virtual_address};
  EXPECT_EQ(reception(one, other).obstacle, Obstacle::address_list);
}

TEST(Reception, of_vrrpv2_needs_password_and_interval) {
  Sighting one = advert(0s, low, 100);
  one.advert.version = Version::v2;
  one.authentication = wire::Authentication{.type = wire::auth_type_simple_text, .data = {'a'}};
  Sighting other = one;
  EXPECT_EQ(reception(one, other).obstacle, Obstacle::none);
  other.authentication->data = {'b'};
  EXPECT_EQ(reception(one, other).obstacle, Obstacle::authentication);
  EXPECT_TRUE(reception(one, other).must_discard);
  other.authentication = one.authentication;
  other.advert.max_adver_int = Centiseconds{200};
  EXPECT_EQ(reception(one, other).obstacle, Obstacle::interval);
}

TEST(Reception, of_an_advert_to_somebody_else_is_none) {
  Sighting unicast = advert(0s, low, 100);
  unicast.destination = IpAddress::v4(192, 0, 2, 13);
  EXPECT_EQ(reception(unicast, advert(0s, high, 100)).obstacle, Obstacle::not_addressed);
  unicast.destination = high;
  EXPECT_EQ(reception(unicast, advert(0s, high, 100)).obstacle, Obstacle::none);
}

TEST(AJudge, parts_virtual_routers_by_interface_and_counts_what_it_cannot_judge) {
  Judge judge{{}};
  const Advertisement sent = advert(0s, low, 100).advert;
  judge.see(wire::LinkType::raw_ip, datagram(sent), 0, Instant{1s}, 1);
  judge.see(wire::LinkType::raw_ip, datagram(sent), 1, Instant{1s}, 2);
  judge.see(wire::LinkType::raw_ip, datagram(sent, 254), 0, Instant{2s}, 3);
  judge.see(wire::LinkType::raw_ip, std::vector<std::uint8_t>{0x45, 0}, 0, Instant{3s}, 4);
  judge.finish();
  EXPECT_EQ(judge.groups().size(), 2U);
  EXPECT_EQ(judge.counts().adverts, 3U);
  EXPECT_EQ(judge.counts().truncated, 1U);
  const Member& member = judge.groups().begin()->second.members().front();
  EXPECT_EQ(member.faults[static_cast<std::size_t>(wire::DiscardReason::ttl_not_255)], 1U);
  EXPECT_EQ(member.rules[0].broken, 1U);
  EXPECT_EQ(member.rules[0].first_broken, 3U);
}

TEST(AJudge, reads_by_the_document_that_it_is_told) {
  // The checksum of IPv4 has a pseudo-header in RFC 5798 and none in RFC 9568 (AMB-1).
  const std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  for (const auto& [document, faults] : {std::pair{&rfc5798, 0U}, std::pair{&rfc9568, 1U}}) {
    Judge judge{{.profile = document}};
    judge.see(wire::LinkType::raw_ip, octets, 0, Instant{1s}, 1);
    judge.finish();
    const Member& member = judge.groups().begin()->second.members().front();
    EXPECT_EQ(member.faults[static_cast<std::size_t>(wire::DiscardReason::wrong_checksum)], faults) << document->name;
  }
}

TEST(AJudge, judges_so_many_routers_and_lets_them_hear_the_others) {
  Judge judge{{.most_routers = 1}};
  PacketNumber packet = 0;
  // The one that is judged yields, as it has to, to one that is not.
  for (const Instant at : {Instant{1s}, Instant{2s}, Instant{3s}}) {
    judge.see(wire::LinkType::raw_ip, datagram(advert(0s, low, 100).advert), 0, at, ++packet);
  }
  for (Instant at{3500ms}; at < Instant{20s}; at += 1s) {
    judge.see(wire::LinkType::raw_ip, datagram(advert(0s, high, 200).advert), 0, at, ++packet);
  }
  judge.see(wire::LinkType::raw_ip, datagram(advert(0s, low, 100).advert), 1, Instant{20s}, ++packet);
  judge.finish();
  ASSERT_EQ(judge.groups().size(), 2U);
  const Group& group = judge.groups().begin()->second;
  ASSERT_EQ(group.members().size(), 1U);
  EXPECT_EQ(group.members().front().adverts, 3U);
  EXPECT_TRUE(group.members().front().monitor.findings().empty());
  EXPECT_EQ(group.strangers(), 17U);
  EXPECT_EQ(judge.groups().rbegin()->second.strangers(), 1U);
}

TEST(AJudge, bears_stamps_at_the_end_of_time) {
  Judge judge{{}};
  const std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  for (const Instant at : {Instant::max(), Instant{1s}, Instant::min(), Instant{2s}}) {
    judge.see(wire::LinkType::raw_ip, octets, 0, at, 1);
  }
  judge.finish();
  EXPECT_EQ(judge.counts().backwards, 2U);
}

TEST(AJudge, begins_anew_where_time_runs_backwards) {
  Judge judge{{}};
  const std::vector<std::uint8_t> octets = datagram(advert(0s, low, 100).advert);
  judge.see(wire::LinkType::raw_ip, octets, 0, Instant{10s}, 1);
  judge.see(wire::LinkType::raw_ip, octets, 0, Instant{5s}, 2);
  judge.see(wire::LinkType::raw_ip, octets, 0, Instant{6s}, 3);
  judge.finish();
  EXPECT_EQ(judge.counts().backwards, 1U);
  EXPECT_TRUE(judge.groups().begin()->second.members().front().monitor.findings().empty());
}

}  // namespace
}  // namespace vrrpspec::monitor
