// What a configuration file asks for, as values: keepalived.conf's words are gone, the RFC's are left. Section 6.1.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model/clause/profile.hpp"
#include "model/parameters.hpp"

namespace vrrpspec::impl {

/// A program with its arguments, run without a shell, as a user of its own where one is named.
struct Command {
  std::vector<std::string> argv;
  std::optional<std::string> user;
  std::optional<std::string> group;
  friend bool operator==(const Command&, const Command&) = default;
};

/// One line of virtual_ipaddress.
struct VirtualAddress {
  IpAddress address;
  unsigned prefix_length{32};
  std::optional<std::string> device{};  ///< `dev`: where it is put, neither the instance's interface nor its `use_vmac
                                        ///< NAME`; the virtual router's own link otherwise
  std::optional<std::string> label{};   ///< IPv4 only, at most 15 characters
  friend bool operator==(const VirtualAddress&, const VirtualAddress&) = default;
};

/// `track_interface`: weight 0 makes the virtual router wait while the interface is down.
struct TrackedInterface {
  std::string name;
  int weight{0};
  bool reverse{false};
  friend bool operator==(const TrackedInterface&, const TrackedInterface&) = default;
};

/// `track_script` of an instance: the weight is the script's own where the instance gives none.
struct TrackedScript {
  std::string name;
  int weight{0};
  bool reverse{false};
  friend bool operator==(const TrackedScript&, const TrackedScript&) = default;
};

/// `vrrp_script`: a check that is run again and again.
struct ScriptConfiguration {
  std::string name;
  Command command;
  Duration interval{std::chrono::seconds{1}};
  Duration timeout{std::chrono::seconds{1}};
  unsigned rise{1};  ///< so many successes in a row make it good
  unsigned fall{1};  ///< so many failures in a row make it bad
  bool init_fail{false};
  friend bool operator==(const ScriptConfiguration&, const ScriptConfiguration&) = default;
};

/// Repetitions of the gratuitous ARPs and unsolicited Neighbor Advertisements of (380) and (395): `garp_*`.
struct Announcements {
  unsigned repeat{5};                       ///< `garp_master_repeat`: how often each address is announced at once
  Duration delay{std::chrono::seconds{5}};  ///< `garp_master_delay`: once more after so long; zero: not again
  Duration refresh{};                       ///< `garp_master_refresh`: again and again; zero: never
  unsigned refresh_repeat{1};
  friend bool operator==(const Announcements&, const Announcements&) = default;
};

/// `notify*`: run on a transition. Names after the state that is entered.
struct Notifications {
  std::optional<Command> master;
  std::optional<Command> backup;
  std::optional<Command> fault;
  std::optional<Command> stop;
  std::optional<Command> any;  ///< `notify`: called with "INSTANCE", its name, the state and the priority
  friend bool operator==(const Notifications&, const Notifications&) = default;
};

/// Which adverts are sent and heard. Both: section 8.4.
struct Versions {
  bool v2{false};
  bool v3{true};
  friend bool operator==(const Versions&, const Versions&) = default;
};

/// One `vrrp_instance`: a virtual router on an interface.
struct InstanceConfiguration {
  std::string name;
  std::string interface;
  Vrid vrid{*Vrid::from(1)};
  Family family{Family::ipv4};
  Priority priority{priority_default};
  Centiseconds advertisement_interval{max_adver_int_default};
  Versions versions;
  const Profile* profile{&rfc5798};  ///< rfc3768 exactly when only VRRPv2 is spoken
  bool preempt_mode{true};
  Duration preempt_delay{};
  bool accept_mode{true};               ///< keepalived's default, not the RFC's
  std::optional<std::string> password;  ///< RFC 2338 simple text, VRRPv2 only, 1-8 octets

  std::vector<VirtualAddress> addresses;           ///< in advert order; IPv6: link-local first
  std::vector<VirtualAddress> excluded_addresses;  ///< set like the others, but not advertised

  std::optional<IpAddress> source;       ///< `mcast_src_ip`, `unicast_src_ip`: the primary address otherwise
  std::vector<IpAddress> unicast_peers;  ///< adverts go to these instead of the group
  std::optional<std::string> link_name;  ///< of the macvlan: `use_vmac NAME`; one like "vrrp.VRID" otherwise

  bool tracks_own_interface{true};
  std::vector<TrackedInterface> track_interfaces;
  std::vector<TrackedScript> track_scripts;
  Notifications notifications;
  Announcements announcements;

  friend bool operator==(const InstanceConfiguration&, const InstanceConfiguration&) = default;
};

/// Advertised and excluded.
inline std::vector<VirtualAddress> all_addresses(const InstanceConfiguration& instance) {
  std::vector<VirtualAddress> all = instance.addresses;
  all.insert(all.end(), instance.excluded_addresses.begin(), instance.excluded_addresses.end());
  return all;
}

/// Whether it accepts packets to its addresses while Master (650). RFC 3768 knows no Accept_Mode (2-11); `accept` is
/// asked for there too, by default: docs/adr/0014.
inline bool accepts_packets(const InstanceConfiguration& instance) {
  return instance.priority == priority_owner || instance.accept_mode;
}

struct Configuration {
  std::string router_id;
  std::vector<ScriptConfiguration> scripts;
  std::vector<InstanceConfiguration> instances;
  friend bool operator==(const Configuration&, const Configuration&) = default;
};

}  // namespace vrrpspec::impl
