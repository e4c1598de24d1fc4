#include "model/state_duties.hpp"

#include "model/statechart/duty_table.hpp"

namespace vrrpspec {
namespace {

constexpr Duty must(ClauseKey clause) {
  return {.must = true, .clause = clause};
}
constexpr Duty must_not(ClauseKey clause) {
  return {.must = false, .clause = clause};
}

//= rfc5798 S-300
//# While in this state, a VRRP router MUST do the following:
StateDuties duties_of_backup(Family family) {
  StateDuties duties;
  //= rfc5798 S-305
  //# If the protected IPvX address is an IPv4 address, then:
  if (family == Family::ipv4) {
    //= rfc5798 S-310
    //# MUST NOT respond to ARP requests for the IPv4
    duties.answers_arp = must_not("S-310"_clause);
  } else {
    //= rfc5798 S-315
    //# else // protected addr is IPv6
    //= rfc5798 S-320
    //# MUST NOT respond to ND Neighbor Solicitation messages
    duties.answers_neighbor_solicitations = must_not("S-320"_clause);
    //= rfc5798 S-325
    //# MUST NOT send ND Router Advertisement messages for the
    duties.sends_router_advertisements = must_not("S-325"_clause);
  }
  //= rfc5798 S-335
  //# MUST discard packets with a destination link-layer MAC
  duties.forwards_virtual_mac_frames = must_not("S-335"_clause);
  //= rfc5798 S-340
  //# MUST NOT accept packets addressed to the IPvX address(es)
  duties.accepts_virtual_address_packets = must_not("S-340"_clause);
  return duties;
}

//= rfc5798 S-600
//# While in this state, a VRRP router MUST do the following:
StateDuties duties_of_master(Family family, bool is_owner, bool accept_mode) {
  StateDuties duties;
  //= rfc5798 S-605
  //# If the protected IPvX address is an IPv4 address, then:
  if (family == Family::ipv4) {
    //= rfc5798 S-610
    //# MUST respond to ARP requests for the IPv4 address(es)
    duties.answers_arp = must("S-610"_clause);
  } else {
    //= rfc5798 S-615
    //# else // ipv6
    //= rfc5798 S-620
    //# MUST be a member of the Solicited-Node multicast
    duties.is_member_of_solicited_node_groups = must("S-620"_clause);
    //= rfc5798 S-625
    //# MUST respond to ND Neighbor Solicitation message for
    duties.answers_neighbor_solicitations = must("S-625"_clause);
    //= rfc5798 S-630
    //# MUST send ND Router Advertisements for the virtual
    duties.sends_router_advertisements = must("S-630"_clause);
    //= rfc5798 S-635
    //# If Accept_Mode is False:  MUST NOT drop IPv6 Neighbor
    if (!accept_mode) duties.drops_neighbor_discovery = must_not("S-635"_clause);
  }
  //= rfc5798 S-645
  //# MUST forward packets with a destination link-layer MAC
  duties.forwards_virtual_mac_frames = must("S-645"_clause);
  //= rfc5798 S-650
  //# MUST accept packets addressed to the IPvX address(es)
  duties.accepts_virtual_address_packets = Duty{.must = is_owner || accept_mode, .clause = "S-650"_clause};
  return duties;
}

}  // namespace

StateDuties state_duties(State state, const Parameters& parameters, const Profile& profile) {
  const bool accept_mode = profile.has_accept_mode && parameters.accept_mode;
  switch (state) {
    case State::initialize:
      break;
    case State::backup:
      return duties_of_backup(parameters.family);
    case State::master:
      return duties_of_master(parameters.family, parameters.is_owner(), accept_mode);
  }
  return {};
}

std::span<const DutyLine> duty_lines() {
  return statechart::duty_table;
}

}  // namespace vrrpspec
