// Rows of the registry: what RFC 9568 and its verified errata change.
// Each row: key, document, section, level, then the words of the document (white space folded; empty where there are
// none), the demand in our words, and how a black box is asked.
#pragma once

#include "model/clause/clause.hpp"

namespace vrrpspec::clause_table {

// clang-format off
inline constexpr Clause rfc9568[] = {
    {"D-01"_clause, "RFC 9568", "", Level::definition,
     "",
     "The router once called Master is the Active Router; state, timer, interval and parameter names follow, and the "
     "reject route is a Drop Route.",
     "Not on the wire: names only. This project keeps the names of RFC 5798."},
    {"D-02"_clause, "RFC 9568", "5.2", Level::definition,
     "",
     "The fields are named IPvX Addr Count, Reserve and Max Advertise Interval.",
     "Not on the wire: names only."},
    {"D-03"_clause, "RFC 9568", "6.4", Level::definition,
     "",
     "The steps of the state machine lost their numbers; their structure stayed.",
     "Not on the wire. This project cites the numbers of RFC 5798."},
    {"D-04"_clause, "RFC 9568", "5.2.8", Level::definition,
     "For the IPv4 address family, the checksum calculation only includes the VRRP message starting with the Version "
     "field and ending after the last IPv4 address (refer to Section 5.2).",
     "The checksum of an IPv4 advert covers the message alone; that of an IPv6 advert keeps its pseudo-header.",
     "Recompute the checksum of each advert both ways; send adverts of either kind and see which are honoured. No "
     "sender can conform to both documents."},
    {"D-05"_clause, "RFC 9568", "6.4.3", Level::definition,
     "Send an ADVERTISEMENT immediately to assert the {Active} state to the sending VRRP Router and to update any "
     "learning bridges with the correct Active VRRP Router path.",
     "A losing advert is discarded and answered with an advert at once, where RFC 5798 stays silent. Whether "
     "Adver_Timer restarts is open, see AMB-17.",
     "Send a Master a lower priority between two of its adverts: an advert follows at once under RFC 9568, none under "
     "RFC 5798."},
    {"D-06"_clause, "RFC 9568", "6.4.3", Level::definition,
     "(based on an unsigned integer comparison of the IPvX addresses in network byte order)",
     "The tie-break is said to compare addresses as unsigned integers in network byte order.",
     "Send equal priority from addresses that a signed or little-endian comparison would order the other way."},
    {"D-07"_clause, "RFC 9568", "6.4.2", Level::definition,
     "Recompute the Skew_Time",
     "A Backup that accepts an advert recomputes both values, not only the down interval.",
     "Not told apart from RFC 5798 read sensibly (AMB-4): the values are the same."},
    {"D-08"_clause, "RFC 9568", "6.4.2", Level::definition,
     "else // preempt was true and priority was less than the local priority",
     "The comment beside the weaker advert now says `and`.",
     "Not on the wire: a comment that agrees with AMB-2."},
    {"D-09"_clause, "RFC 9568", "5.2.5", Level::must,
     "If the received count is 0, the VRRP advertisement MUST be ignored.",
     "An advert without addresses counts for nothing.",
     "Send a higher priority with count 0: no effect on a Backup or a Master."},
    {"D-10"_clause, "RFC 9568", "5.2.9", Level::must,
     "For IPv6, the first address MUST be the IPv6 link-local address associated with the Virtual Router.",
     "That the IPv6 list begins with the link-local address became a MUST.",
     "Read the first address of each IPv6 advert. For the receiver see EID-8300."},
    {"D-11"_clause, "RFC 9568", "5.2.9", Level::must,
     "The address family of the addresses, IPv4 or IPv6 but not both, MUST be the same as the VRRP packet's IPvX "
     "header address family.",
     "The addresses are of the family of the IP header that carries them.",
     "Compare the length of each advert with its count and the family of the IP header."},
    {"D-12"_clause, "RFC 9568", "7.1", Level::must,
     "It MUST verify that the VRRP packet type is 1 (ADVERTISEMENT).",
     "The type check moved into the list of receive checks.",
     "No new behaviour: asked through V3-022."},
    {"D-13"_clause, "RFC 9568", "7.1", Level::should,
     "A receiver SHOULD also verify that the Max Advertise Interval in the received VRRP packet matches the "
     "Advertisement_Interval configured for the VRID.",
     "A receiver should notice an interval other than its own and log it; the advert is processed all the same.",
     "Send a higher priority with another interval: it is honoured. The log is not on the wire."},
    {"D-14"_clause, "RFC 9568", "6.1", Level::must,
     "It MUST verify that the Max Advertise Interval is non zero.",
     "Intervals lie between 1 and 4095; an advert that says 0 counts for nothing. From erratum 8301.",
     "Send a higher priority with interval 0: no effect, and no storm of adverts."},
    {"D-15"_clause, "RFC 9568", "7.1", Level::should,
     "It SHOULD verify that the local router is not the IPvX address owner (Priority = 255 (decimal)) and log the "
     "event (subject to rate-limiting) and MAY indicate via network management that a misconfiguration was detected.",
     "As published an owner discards adverts; as corrected by erratum 8298 it processes them, so that two owners "
     "elect.",
     "Send an owner 255 from a higher address: under the erratum it yields, under RFC 5798 it does not react."},
    {"D-16"_clause, "RFC 9568", "6.4.2", Level::definition,
     "For each IPv4 address associated with the Virtual Router, broadcast a gratuitous ARP message containing the "
     "Virtual Router IPv4 address and with the target link-layer address set to the Virtual Router MAC address.",
     "The announcement is any gratuitous ARP message, and its target hardware address is the virtual MAC.",
     "Read the ARP messages of a takeover. Common systems broadcast another target hardware address: reported, not "
     "failed."},
    {"D-17"_clause, "RFC 9568", "6.4.3", Level::must,
     "It MUST respond to ND Neighbor Solicitation messages (with the Router Flag (R) set) for the IPv6 address(es) "
     "associated with the Virtual Router.",
     "The answer to a solicitation has the router flag set.",
     "Solicit a protected address: read the R flag of the answer."},
    {"D-18"_clause, "RFC 9568", "7.4", Level::must_not,
     "The Virtual Router MAC MUST NOT be used for the Net_Iface parameter used in the Interface Identifier (IID) "
     "derivation algorithms in [RFC7217] and [RFC8981].",
     "The rule on interface identifiers names the modern ways to form them.",
     "Hardly asked: the inputs of those algorithms are secret. The identifier must not change with VRRP."},
    {"D-19"_clause, "RFC 9568", "8.1.2", Level::must,
     "At system boot, when initializing interfaces for VRRP operation, gratuitous ARP messages MUST be delayed until "
     "both the IPv4 address and the Virtual Router MAC address are configured.",
     "Delaying gratuitous ARP at boot became a MUST, announcing a configured address a SHOULD; ARP responses are no "
     "longer named.",
     "Record the start: the first gratuitous ARP already gives the virtual MAC."},
    {"D-20"_clause, "RFC 9568", "8.1.3", Level::must,
     "If Proxy ARP is to be used on a VRRP Router, then the VRRP Router MUST advertise the Virtual Router MAC address "
     "in the Proxy ARP message.",
     "The virtual MAC in proxy ARP became a MUST.",
     "Enable proxy ARP and ask for a remote host: the reply gives the virtual MAC."},
    {"D-21"_clause, "RFC 9568", "8.2.1", Level::should,
     "The IPv6 source address of an ICMPv6 redirect SHOULD be the address that the end-host used when making its "
     "next-hop routing decision.",
     "The source of an ICMPv6 redirect became a SHOULD; that of IPv4 stayed in lower case.",
     "Provoke a redirect for a flow sent to the virtual MAC: its source is the protected address."},
    {"D-22"_clause, "RFC 9568", "8.2.2", Level::must,
     "At system boot, when initializing interfaces for VRRP operation, all ND Router Advertisements, ND Neighbor "
     "Advertisements, and ND Neighbor Solicitation messages MUST be delayed until both the IPv6 address and the "
     "Virtual Router MAC address are configured.",
     "Delaying Neighbor Discovery at boot became a MUST, announcing a configured address a SHOULD.",
     "Record the start: the first message for the address already gives the virtual MAC."},
    {"D-23"_clause, "RFC 9568", "8.2.3", Level::must,
     "The Backup Routers MUST be configured to send the same Router Advertisement options as the address owner.",
     "Equal Router Advertisement options became a MUST, restraint with special services a SHOULD NOT.",
     "Compare the Router Advertisements before and after a takeover."},
    {"D-24"_clause, "RFC 9568", "8.2.4", Level::should,
     "A VRRP Router acting as either an IPv6 Active Router or Backup Router SHOULD accept Unsolicited Neighbor "
     "Advertisements and update the corresponding neighbor cache [RFC4861].",
     "New: routers in both states learn from unsolicited Neighbor Advertisements.",
     "Change a host's MAC by an unsolicited advertisement, then let the device forward to that host: the frame goes "
     "to the new MAC."},
    {"D-25"_clause, "RFC 9568", "8.3.2", Level::should,
     "For a VRID, only a single VRRP Router on the link SHOULD be configured with priority 255.",
     "One owner per virtual router, and priorities far enough apart, became a SHOULD; what contradicts them is logged.",
     "Not asked: a rule for operators, and logs."},
    {"D-26"_clause, "RFC 9568", "8.4.2", Level::must,
     "When a Virtual Router is configured this way and is the Backup Router, it MUST time out based on the rate "
     "advertised by the Active Router.",
     "Following the Master's rate and converting its seconds became a MUST; speaking both versions for ever is not "
     "recommended.",
     "As V3-114 and V3-115."},
    {"D-27"_clause, "RFC 9568", "7.1", Level::should,
     "SHOULD log the event (subject to rate-limiting)",
     "Logs may be limited in rate.",
     "Not on the wire: a matter of logs."},
    {"D-28"_clause, "RFC 9568", "2.5", Level::should,
     "If the Active Router observes that this is occurring, it SHOULD log the problem (subject to rate-limiting).",
     "Logging of oscillation became a SHOULD.",
     "Not on the wire: a matter of logs."},
    {"D-29"_clause, "RFC 9568", "3", Level::definition,
     "",
     "The overview promises failover in less than four seconds by default, and in less than 1/25 of a second if so "
     "configured.",
     "Not asked alone: it follows from the timers."},
    {"D-30"_clause, "RFC 9568", "", Level::definition,
     "",
     "The appendices on FDDI, Token Ring and ATM LANE are gone.",
     "Not asked: this harness speaks Ethernet."},
    {"D-31"_clause, "RFC 9568", "6.1", Level::definition,
     "",
     "Accept_Mode is as before: False by default, an owner accepts anyway.",
     "As V3-043: no difference."},
    {"D-32"_clause, "RFC 9568", "6.1", Level::definition,
     "",
     "The skew is as before, in both address families.",
     "As V3-039: no difference."},
    {"EID-7947"_clause, "RFC 9568", "6.4.1", Level::definition,
     "",
     "The gratuitous ARP message of an owner's start contains the protected address, with the virtual MAC as target "
     "hardware address; the printed text named the MAC twice.",
     "Read the ARP messages of an owner's start: sender and target address are the protected one. Other target "
     "hardware addresses are reported, not failed."},
    {"EID-7949"_clause, "RFC 9568", "6.4.2", Level::definition,
     "broadcast a gratuitous ARP message containing the Virtual Router IPv4 address and with the target link-layer "
     "address set to the Virtual Router MAC address.",
     "The same correction for the takeover.",
     "Read the ARP messages of a takeover: sender and target address are the protected one."},
    {"EID-8298"_clause, "RFC 9568", "7.1", Level::should,
     "It MUST verify that the VRID is configured on the receiving interface.",
     "An owner no longer discards adverts: it should log them, and it processes them. This reverses V3-066.",
     "Send an owner 255 from a higher address: it yields; from a lower address: it answers as D-05 says."},
    {"EID-8299"_clause, "RFC 9568", "7.1", Level::must,
     "",
     "The count that is not zero joins the receive checks.",
     "Send a higher priority with count 0: no effect on a Backup or a Master."},
    {"EID-8300"_clause, "RFC 9568", "7.1", Level::must,
     "",
     "The receiver checks that an IPv6 list begins with a link-local address.",
     "Send an IPv6 advert of higher priority whose first address is global: no effect."},
    {"EID-8301"_clause, "RFC 9568", "7.1", Level::must,
     "It MUST verify that the Max Advertise Interval is non zero.",
     "The interval has the range 1 to 4095, and the receiver checks that it is not zero.",
     "Send a higher priority with interval 0: no effect, and no storm of adverts."},
};
// clang-format on

}  // namespace vrrpspec::clause_table
