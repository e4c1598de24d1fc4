// One vrrp_instance: what is written in its block (the draft), and what it comes to with global_defs and defaults.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "impl/config/context.hpp"

namespace vrrpspec::impl {

/// `track_script` before the script's own weight is known: a script may be defined behind its use.
struct TrackedScriptDraft {
  std::string name;
  std::optional<int> weight;
  bool reverse{false};
};

/// What is written but could not be read: whoever misses it later has no reason to say so.
struct Misread {
  bool interface{false};
  bool vrid{false};
  bool address{false};
  bool peer{false};
  bool authentication{false};
};

struct InstanceDraft {
  std::string name;
  Position at;
  Misread misread;
  MaybeGiven<std::string> interface;
  MaybeGiven<Vrid> vrid;
  MaybeGiven<bool> is_master;  ///< `state`
  MaybeGiven<unsigned> priority;
  MaybeGiven<Duration> interval;
  MaybeGiven<unsigned> version;
  MaybeGiven<bool> both_versions;
  MaybeGiven<const Profile*> profile;
  MaybeGiven<bool> preempt;
  MaybeGiven<Duration> preempt_delay;
  MaybeGiven<bool> accept;
  MaybeGiven<bool> strict;
  MaybeGiven<std::string> authentication;  ///< `auth_type`
  MaybeGiven<std::string> password;
  std::vector<Given<VirtualAddress>> addresses;
  std::vector<Given<VirtualAddress>> excluded_addresses;
  MaybeGiven<IpAddress> multicast_source;
  MaybeGiven<IpAddress> unicast_source;
  std::vector<Given<IpAddress>> peers;
  MaybeGiven<std::string> destination;  ///< `mcast_dst_ip`
  bool has_virtual_mac{false};          ///< `use_vmac`
  std::optional<std::string> link_name;
  MaybeGiven<std::string> virtual_mac;  ///< `use_vmac NAME MAC`
  bool tracks_own_interface{true};
  std::vector<Given<TrackedInterface>> interfaces;
  std::vector<Given<TrackedScriptDraft>> scripts;
  Notifications notifications;
  Announcements announcements;
};

/// An instance that is as it will run, and where its parts were written.
struct Instance {
  InstanceConfiguration configuration;
  Position at;
  std::vector<Position> addresses;  ///< of configuration.addresses, then of excluded_addresses
};

/// Reads the block. Empty when there is no use in looking at it any further.
std::optional<InstanceDraft> read_instance(Context& context, const Statement& statement,
                                           std::span<const Word> arguments);

/// One line of virtual_ipaddress.
void read_virtual_address(Context& context, const Statement& line, std::vector<Given<VirtualAddress>>& into);

/// What vrrp_version, v2_and_v3 and vrrp_profile of one level say together, global_defs or an instance; empty when they
/// say nothing.
std::optional<Versions> versions_said(Context& context, const MaybeGiven<unsigned>& version,
                                      const MaybeGiven<bool>& both, const MaybeGiven<const Profile*>& profile);

/// Settles what is written against global_defs and defaults. Empty when something that has no default is missing.
std::optional<Instance> settle(Context& context, const InstanceDraft& draft);

/// Steps of settle(): each fills in some members, from those that the steps before it filled in.
void settle_addresses(Context& context, const InstanceDraft& draft, Instance& instance);
void settle_versions(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance);
void settle_transport(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance);
void settle_tracking(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance);

/// What only several instances together can have wrong: VRIDs, addresses, names of links.
void check_together(Context& context, std::vector<Instance>& instances);

}  // namespace vrrpspec::impl
