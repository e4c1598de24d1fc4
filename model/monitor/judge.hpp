// The judge of a capture: takes packets one after the other, sorts them into virtual routers by segment, VRID and
// family, and keeps a Group for each. Its memory grows with the routers and with what is found about them,
// not with the packets.
#pragma once

#include <map>

#include "model/monitor/group.hpp"
#include "model/monitor/judge_settings.hpp"
#include "model/monitor/packet_memory.hpp"

namespace vrrpspec::monitor {

/// A virtual router on a segment.
struct GroupKey {
  std::uint32_t interface{0};  ///< of the capture
  wire::Segment segment{};
  Vrid vrid;
  Family family{Family::ipv4};
  friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
};

class Judge {
 public:
  explicit Judge(const JudgeSettings& settings);
  Judge(const Judge&) = delete;  // groups refer to its lists
  Judge& operator=(const Judge&) = delete;

  /// Beyond so many stamps that run backwards, nothing is timed any more.
  static constexpr std::uint64_t most_backwards = 1000;

  /// What was seen, and how often.
  struct Counts {
    std::uint64_t packets{0};
    std::uint64_t adverts{0};
    std::uint64_t unreadable{0};  ///< protocol 112, but no version or VRID that exists
    std::uint64_t beyond{0};      ///< adverts of virtual routers beyond those that are looked at
    std::uint64_t carp{0};
    std::uint64_t fragments{0};
    std::uint64_t truncated{0};  ///< cut by the capture, or by whoever sent it
    std::uint64_t gaps{0};       ///< places at which packets may be missing
    std::uint64_t lost{0};       ///< missing packets by the capture's own count, at places that it does not tell
    std::uint64_t backwards{0};  ///< stamps before the one before, or from no time in which captures are made
  };

  void see(wire::LinkType link, std::span<const std::uint8_t> octets, std::uint32_t interface, Instant at,
           PacketNumber packet);
  /// Packets of the interface may be missing here.
  void lose_track(std::uint32_t interface);
  /// The capture says that so many packets of the interface are missing, not where: nothing that was found there is
  /// more than a suspicion. To be called after finish().
  void count_lost(std::uint32_t interface, std::uint64_t packets);
  /// Nothing that was found on the interface is more than a suspicion. To be called after finish().
  void doubt(std::uint32_t interface, Doubt why);
  /// The capture was made at this router, so that others may have heard what is not in it: nothing that was found about
  /// when they advertised is more than a suspicion. To be called after finish(); false when no router has the address.
  bool seen_from(const IpAddress& router);
  void finish();
  /// A packet of ARP or Neighbor Discovery names an address of a virtual router that was seen.
  [[nodiscard]] bool is_concerned(wire::LinkType link, std::span<const std::uint8_t> octets,
                                  std::uint32_t interface) const;

  [[nodiscard]] const std::map<GroupKey, Group>& groups() const { return groups_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] const JudgeSettings& settings() const { return settings_; }
  [[nodiscard]] Instant first() const { return first_; }
  [[nodiscard]] Instant last() const { return end_; }

 private:
  Group* group_of(const GroupKey& key, wire::LinkType link);
  Instant in_order(Instant at);
  void see_neighbor(wire::LinkType link, std::span<const std::uint8_t> octets, std::uint32_t interface, Instant at,
                    PacketNumber packet);
  void begin_epoch(std::uint32_t interface);
  void judge(Group& group, const Sighting& seen, std::uint32_t interface);
  [[nodiscard]] std::uint64_t epoch_of(std::uint32_t interface) const;

  JudgeSettings settings_;
  std::vector<const Profile*> v3_profiles_;
  ClaimRoom room_;
  std::map<GroupKey, Group> groups_;
  PacketMemory memory_;
  std::size_t routers_{0};  ///< that are judged
  Counts counts_;
  Instant first_{};
  Instant last_{};
  Instant end_{};  ///< the latest of all stamps
  /// Raised at each place where packets may be missing or time is not to be relied on; that of an interface is the
  /// latest that concerns it.
  std::uint64_t epoch_{0};
  std::uint64_t epoch_of_all_{0};
  std::map<std::uint32_t, std::uint64_t> epochs_;
};

}  // namespace vrrpspec::monitor
