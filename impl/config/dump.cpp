#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "impl/config/context.hpp"
#include "impl/config/load.hpp"

namespace vrrpspec::impl {
namespace {

using Output = std::back_insert_iterator<std::string>;

bool is_bare(char octet) {
  return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9') ||
         octet == '_' || octet == '.' || octet == ':' || octet == '/' || octet == '-';
}

/// One word of an ordinary statement. "include" at the start of a line would be taken for the keyword.
std::string word(std::string_view text) {
  for (const char octet : text) {
    if (!is_bare(octet)) return fmt::format("\"{}\"", text);
  }
  return text.starts_with("include") ? fmt::format("\"{}\"", text) : std::string{text};
}

/// One word of a statement that names a program; `backslash` is written as often as it is read.
std::string escaped(std::string_view text, std::string_view backslash) {
  std::string result;
  for (const char octet : text) {
    if (is_bare(octet)) {
      result += octet;
    } else {
      fmt::format_to(std::back_inserter(result), "{}{:03o}", backslash, static_cast<unsigned char>(octet));
    }
  }
  return result.empty() ? "''" : result;
}

/// The program with its arguments, which are split a second time.
std::string command_line(const Command& command) {
  std::string text;
  for (const std::string& argument : command.argv) {
    if (!text.empty()) text += ' ';
    text += escaped(argument, "\\\\");
  }
  return fmt::format("\"{}\"", text);
}

std::int64_t seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

void dump_script(Output out, const ScriptConfiguration& script) {
  fmt::format_to(out, "\nvrrp_script {} {{\n  script {}\n  interval {}\n  timeout {}\n  rise {}\n  fall {}\n",
                 word(script.name), command_line(script.command), seconds(script.interval), seconds(script.timeout),
                 script.rise, script.fall);
  if (script.command.user) fmt::format_to(out, "  user {}", word(*script.command.user));
  if (script.command.group) fmt::format_to(out, " {}", word(*script.command.group));
  if (script.command.user) fmt::format_to(out, "\n");
  if (script.init_fail) fmt::format_to(out, "  init_fail\n");
  fmt::format_to(out, "}}\n");
}

void dump_addresses(Output out, std::string_view keyword, const std::vector<VirtualAddress>& addresses) {
  if (addresses.empty()) return;
  fmt::format_to(out, "  {} {{\n", keyword);
  for (const VirtualAddress& address : addresses) {
    fmt::format_to(out, "    {}/{}", to_string(address.address), address.prefix_length);
    if (address.device) fmt::format_to(out, " dev {}", word(*address.device));
    if (address.label) fmt::format_to(out, " label {}", word(*address.label));
    fmt::format_to(out, "\n");
  }
  fmt::format_to(out, "  }}\n");
}

template <typename Tracked>
void dump_tracked(Output out, std::string_view keyword, const std::vector<Tracked>& tracked) {
  if (tracked.empty()) return;
  fmt::format_to(out, "  {} {{\n", keyword);
  for (const Tracked& one : tracked) {
    fmt::format_to(out, "    {} weight {}{}\n", word(one.name), one.weight, one.reverse ? " reverse" : "");
  }
  fmt::format_to(out, "  }}\n");
}

void dump_notification(Output out, std::string_view keyword, const std::optional<Command>& command) {
  if (!command) return;
  fmt::format_to(out, "  {} {}", keyword, command_line(*command));
  if (command->user) fmt::format_to(out, " {}", escaped(*command->user, "\\"));
  if (command->group) fmt::format_to(out, " {}", escaped(*command->group, "\\"));
  fmt::format_to(out, "\n");
}

void dump_protocol(Output out, const InstanceConfiguration& instance) {
  fmt::format_to(out, "  interface {}\n  use_vmac{}\n  virtual_router_id {}\n", word(instance.interface),
                 instance.link_name ? " " + word(*instance.link_name) : "", instance.vrid.number());
  if (instance.versions.v2 && instance.versions.v3) {
    fmt::format_to(out, "  v2_and_v3\n");
  } else {
    fmt::format_to(out, "  version {}\n", instance.versions.v2 ? 2 : 3);
  }
  // rfc5798 goes without saying for VRRPv3, rfc3768 for VRRPv2: so keepalived reads it, too.
  if (instance.profile == &rfc9568) fmt::format_to(out, "  vrrp_profile {}\n", instance.profile->name);
  fmt::format_to(out, "  priority {}\n  advert_int {}\n  {}\n", instance.priority.value(),
                 in_seconds(instance.advertisement_interval.duration()),
                 instance.preempt_mode ? "preempt" : "nopreempt");
  if (instance.preempt_mode) fmt::format_to(out, "  preempt_delay {}\n", in_seconds(instance.preempt_delay));
  fmt::format_to(out, "  {}\n", instance.accept_mode ? "accept" : "no_accept");
  if (instance.password) {
    fmt::format_to(out, "  authentication {{\n    auth_type PASS\n    auth_pass {}\n  }}\n", word(*instance.password));
  }
}

void dump_transport(Output out, const InstanceConfiguration& instance) {
  const bool is_unicast = !instance.unicast_peers.empty();
  if (instance.source) {
    fmt::format_to(out, "  {} {}\n", is_unicast ? "unicast_src_ip" : "mcast_src_ip", to_string(*instance.source));
  }
  if (!is_unicast) return;
  fmt::format_to(out, "  unicast_peer {{\n");
  for (const IpAddress& peer : instance.unicast_peers) fmt::format_to(out, "    {}\n", to_string(peer));
  fmt::format_to(out, "  }}\n");
}

void dump_instance(Output out, const InstanceConfiguration& instance) {
  fmt::format_to(out, "\nvrrp_instance {} {{\n", word(instance.name));
  dump_protocol(out, instance);
  dump_addresses(out, "virtual_ipaddress", instance.addresses);
  dump_addresses(out, "virtual_ipaddress_excluded", instance.excluded_addresses);
  dump_transport(out, instance);
  if (!instance.tracks_own_interface) fmt::format_to(out, "  dont_track_primary\n");
  dump_tracked(out, "track_interface", instance.track_interfaces);
  dump_tracked(out, "track_script", instance.track_scripts);
  dump_notification(out, "notify_master", instance.notifications.master);
  dump_notification(out, "notify_backup", instance.notifications.backup);
  dump_notification(out, "notify_fault", instance.notifications.fault);
  dump_notification(out, "notify_stop", instance.notifications.stop);
  dump_notification(out, "notify", instance.notifications.any);
  const Announcements& announcements = instance.announcements;
  fmt::format_to(out,
                 "  garp_master_delay {}\n  garp_master_repeat {}\n  garp_master_refresh {}\n"
                 "  garp_master_refresh_repeat {}\n}}\n",
                 seconds(announcements.delay), announcements.repeat, seconds(announcements.refresh),
                 announcements.refresh_repeat);
}

bool starts_programs(const Configuration& configuration) {
  return !configuration.scripts.empty() ||
         std::ranges::any_of(configuration.instances, [](const InstanceConfiguration& instance) {
           return instance.notifications != Notifications{};
         });
}

void dump_globals(Output out, const Configuration& configuration) {
  const bool has_programs = starts_programs(configuration);
  if (configuration.router_id.empty() && !has_programs) return;
  fmt::format_to(out, "global_defs {{\n");
  if (!configuration.router_id.empty()) fmt::format_to(out, "  router_id {}\n", word(configuration.router_id));
  if (has_programs) fmt::format_to(out, "  enable_script_security\n");  // or keepalived would run none of them
  fmt::format_to(out, "}}\n");
}

}  // namespace

std::string dump(const Configuration& configuration) {
  std::string text;
  const Output out{text};
  dump_globals(out, configuration);
  for (const ScriptConfiguration& script : configuration.scripts) dump_script(out, script);
  for (const InstanceConfiguration& instance : configuration.instances) dump_instance(out, instance);
  return text;
}

}  // namespace vrrpspec::impl
