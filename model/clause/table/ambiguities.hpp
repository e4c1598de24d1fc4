// Rows of the registry: places where the text leaves a choice, and the choice made here.
// Each row: key, document, section, level, then the words of the document (white space folded; empty where there are
// none), the demand in our words, and how a black box is asked.
#pragma once

#include "model/clause/clause.hpp"

namespace vrrpspec::clause_table {

// clang-format off
inline constexpr Clause ambiguities[] = {
    {"AMB-1"_clause, "RFC 5798", "5.2.8", Level::definition,
     "\"pseudo-header\" as defined in Section 8.1 of [RFC2460].",
     "That pseudo-header is one of IPv6, and nobody says how IPv4 builds it or whether it does; routers of both kinds "
     "are in use. The reading is a value of the profile.",
     "Recompute the checksum both ways and report which one the device sends and which ones it accepts."},
    {"AMB-2"_clause, "RFC 5798", "6.4.2", Level::definition,
     "else // preempt was true or priority was less",
     "The condition before it leaves only `and`; so it is read.",
     "Asked through S-470."},
    {"AMB-3"_clause, "RFC 5798", "6.4.2", Level::definition,
     "Set the Master_Down_Timer to Skew_Time",
     "Which Skew_Time, and what a second priority 0 does, is not said. Here: that of the current "
     "Master_Adver_Interval, and each priority 0 starts it anew.",
     "Send priority 0 twice within the skew and report when the takeover comes."},
    {"AMB-4"_clause, "RFC 5798", "6.4.2", Level::definition,
     "Recompute the Master_Down_Interval",
     "Skew_Time is a part of that interval but is not named; both are recomputed here.",
     "Teach another interval, then send priority 0: takeover comes after the skew of the interval learnt."},
    {"AMB-5"_clause, "RFC 5798", "6.1", Level::definition,
     "(((256 - priority) * Master_Adver_Interval) / 256)",
     "Whether the division is exact or cuts to whole centiseconds is not said; either is accepted, and everything "
     "between them.",
     "Windows begin at the value cut to centiseconds."},
    {"AMB-6"_clause, "RFC 5798", "5.2.7", Level::definition,
     "",
     "Nothing is said of a received interval of 0, which makes every timer zero. RFC 5798: reported only; RFC 9568 "
     "with erratum 8301: discarded.",
     "Send interval 0 and report what the device does."},
    {"AMB-7"_clause, "RFC 5798", "5.2.5", Level::definition,
     "The minimum value is 1.",
     "Nothing is said of a received count of 0. RFC 5798: reported only; RFC 9568: ignored.",
     "Send count 0 and report what the device does."},
    {"AMB-8"_clause, "RFC 5798", "7.1", Level::definition,
     "contains the complete VRRP packet",
     "Nothing is said of octets beyond the counted addresses; devices differ, either is accepted.",
     "Send an advert with surplus octets and report whether it is honoured."},
    {"AMB-9"_clause, "RFC 5798", "7.1", Level::definition,
     "If the above check fails, the receiver SHOULD log the event",
     "Whether an advert with another address list is then used is not said; the literal reading is that it is.",
     "Send a higher priority with another list and report what the device does."},
    {"AMB-10"_clause, "RFC 5798", "7.1", Level::definition,
     "the local router is not the IPvX address owner (Priority = 255 (decimal)).",
     "An owner that discards every advert never learns of a second one, and (705) is out of its reach. Whether it "
     "listens is a value of the profile.",
     "Send an owner 255 from a higher address; the profile says what is expected."},
    {"AMB-11"_clause, "RFC 5798", "7.1", Level::definition,
     "",
     "No receive check concerns the IP destination: nothing is said of an advert sent to the device's own address.",
     "Send an advert by unicast and report whether it is honoured."},
    {"AMB-12"_clause, "RFC 5798", "6.4.3", Level::definition,
     "the primary IPvX Address of the sender is greater than the local primary IPvX Address",
     "An own advert that comes back has an equal address, which is not greater: it loses.",
     "Send the device's own priority from its own address: it stays Master."},
    {"AMB-13"_clause, "RFC 5798", "6.4.1", Level::definition,
     "",
     "Only a takeover is told to join the solicited-node groups, an owner's start is not; (620) wants the membership "
     "of every Master all the same.",
     "Asked through S-620, for an owner too."},
    {"AMB-14"_clause, "RFC 5798", "6.4.2", Level::definition,
     "Broadcast a gratuitous ARP request on that interface containing the virtual router MAC address",
     "The target hardware address of that request is not given. RFC 5798: not looked at; RFC 9568: the virtual MAC.",
     "Read it and report it."},
    {"AMB-15"_clause, "RFC 5798", "6.4", Level::definition,
     "",
     "Some events have no line: an advert or Shutdown in Initialize, Startup elsewhere, new parameters while running, "
     "an interface that goes down. They are ignored, but new parameters are the implementation's own matter and a "
     "lost interface is a Shutdown.",
     "Not judged: each reading is recorded where the model makes it."},
    {"AMB-16"_clause, "RFC 5798", "6.4", Level::definition,
     "",
     "If a timer expires as an advert arrives, either may come first.",
     "Windows accept both orders."},
    {"AMB-17"_clause, "RFC 9568", "6.4.3", Level::definition,
     "Send an ADVERTISEMENT immediately to assert the {Active} state",
     "Whether that answer restarts Adver_Timer is not said, and two routers that disagree on the winner may answer "
     "each other for ever. Either is accepted; more than one answer per advert is a storm.",
     "Send one losing advert: count the answers and report when the next periodic advert comes."},
    {"AMB-18"_clause, "RFC 5798", "5.2.3", Level::definition,
     "",
     "No router is configured with VRID 0, so an advert that names it is discarded.",
     "Advertise VRID 0: no effect."},
    {"AMB-19"_clause, "RFC 5798", "7.1", Level::definition,
     "The following functions are performed when a VRRP packet is received:",
     "The order of the receive checks is not said; it shows in counters and logs only.",
     "Not on the wire."},
    {"AMB-20"_clause, "RFC 5798", "6.4.3", Level::definition,
     "MUST send ND Router Advertisements for the virtual router.",
     "How often, and with what content, is not said; that one comes is enough.",
     "Asked through S-630."},
    {"AMB-21"_clause, "RFC 5798", "6.1", Level::definition,
     "The initial value is the same as Advertisement_Interval.",
     "What a change of the own interval does to a running Backup is not said: nothing, until (155) or (405) reads it.",
     "Not judged: configuration changes are the device's own matter."},
};
// clang-format on

}  // namespace vrrpspec::clause_table
