// One virtual router on one segment, as a capture shows it: who sends its ADVERTISEMENTS, who is Master when and why
// that changes, and how long two are. Each router is judged by a monitor of its own.
#pragma once

#include <boost/container/small_vector.hpp>
#include <deque>
#include <map>

#include "model/monitor/acceptance.hpp"
#include "model/monitor/claims.hpp"
#include "model/monitor/format_rules.hpp"
#include "model/monitor/reading.hpp"
#include "model/monitor/told.hpp"

namespace vrrpspec::monitor {

enum class Cause : std::uint8_t {
  first_seen,     ///< nothing was seen before
  owner_started,  ///< Priority 255 with nobody before it
  timeout,        ///< the Master before fell silent
  stopped,        ///< the Master before sent Priority 0
  preemption,     ///< over a Master of lower priority
  tie_break,      ///< over a Master of equal priority and lesser address
  usurpation,     ///< beside a Master that it should have followed
};
std::string_view to_string(Cause cause);

/// Who was Master, from when to when.
struct Reign {
  std::size_t router{0};  ///< index into members()
  Instant from{};
  PacketNumber first_packet{0};
  Instant to{};  ///< its last ADVERTISEMENT
  PacketNumber last_packet{0};
  Cause cause{Cause::first_seen};
  std::optional<std::size_t> after{};  ///< the router before it
  Duration silence{};                  ///< since the last ADVERTISEMENT of that router
  enum class End : std::uint8_t { goes_on, stopped, yielded, silent } end{End::goes_on};
};
std::string_view to_string(Reign::End end);

/// Two were Master at once.
struct TwoMasters {
  std::size_t loser{0};  ///< who should have yielded
  std::size_t winner{0};
  Instant from{};
  PacketNumber first_packet{0};  ///< the first ADVERTISEMENT of the one who came later
  Instant to{};                  ///< the earlier of their last ADVERTISEMENTs
  PacketNumber last_packet{0};
  /// What keeps the loser from heeding the winner, as far as the packets show it.
  Reception reception{};
  bool goes_on{true};
  std::size_t ended_by{0};              ///< whose reign ended, when it does not go on
  Reign::End end{Reign::End::goes_on};  ///< how; goes_on: one of them is followed on as half of another router
};

struct RuleCount {
  std::uint64_t held{0};
  std::uint64_t broken{0};
  PacketNumber first_broken{0};
};

/// A router, or one half of a router that speaks both versions (RFC 5798 section 8.4).
struct Member {
  IpAddress address;
  Version version{Version::v3};
  MacAddress mac{};
  RouterMonitor monitor;
  Reading reading;
  Sighting latest;         ///< its latest ADVERTISEMENT without fault; the first one while all had a fault
  bool was_valid{false};   ///< `latest` has no fault
  Instant listed_since{};  ///< when the address list of `latest` was seen first, as far as that has no fault
  Instant told_first{};    ///< when what `latest` tells was seen first: copies of it may follow
  std::optional<Sighting> before_stop{};  ///< the last one before Priority 0, which a copy may follow, too
  /// The unicast destinations of its adverts, as far as they are few.
  boost::container::small_vector<IpAddress, 2> peers{};
  std::uint64_t adverts{0};
  PacketNumber first_packet{0};
  std::array<std::uint64_t, wire::all_discard_reasons.size()> faults{};
  std::vector<RuleCount> rules;
  std::vector<std::optional<bool>> ruled;          ///< what the format rules said of the latest ADVERTISEMENT
  std::uint64_t ruled_content{0};                  ///< of that one
  bool has_two_macs{false};                        ///< two senders with one address: out of the model
  std::optional<std::size_t> reign{};              ///< index into reigns() while it is Master
  std::optional<std::size_t> last_reign{};         ///< its latest one
  std::map<std::size_t, std::size_t> conflicts{};  ///< by winner: where two_masters() has the latest that it loses
  ClaimRecord claims{};
};

/// So long a silence that whoever waits for Master_Down_Interval is about to take over. Until then a late Master is
/// Master.
Duration long_silence(const Member& member);

/// Whether `receiver` heeds the adverts of `sender`, by what both showed last.
Reception heeding(const Member& sender, const Member& receiver);

class Group {
 public:
  /// `room` and `told` must outlive the group.
  Group(Vrid vrid, Family family, const Assumptions& assumptions_v3, const Assumptions& assumptions_v2, ClaimRoom& room,
        std::span<const Told> told = {})
      : vrid_{vrid},
        family_{family},
        assumptions_v3_{assumptions_v3},
        assumptions_v2_{assumptions_v2},
        told_{told},
        claims_{vrid, family, assumptions_v3.tolerances, room} {}

  /// `has_room`: a sender that was not seen before is to be judged. Each that is takes memory.
  void see(const Sighting& seen, bool has_room = true);
  /// A packet that claims().concern().
  void see(const wire::NeighborPacket& packet, Instant at, PacketNumber number) {
    claims_.see(members_, reigns_, packet, at, number);
  }
  /// Packets may be missing before this instant.
  void lose_track();
  /// What was found about that instant and later is a suspicion, whoever it is about.
  void doubt_since(Instant from, Doubt why);
  /// The same of all that was found about when routers with another address advertised.
  void doubt_all_but(const IpAddress& router);
  /// Loses track when the number is another than the one before: a cheap way to tell many groups of one gap.
  void in_epoch(std::uint64_t epoch);
  /// The capture ends: running timers are no failures.
  void finish(Instant end);

  [[nodiscard]] Vrid vrid() const { return vrid_; }
  [[nodiscard]] Family family() const { return family_; }
  [[nodiscard]] const std::deque<Member>& members() const { return members_; }
  [[nodiscard]] bool is_member(const IpAddress& address) const;
  [[nodiscard]] const std::vector<Reign>& reigns() const { return reigns_; }
  [[nodiscard]] const std::vector<TwoMasters>& two_masters() const { return two_masters_; }
  [[nodiscard]] const Claims& claims() const { return claims_; }
  /// ADVERTISEMENTS of senders beyond what a group, or all of them, may have: not judged, but heard.
  [[nodiscard]] std::uint64_t strangers() const { return strangers_; }
  /// Changes of Master, and pairs of Masters, beyond what is kept.
  [[nodiscard]] std::uint64_t untold_changes() const { return untold_changes_; }
  /// It speaks both versions (RFC 5798 section 8.4), and `member` is its half of VRRPv2: a sub-second interval cannot
  /// be told in it, so that time is judged by the other half.
  [[nodiscard]] bool is_half_of_another(const Member& member) const;
  /// What was said of routers beforehand, of those of other virtual routers, too.
  [[nodiscard]] std::span<const Told> told() const { return told_; }
  [[nodiscard]] Instant first_seen() const { return first_seen_; }
  [[nodiscard]] Instant last_seen() const { return last_seen_; }

 private:
  std::optional<std::size_t> member_of(const Sighting& seen, bool has_room);
  std::size_t add_member(const Sighting& seen);
  void count(Member& member, const Sighting& seen);
  void advance(std::size_t index, const Sighting& seen);
  void tell_the_others(const Sighting& seen, bool known_sender);
  void tell(Member& receiver, const Sighting& seen, bool known_sender) const;
  void introduce(std::size_t index);
  void end_reigns(Instant now);
  void reign(std::size_t index, const Sighting& seen);
  void begin_reign(std::size_t index, const Sighting& seen);
  void note_two_masters(std::size_t index, const Sighting& seen);
  void close(std::size_t index, Reign::End end);
  void end_conflicts(std::size_t index, Reign::End end);
  [[nodiscard]] bool was_no_master(const Member& member, const Sighting& seen) const;
  [[nodiscard]] bool is_better(const Member& one, const Member& other) const;

  Vrid vrid_;
  Family family_;
  Assumptions assumptions_v3_;
  Assumptions assumptions_v2_;
  std::span<const Told> told_;
  Claims claims_;
  std::deque<Member> members_;  // a deque: members are told of while new ones come
  std::vector<Reign> reigns_;
  std::vector<TwoMasters> two_masters_;
  std::optional<std::size_t> last_master_;  ///< index into reigns_
  std::uint64_t strangers_{0};
  std::uint64_t untold_changes_{0};
  std::uint64_t epoch_{0};
  Instant first_seen_{};
  Instant last_seen_{};
  bool any_seen_{false};
};

}  // namespace vrrpspec::monitor
