// What ARP and Neighbor Discovery show of one virtual router: whether a new Master announces its addresses, whether a
// Master answers with its own MAC address, and who claims an address although another router is Master: a second
// Master that sends no ADVERTISEMENTS. RFC 5798 sections 6.4, 8.1.2 and 8.2.2.
#pragma once

#include <boost/container/flat_set.hpp>
#include <deque>
#include <optional>
#include <vector>

#include "model/monitor/claim_room.hpp"
#include "model/monitor/finding.hpp"
#include "model/monitor/said.hpp"
#include "model/monitor/sighting.hpp"

namespace vrrpspec::monitor {

struct Member;
struct Reign;

enum class Misclaim : std::uint8_t {
  unannounced,   ///< it became Master, and nobody announced the address
  misannounced,  ///< announced with another MAC address than that of the virtual router
  misflagged,    ///< a Neighbor Advertisement with other flags than R and O
  misanswered,   ///< answered with its own MAC address
};

/// What a router did wrong about one of its virtual addresses.
struct ClaimFinding {
  Confidence confidence{Confidence::suspicion};
  Misclaim kind{Misclaim::unannounced};
  ClauseKey clause{};
  IpAddress address;
  MacAddress mac{};  ///< the one that was given; of `unannounced`: nothing
  bool router_flag{false};
  bool solicited_flag{false};
  bool override_flag{false};
  Instant at{};
  PacketNumber packet{0};  ///< the first that shows it; of `unannounced`: the ADVERTISEMENT of the new Master
  std::uint64_t count{1};
};

/// What is known of the claims of one router.
struct ClaimRecord {
  std::vector<ClaimFinding> findings;
  std::uint32_t startups{0};          ///< lines (120) and (130): so often every address was announced rightly
  std::uint32_t takeovers{0};         ///< lines (380) and (395)
  std::optional<Instant> heard;       ///< its latest ADVERTISEMENT, with a fault or not
  std::optional<MacAddress> own_mac;  ///< where ARP or Neighbor Discovery shows its own address
  bool own_mac_varies{false};
  std::uint64_t named{0};  ///< the content of the ADVERTISEMENT whose addresses are known

  /// What was found about that instant and later is a suspicion: its stamps are not to be relied on.
  void doubt_since(Instant from) {
    for (ClaimFinding& finding : findings) {
      if (finding.at >= from) finding.confidence = Confidence::suspicion;
    }
  }
};

/// Somebody claims a virtual address beside the Master that advertises.
struct Rival {
  enum class Sign : std::uint8_t {
    other_mac,        ///< another MAC address than that of the virtual router
    other_router,     ///< that of the virtual router, from a router that is not Master
    answered_master,  ///< that of the virtual router, in answer to the Master's own gratuitous ARP
    answered_twice,   ///< an echo request was answered from two MAC addresses
  };
  Sign sign{Sign::other_mac};
  IpAddress address;
  MacAddress mac{};
  std::optional<std::size_t> router{};  ///< who it is, as far as packets show it: index into the members
  std::size_t master{0};                ///< beside whom
  std::uint64_t announcements{0};
  std::uint64_t answers{0};
  Instant from{};
  PacketNumber first_packet{0};
  Instant to{};
  PacketNumber last_packet{0};
};

std::string_view to_string(Rival::Sign sign);

class Claims {
 public:
  using Members = std::deque<Member>;
  using Reigns = std::vector<Reign>;

  /// `room` must outlive it.
  Claims(Vrid vrid, Family family, const Tolerances& tolerances, ClaimRoom& room)
      : virtual_mac_{virtual_router_mac(family, vrid)}, family_{family}, tolerances_{tolerances}, room_{&room} {}

  /// The packet names an address that an ADVERTISEMENT named, or that of a router.
  [[nodiscard]] bool concern(const wire::NeighborPacket& packet) const;
  /// Time must not run backwards between the calls, unless track was lost.
  void see(Members& members, const Reigns& reigns, const wire::NeighborPacket& packet, Instant at, PacketNumber number);
  /// After the group has judged it.
  void advertised(Members& members, const Reigns& reigns, std::size_t index, const Sighting& seen);
  /// An ADVERTISEMENT of somebody who is no member.
  void heard_stranger() { stranger_heard_ = true; }
  void lose_track();
  void finish(Members& members, const Reigns& reigns, Instant end) { settle(members, reigns, end); }

  [[nodiscard]] const std::vector<Rival>& rivals() const { return rivals_; }
  /// Claims of rivals beyond those that are kept.
  [[nodiscard]] std::uint64_t untold_rivals() const { return untold_rivals_; }
  /// How long a new Master has to announce its addresses.
  [[nodiscard]] static Duration time_to_announce(const Tolerances& tolerances);

 private:
  struct Remembered {
    Said said;
    Instant at{};
    PacketNumber packet{0};
  };
  struct Takeover {
    std::size_t member{0};
    std::size_t reign{0};
    Instant from{};
    bool is_owner{false};
    std::vector<IpAddress> addresses{};
  };
  /// A Master's answer that is to be judged when its next ADVERTISEMENT shows that it was Master all the time.
  struct Answer {
    std::size_t member{0};
    std::size_t reign{0};
    std::uint32_t doubts{0};
    ClaimFinding finding{};
  };
  struct Suspect {
    Rival rival{};
    Instant at{};
  };

  struct Echo {
    IpAddress address;
    IpAddress destination;
    wire::EchoReply reply{};
    std::uint8_t ttl{0};
    MacAddress mac{};
    Instant at{};
    PacketNumber packet{0};
  };

  void begin(Instant at);
  void hear_echo(const Members& members, const wire::NeighborPacket& packet, const wire::EchoReply& reply, Instant at,
                 PacketNumber number);
  /// The only Master that lists the address.
  [[nodiscard]] static std::optional<std::size_t> only_master_of(const Members& members, const IpAddress& address,
                                                                 Instant at);
  void add_suspect(const Members& members, const Rival& rival, Instant at);
  void remember(const Remembered& what);
  /// What is too old to matter, so that others have room.
  void forget_before(Instant now);
  void learn(Members& members, const Said& said) const;
  void hear_answer(Members& members, const Remembered& what);
  void suspect(const Members& members, const Remembered& what);
  void learn_names(const Member& member, const Sighting& seen);
  void confirm_answers(Members& members, std::size_t index, const Sighting& seen);
  void settle(Members& members, const Reigns& reigns, Instant now);
  void judge(Members& members, const Reigns& reigns, const Takeover& takeover) const;
  [[nodiscard]] std::optional<ClaimFinding> judge(const Members& members, const Takeover& takeover,
                                                  std::span<const Remembered* const> about) const;
  [[nodiscard]] bool is_explained(const Members& members, const Suspect& suspect) const;
  void add(const Suspect& suspect);
  [[nodiscard]] bool is_right(const Said& said) const;

  MacAddress virtual_mac_;
  Family family_;
  Tolerances tolerances_;
  ClaimRoom* room_;
  boost::container::flat_set<IpAddress> names_;  ///< every address of a router and of an address list
  bool stranger_heard_{false};
  std::optional<Instant> tracked_since_;
  bool shows_announcements_{false};  ///< the capture holds what is sent to all about these addresses
  std::deque<Remembered> remembered_;
  std::optional<Instant> forgotten_until_;
  std::deque<Takeover> takeovers_;
  std::vector<Answer> answers_;
  std::deque<Suspect> suspects_;
  std::vector<Echo> echoes_;  ///< as recent as two replies to one request are
  std::vector<Rival> rivals_;
  std::uint64_t untold_rivals_{0};
};

}  // namespace vrrpspec::monitor
