// The lines of section 6.4 that are duties of a state, for the count of lines and for the documentation.
#pragma once

#include <array>

#include "model/state_duties.hpp"

namespace vrrpspec::statechart {

inline constexpr std::array duty_table{
    DutyLine{"S-300"_clause, State::backup, "while in Backup"},
    DutyLine{"S-305"_clause, State::backup, "if IPv4"},
    DutyLine{"S-310"_clause, State::backup, "answers_arp: MUST NOT"},
    DutyLine{"S-315"_clause, State::backup, "else IPv6"},
    DutyLine{"S-320"_clause, State::backup, "answers_neighbor_solicitations: MUST NOT"},
    DutyLine{"S-325"_clause, State::backup, "sends_router_advertisements: MUST NOT"},
    DutyLine{"S-335"_clause, State::backup, "forwards_virtual_mac_frames: MUST NOT"},
    DutyLine{"S-340"_clause, State::backup, "accepts_virtual_address_packets: MUST NOT"},
    DutyLine{"S-600"_clause, State::master, "while in Master"},
    DutyLine{"S-605"_clause, State::master, "if IPv4"},
    DutyLine{"S-610"_clause, State::master, "answers_arp: MUST"},
    DutyLine{"S-615"_clause, State::master, "else IPv6"},
    DutyLine{"S-620"_clause, State::master, "is_member_of_solicited_node_groups: MUST"},
    DutyLine{"S-625"_clause, State::master, "answers_neighbor_solicitations: MUST"},
    DutyLine{"S-630"_clause, State::master, "sends_router_advertisements: MUST"},
    DutyLine{"S-635"_clause, State::master, "drops_neighbor_discovery: MUST NOT, if Accept_Mode is False"},
    DutyLine{"S-645"_clause, State::master, "forwards_virtual_mac_frames: MUST"},
    DutyLine{"S-650"_clause, State::master,
             "accepts_virtual_address_packets: MUST if owner or Accept_Mode is True, else MUST NOT"}};

}  // namespace vrrpspec::statechart
