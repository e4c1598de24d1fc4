#include "model/state_duties.hpp"

#include <gtest/gtest.h>

#include <set>

namespace vrrpspec {
namespace {

Parameters parameters_of(Family family, Priority priority = priority_default, bool accept_mode = false) {
  const bool ipv4 = family == Family::ipv4;
  return {.vrid = *Vrid::from(1),
          .family = family,
          .priority = priority,
          .accept_mode = accept_mode,
          .primary_address = *IpAddress::parse(ipv4 ? "192.0.2.1" : "fe80::1")};
}
constexpr Duty must(ClauseKey clause) {
  return {.must = true, .clause = clause};
}
constexpr Duty must_not(ClauseKey clause) {
  return {.must = false, .clause = clause};
}

TEST(StateDuties, are_none_in_initialize) {
  EXPECT_EQ(state_duties(State::initialize, parameters_of(Family::ipv4), rfc5798), StateDuties{});
  EXPECT_EQ(state_duties(State::initialize, parameters_of(Family::ipv6), rfc5798), StateDuties{});
}

TEST(StateDuties, keep_an_ipv4_backup_silent) {
  const StateDuties expected{.answers_arp = must_not("S-310"_clause),
                             .answers_neighbor_solicitations = {},
                             .sends_router_advertisements = {},
                             .is_member_of_solicited_node_groups = {},
                             .drops_neighbor_discovery = {},
                             .forwards_virtual_mac_frames = must_not("S-335"_clause),
                             .accepts_virtual_address_packets = must_not("S-340"_clause)};
  EXPECT_EQ(state_duties(State::backup, parameters_of(Family::ipv4), rfc5798), expected);
  EXPECT_EQ(state_duties(State::backup, parameters_of(Family::ipv4, priority_default, true), rfc5798), expected);
}

TEST(StateDuties, keep_an_ipv6_backup_silent) {
  const StateDuties expected{.answers_arp = {},
                             .answers_neighbor_solicitations = must_not("S-320"_clause),
                             .sends_router_advertisements = must_not("S-325"_clause),
                             .is_member_of_solicited_node_groups = {},
                             .drops_neighbor_discovery = {},
                             .forwards_virtual_mac_frames = must_not("S-335"_clause),
                             .accepts_virtual_address_packets = must_not("S-340"_clause)};
  EXPECT_EQ(state_duties(State::backup, parameters_of(Family::ipv6), rfc5798), expected);
}

TEST(StateDuties, make_an_ipv6_master_a_neighbor) {
  const StateDuties expected{.answers_arp = {},
                             .answers_neighbor_solicitations = must("S-625"_clause),
                             .sends_router_advertisements = must("S-630"_clause),
                             .is_member_of_solicited_node_groups = must("S-620"_clause),
                             .drops_neighbor_discovery = must_not("S-635"_clause),
                             .forwards_virtual_mac_frames = must("S-645"_clause),
                             .accepts_virtual_address_packets = must_not("S-650"_clause)};
  EXPECT_EQ(state_duties(State::master, parameters_of(Family::ipv6), rfc5798), expected);
}

TEST(StateDuties, let_a_master_accept_packets_if_it_is_owner_or_accept_mode_is_true) {
  const auto accepts = [](Priority priority, bool accept_mode, const Profile& profile) {
    return state_duties(State::master, parameters_of(Family::ipv4, priority, accept_mode), profile)
        .accepts_virtual_address_packets->must;
  };
  EXPECT_FALSE(accepts(priority_default, false, rfc5798));
  EXPECT_TRUE(accepts(priority_default, true, rfc5798));
  EXPECT_TRUE(accepts(priority_owner, false, rfc5798));
  EXPECT_FALSE(accepts(priority_default, true, rfc3768)) << "RFC 3768 has no Accept_Mode";
  EXPECT_TRUE(accepts(priority_owner, true, rfc3768));
}

TEST(StateDuties, name_only_lines_of_the_table_and_each_of_its_demands_somewhere) {
  std::set<ClauseKey> named;
  for (const State state : {State::initialize, State::backup, State::master})
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const StateDuties duties = state_duties(state, parameters_of(family), rfc5798);
      for (const auto& duty :
           {duties.answers_arp, duties.answers_neighbor_solicitations, duties.sends_router_advertisements,
            duties.is_member_of_solicited_node_groups, duties.drops_neighbor_discovery,
            duties.forwards_virtual_mac_frames, duties.accepts_virtual_address_packets}) {
        if (duty) named.insert(duty->clause);
      }
    }
  std::set<ClauseKey> demanded;
  for (const DutyLine& line : duty_lines()) {
    if (line.duty.find(": MUST") != std::string_view::npos) demanded.insert(line.clause);
  }
  EXPECT_EQ(named, demanded);
}

}  // namespace
}  // namespace vrrpspec
