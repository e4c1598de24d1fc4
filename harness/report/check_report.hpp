// What `check` found in a capture, as text for people and as JSON for programs. Both say the same, from the same rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/summary.hpp"
#include "harness/report/text.hpp"
#include "model/monitor/no_master.hpp"
#include "model/monitor/shared_address.hpp"

namespace vrrpspec::harness {

struct CheckReport {
  std::string file;
  const monitor::Judge& judge;
  std::vector<std::string> interfaces;  ///< by their index; empty names are allowed
  std::string damage;                   ///< why the capture could not be read to its end; empty: it was
  std::vector<monitor::SharedAddress> shared_addresses{};
  std::optional<IpAddress> seen_from{};  ///< the router at which it was made
};

/// The word of a rule about one router.
enum class Judgement : std::uint8_t { fail, inconclusive, pass };
std::string_view to_string(Judgement judgement);

/// A rule that was exercised.
struct JudgedRule {
  Judgement judgement{Judgement::pass};
  ClauseKey clause;
  std::string sentence;
  std::uint64_t count{0};                    ///< observations that say so
  monitor::PacketNumber packet{0};           ///< the first of them, where it is one to look at; 0: none
  const monitor::Finding* finding{nullptr};  ///< of the member; null: a rule that each advert shows
};
/// Failures first. `origin` is the instant that times are counted from.
std::vector<JudgedRule> judged_rules(const monitor::Member& member, Instant origin);
/// The same of one of the member's findings.
JudgedRule judged_finding(const monitor::Member& member, const monitor::Finding& finding, Instant origin);
/// Why it is no failure; none: it is one.
monitor::Doubt doubt_of(const monitor::Finding& finding, const monitor::Member& member);
/// The same of one of monitor::format_rules(); empty while the member has not exercised it.
std::optional<JudgedRule> judged_format_rule(const monitor::Member& member, std::size_t index);

/// The numbered lines of section 6.4 that a router was seen to obey.
struct Coverage {
  std::vector<ClauseKey> must;           ///< whichever explanation is true
  std::vector<ClauseKey> may;            ///< if one of several explanations is true
  std::vector<ClauseKey> not_exercised;  ///< of those that an advert shows: nothing asked for them
};
Coverage coverage(const monitor::Member& member);
/// "S-370 S-430".
std::string keys_words(const std::vector<ClauseKey>& keys);

/// "3.609375 s": how long after the origin.
std::string at_seconds(Instant at, Instant origin);

/// "its checksum has no pseudo-header, that of 192.0.2.11 has one": why `receiver` may not heed `sender`. Empty when
/// the packets show no reason.
std::string obstacle_words(const monitor::Reception& reception, const monitor::Sighting& sender,
                           const monitor::Sighting& receiver);
/// "falls silent: 3.609 s after the last advert of 192.0.2.11".
std::string reign_words(const monitor::Group& group, const monitor::Reign& reign);

/// "yields after this advert"; empty while it goes on.
std::string_view reign_end_words(monitor::Reign::End end);

std::string check_text(const CheckReport& report, const TextStyle& style);
std::string check_json(const CheckReport& report);
/// One self-contained page, well-formed as XML, with a time line of each virtual router as SVG.
std::string check_html(const CheckReport& report);

/// "VRID 51, IPv4, VLAN 10".
std::string group_words(const monitor::GroupKey& key, const CheckReport& report);
/// "VRRPv3, priority 150, every 1.00 s, …": how a router speaks.
std::string speech_words(const monitor::Member& member);
/// The same, with how often it did.
std::string dialect_words(const monitor::Member& member);
/// "192.0.2.11 and 192.0.2.12 for 8.002 s, …": who, how long, and the likely cause.
std::string two_masters_words(const monitor::Group& group, const monitor::TwoMasters& both, Instant origin);
/// "192.0.2.12 should have yielded. Likely cause: …"
std::string fault_of_two_masters_words(const monitor::Group& group, const monitor::TwoMasters& both);

/// "192.0.2.100: 02:00:00:00:00:12, although …": who claims it beside which Master, how often, and what may be behind
/// it.
std::string rival_words(const monitor::Group& group, const monitor::Rival& rival, Instant origin);
/// The rules about ARP and Neighbor Discovery that the router kept or broke.
void add_claims(std::vector<JudgedRule>& rules, const monitor::Member& member, Instant origin);

/// "for 12.000 s, from 3.000000 s (packet 4, the last advert of 192.0.2.11) to …".
std::string no_master_words(const monitor::Group& group, const monitor::NoMaster& none, Instant origin);
/// "priority 150, preempt no, VRID 51": what was said of a router beforehand.
std::string told_words(const monitor::Told& told);
/// What is no verdict, and worth knowing: "the priorities 100 and 101 differ by 3.9 ms of Skew_Time: …".
std::vector<std::string> advice(const monitor::Group& group, Instant end);

/// "192.0.2.12 must discard the adverts of 192.0.2.11: …", for each two routers that do not heed each other.
std::vector<std::string> rejects_words(const monitor::Group& group);
/// The single faults each of which explains all that was found about the router, if every packet reached it.
std::vector<const Mutant*> explanations(const monitor::Member& member);
/// What a judgement of the router has to be read with: "OUT OF MODEL: …", "lost track 2 times: …".
std::vector<std::string> reservations(const monitor::Member& member);
/// What was not judged of a virtual router, or not kept.
std::vector<std::string> group_notes(const monitor::Group& group);
/// What the capture held that was not judged, and where packets are missing or stamps run backwards.
std::vector<std::string> capture_notes(const CheckReport& report);
/// "5.0 ms to process an input, …"
std::string tolerances_words(const monitor::Tolerances& within);

/// "192.0.2.100 is an address of VRID 51, IPv4 and of VRID 52, IPv4: …".
std::string shared_words(const monitor::SharedAddress& shared, const CheckReport& report);

/// Failed when a router broke a rule; inconclusive when one is suspected, two were Master, somebody claims an address
/// beside the Master, two virtual routers share one, or the capture is damaged; nothing_ran without a single advert.
ExitCode check_verdict(const CheckReport& report);

}  // namespace vrrpspec::harness
