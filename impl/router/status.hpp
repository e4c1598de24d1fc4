// What a virtual router can be asked about while it runs: values only, taken at one instant. Counters are named after
// RFC 6527 section 4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/action.hpp"
#include "model/parameters.hpp"
#include "model/time.hpp"

namespace vrrpspec::impl {

/// vrrpv3StatisticsEntry, without the prefix.
struct Counters {
  std::uint64_t master_transitions{0};
  std::uint64_t rcvd_advertisements{0};
  std::uint64_t adv_interval_errors{0};
  std::uint64_t ip_ttl_errors{0};
  std::uint64_t rcvd_pri_zero_packets{0};
  std::uint64_t sent_pri_zero_packets{0};
  std::uint64_t rcvd_invalid_type_packets{0};
  std::uint64_t address_list_errors{0};
  std::uint64_t packet_length_errors{0};
  std::uint64_t rcvd_invalid_authentications{0};  ///< RFC 2787 has this one for VRRPv2
  std::uint64_t sent_advertisements{0};           ///< ours
  std::uint64_t send_failures{0};                 ///< ours
  friend bool operator==(const Counters&, const Counters&) = default;
};

/// vrrpv3Statistics of the whole daemon: what cannot be put down to one virtual router.
struct DaemonCounters {
  std::uint64_t checksum_errors{0};
  std::uint64_t version_errors{0};
  std::uint64_t vrid_errors{0};
  friend bool operator==(const DaemonCounters&, const DaemonCounters&) = default;
};

/// What an advert that was accepted shows of how the routers differ.
enum class Mismatch : std::uint8_t {
  address_list,  ///< V3-071
  interval,      ///< D-13: under RFC 9568 only
  two_owners,    ///< D-25: priority 255, as ours; under RFC 9568 only
};

/// A transition, and why: "Master_Down_Timer fired", "192.0.2.2 has priority 150".
struct Transition {
  Instant at;
  State from{State::initialize};
  State to{State::initialize};
  ClauseKey clause;
  std::string cause;
};

struct RouterStatus {
  std::string name;
  std::string interface;
  std::string link;  ///< its macvlan
  Vrid vrid{*Vrid::from(1)};
  Family family{Family::ipv4};
  State state{State::initialize};
  std::optional<std::string> fault;  ///< why it waits in Initialize: "eth0 is down"
  Priority configured_priority{priority_default};
  Priority priority{priority_default};  ///< after tracking
  IpAddress primary_address;
  std::optional<IpAddress> master;  ///< whose adverts were accepted last, or its own address
  Centiseconds advertisement_interval{max_adver_int_default};
  Centiseconds master_adver_interval{max_adver_int_default};  ///< learnt
  Duration skew_time{};
  Duration master_down_interval{};
  std::optional<Duration> master_down_timer;  ///< left, in Backup
  std::optional<Duration> adver_timer;        ///< left, in Master
  bool preempt_mode{true};
  bool accept_mode{false};
  std::vector<IpAddress> addresses;
  Duration in_state{};  ///< how long it has been in this state
  Counters counters;
  std::vector<Transition> transitions;  ///< the last ones, oldest first
};

/// In Initialize the interface may have none yet; the address is unspecified then.
inline bool has_primary_address(const RouterStatus& router) {
  return router.primary_address != IpAddress{};
}

struct DaemonStatus {
  std::string version;
  std::string router_id;
  std::string configuration_file;
  Instant now;
  Duration uptime{};
  DaemonCounters counters;
  std::vector<RouterStatus> routers;
};

}  // namespace vrrpspec::impl
