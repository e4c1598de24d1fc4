// What a judge has found since it was asked before, as events: each once, in the order in which they came to be known.
// Asking costs as much as the virtual router has routers, however long it has been watched.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {

struct WatchEvent {
  enum class Kind : std::uint8_t {
    router,           ///< one that was not seen before
    changed,          ///< what it advertises
    master,           ///< it became Master
    master_end,       ///< it is Master no longer
    silence,          ///< of a Master, for three of its intervals
    heard_again,      ///< the end of that
    two_masters,      ///< they have begun to be
    two_masters_end,  ///< one of them has yielded, stopped or fallen silent
    also_claims,      ///< somebody claims a virtual address beside the Master
    violation,        ///< FAIL
    suspicion,        ///< INCONCLUSIVE
    not_kept,         ///< more than what is kept: told no more
    interface,        ///< listening, down, gone, back
    lost,             ///< packets
    clock,            ///< it was set
    trouble,          ///< a file or a command of ours that failed
  };

  Kind kind{Kind::interface};
  Instant at{};
  std::string text;  ///< one line without its virtual router: "192.0.2.12 is Master: first seen"
  std::optional<monitor::GroupKey> group{};
  std::optional<IpAddress> router{};
  std::optional<IpAddress> other{};  ///< the Master before; of two Masters, the one that should have yielded
  std::string cause{};               ///< of a change of Master: "timeout"
  std::optional<ClauseKey> clause{};
  monitor::PacketNumber packet{0};  ///< 0: none
  std::string interface{};          ///< of the kinds that are about one
};
std::string_view to_string(WatchEvent::Kind kind);
/// Every word that to_string() has.
std::vector<std::string> watch_event_names();

class WatchLog {
 public:
  /// `report` refers to the judge; both must outlive the log.
  explicit WatchLog(const CheckReport& report) : report_{report} {}

  /// After the judge has seen an advert of that virtual router.
  void look(const monitor::GroupKey& key, Instant now, std::vector<WatchEvent>& events);
  /// No packet before this instant is missing: whoever is silent may be told.
  void pass_time(Instant now, std::vector<WatchEvent>& events);
  /// Nothing of the interface could be heard until then: silence counts from there.
  void was_deaf(std::uint32_t interface, Instant until) { deaf_until_[interface] = until; }

 private:
  /// What was told of a router.
  struct Router {
    std::string speech;
    std::size_t findings{0};
    std::vector<bool> broken;  ///< by format rule
    std::optional<std::size_t> reign;
    monitor::Reign::End end{monitor::Reign::End::goes_on};
    std::optional<Instant> silent_since;  ///< its last advert before the silence that was told
    bool many_macs{false};
    bool many_findings{false};
  };
  struct Conflict {
    std::size_t index{0};
    bool open{false};
  };
  struct Told {
    std::vector<Router> routers;
    std::map<std::pair<std::size_t, std::size_t>, Conflict> conflicts;  ///< by loser and winner
    std::size_t reigns{0};
    std::size_t rivals{0};
    bool many_changes{false};
  };
  class Look;

  const CheckReport& report_;
  std::map<monitor::GroupKey, Told> told_;
  std::map<std::uint32_t, Instant> deaf_until_;
};

}  // namespace vrrpspec::harness
