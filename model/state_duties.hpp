// What section 6.4 demands for as long as a state lasts: lines (305)-(340) of Backup and (605)-(650) of Master. They
// are no transitions; a router is held to them between its transitions.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "model/action.hpp"
#include "model/clause/clause.hpp"
#include "model/clause/profile.hpp"
#include "model/parameters.hpp"

namespace vrrpspec {

/// One demand: MUST or MUST NOT do what the member of StateDuties is named after, and the line that says so.
struct Duty {
  bool must;
  ClauseKey clause;
  friend constexpr bool operator==(const Duty&, const Duty&) = default;
};

/// A member is empty where the RFC demands nothing: in Initialize, or of the other family.
struct StateDuties {
  std::optional<Duty> answers_arp;                         ///< ARP requests for the virtual addresses
  std::optional<Duty> answers_neighbor_solicitations;      ///< for the virtual addresses
  std::optional<Duty> sends_router_advertisements;         ///< for the virtual router
  std::optional<Duty> is_member_of_solicited_node_groups;  ///< of the virtual addresses
  std::optional<Duty> drops_neighbor_discovery;            ///< Solicitations and Advertisements, Accept_Mode False
  std::optional<Duty> forwards_virtual_mac_frames;         ///< packets sent to the virtual router MAC address
  std::optional<Duty> accepts_virtual_address_packets;     ///< packets addressed to the virtual addresses
  friend constexpr bool operator==(const StateDuties&, const StateDuties&) = default;
};

StateDuties state_duties(State state, const Parameters& parameters, const Profile& profile);

/// The lines that state_duties() stands for, the "while in this state" and family lines included.
struct DutyLine {
  ClauseKey clause;
  State state;
  std::string_view duty;  ///< the member of StateDuties, or how the line is reflected
};
std::span<const DutyLine> duty_lines();

}  // namespace vrrpspec
