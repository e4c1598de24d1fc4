#include "impl/config/globals.hpp"

#include <fmt/format.h>

#include <array>

#include "impl/config/announcements.hpp"
#include "impl/config/keywords.hpp"
#include "impl/config/limits.hpp"

namespace vrrpspec::impl {
namespace {

using Words = std::span<const Word>;
using GlobalKeyword = Keyword<Globals>;

void read_router_id(Context& context, Globals& globals, const Statement& /*statement*/, Words words) {
  if (const auto name = read_name(context, words[0], "a router")) globals.router_id = *name;
}

void read_version(Context& context, Globals& globals, const Statement& statement, Words words) {
  const auto version = read_number(context, words[0], "the version", 2, 3);
  if (version) globals.version = {.value = static_cast<unsigned>(*version), .at = statement.at};
}

void read_both_versions(Context& context, Globals& globals, const Statement& statement, Words words) {
  if (const auto both = read_flag(context, words)) globals.both_versions = {.value = *both, .at = statement.at};
}

void read_global_profile(Context& context, Globals& globals, const Statement& statement, Words words) {
  if (const Profile* profile = read_profile(context, words[0])) {
    globals.profile = {.value = profile, .at = statement.at};
  }
}

void read_strict(Context& context, Globals& globals, const Statement& /*statement*/, Words words) {
  if (const auto strict = read_flag(context, words)) globals.strict = *strict;
}

void read_script_user(Context& context, Globals& globals, const Statement& /*statement*/, Words words) {
  globals.script_user = read_name(context, words[0], "a user");
  globals.script_group = words.size() > 1 ? read_name(context, words[1], "a group") : std::nullopt;
}

template <auto Read>
void read_announcement(Context& context, Globals& globals, const Statement& /*statement*/, Words words) {
  Read(context, globals.announcements, words[0]);
}

constexpr std::string_view no_snmp = "vrrpspecd has no SNMP agent";
constexpr std::string_view no_dbus = "vrrpspecd is not on D-Bus";
constexpr std::string_view no_fifo = "vrrpspecd writes no FIFO; use notify";
constexpr std::string_view no_garp_extra = "vrrpspecd announces addresses as garp_master_* says and not else";
constexpr std::string_view no_priority = "vrrpspecd does not change its scheduling";
constexpr std::string_view no_firewall = "vrrpspecd makes no firewall rules";
constexpr std::string_view no_hook = "vrrpspecd starts scripts for its virtual routers only";
constexpr std::string_view no_reload_option = "a file with an error is refused as a whole in any case";
constexpr std::string_view no_timed_reload = "vrrpspecd is not reloaded by a file";
constexpr std::string_view rfc_group = "the multicast group is the RFC's: 224.0.0.18, ff02::12";

constexpr auto global_table = std::to_array<GlobalKeyword>({
    {{.name = "router_id", .least = 1, .most = 1}, read_router_id},
    {{.name = "vrrp_version", .least = 1, .most = 1}, read_version},
    {{.name = "v2_and_v3", .most = 1}, read_both_versions},
    {{.name = "vrrp_profile", .least = 1, .most = 1}, read_global_profile},
    {{.name = "vrrp_strict", .most = 1}, read_strict},
    {{.name = "script_user", .least = 1, .most = 2}, read_script_user},
    {{.name = "vrrp_garp_master_delay", .least = 1, .most = 1}, read_announcement<read_announcement_delay>},
    {{.name = "vrrp_garp_master_repeat", .least = 1, .most = 1}, read_announcement<read_announcement_repeat>},
    {{.name = "vrrp_garp_master_refresh", .least = 1, .most = 1}, read_announcement<read_announcement_refresh>},
    {{.name = "vrrp_garp_master_refresh_repeat", .least = 1, .most = 1},
     read_announcement<read_announcement_refresh_repeat>},
    {noted("enable_script_security", "scripts run as vrrpspecd's own rules say, whether it is given or not")},
    {noted("default_interface",
           "it is for static addresses, which vrrpspecd does not set; each instance names its own")},
    {noted("dynamic_interfaces", "the configuration is read whether interfaces are there or not")},
    {noted("use_symlink_paths", "paths of scripts are used as they are written")},
    {noted("reload_check_config", no_reload_option)},
    {noted("log_unknown_vrids", "they are counted")},
    {noted("nftables", no_firewall)},
    {noted("nftables_priority", no_firewall)},
    {noted("nftables_counters", no_firewall)},
    {noted("nftables_ifindex", no_firewall)},
    {noted("vrrp_iptables", no_firewall)},
    {noted("vrrp_ipsets", no_firewall)},
    {skipped("disable_local_igmp", "vrrpspecd has no such choice")},
    {skipped("vrrp_mcast_group4", rfc_group)},
    {skipped("vrrp_mcast_group6", rfc_group)},
    {skipped("vrrp_down_timer_adverts", "Master_Down_Interval is the RFC's: 3 intervals and Skew_Time")},
    {skipped("vrrp_garp_lower_prio_delay", no_garp_extra)},
    {skipped("vrrp_garp_lower_prio_repeat", no_garp_extra)},
    {skipped("vrrp_garp_interval", no_garp_extra)},
    {skipped("vrrp_gna_interval", no_garp_extra)},
    {skipped("vrrp_min_garp", no_garp_extra)},
    {skipped("vrrp_garp_extra_if", no_garp_extra)},
    {skipped("vrrp_lower_prio_no_advert", by_profile)},
    {skipped("vrrp_higher_prio_send_advert", by_profile)},
    {skipped("vrrp_owner_ignore_adverts", by_profile)},
    {skipped("vrrp_check_unicast_src", "vrrpspecd has no such choice")},
    {skipped("vrrp_skip_check_adv_addr", "the addresses of adverts are compared as the profile says")},
    {skipped("vrrp_startup_delay", "vrrpspecd does not wait")},
    {skipped("vrrp_delay_after_boot", "vrrpspecd does not wait")},
    {skipped("vrrp_notify_priority_changes", "notify is called on transitions only")},
    {skipped("vmac_prefix", "the links of virtual routers are called vrrp.VRID or as use_vmac says")},
    {skipped("vmac_addr_prefix", "the links of virtual routers are called vrrp.VRID or as use_vmac says")},
    {skipped("notify_fifo", no_fifo)},
    {skipped("notify_fifo_script", no_fifo)},
    {skipped("vrrp_notify_fifo", no_fifo)},
    {skipped("vrrp_notify_fifo_script", no_fifo)},
    {skipped("lvs_notify_fifo", no_balancing)},
    {skipped("lvs_notify_fifo_script", no_balancing)},
    {skipped("notification_email", no_mail)},
    {skipped("notification_email_from", no_mail)},
    {skipped("smtp_server", no_mail)},
    {skipped("smtp_helo_name", no_mail)},
    {skipped("smtp_connect_timeout", no_mail)},
    {skipped("smtp_alert", no_mail)},
    {skipped("smtp_alert_vrrp", no_mail)},
    {skipped("smtp_alert_checker", no_mail)},
    {skipped("email_faults", no_mail)},
    {skipped("no_email_faults", no_mail)},
    {skipped("enable_snmp_vrrp", no_snmp)},
    {skipped("enable_snmp_checker", no_snmp)},
    {skipped("enable_snmp_rfc", no_snmp)},
    {skipped("enable_snmp_rfcv2", no_snmp)},
    {skipped("enable_snmp_rfcv3", no_snmp)},
    {skipped("enable_snmp_keepalived", no_snmp)},
    {skipped("enable_traps", no_snmp)},
    {skipped("snmp_socket", no_snmp)},
    {skipped("enable_dbus", no_dbus)},
    {skipped("dbus_service_name", no_dbus)},
    {skipped("lvs_sync_daemon", no_balancing)},
    {skipped("lvs_flush", no_balancing)},
    {skipped("lvs_flush_onstop", no_balancing)},
    {skipped("lvs_timeouts", no_balancing)},
    {skipped("vrrp_priority", no_priority)},
    {skipped("vrrp_no_swap", no_priority)},
    {skipped("vrrp_rt_priority", no_priority)},
    {skipped("vrrp_rlimit_rttime", no_priority)},
    {skipped("vrrp_rlimit_rtime", no_priority)},
    {skipped("vrrp_cpu_affinity", no_priority)},
    {skipped("checker_priority", no_balancing)},
    {skipped("checker_no_swap", no_balancing)},
    {skipped("checker_rt_priority", no_balancing)},
    {skipped("checker_log_all_failures", no_balancing)},
    {skipped("bfd_priority", "vrrpspecd does no BFD")},
    {skipped("process_names", "the processes of vrrpspecd have names of their own")},
    {skipped("max_auto_priority", no_priority)},
    {skipped("min_auto_priority_delay", no_priority)},
    {skipped("vrrp_rx_bufs_policy", "vrrpspecd does not size the buffers of its sockets")},
    {skipped("vrrp_rx_bufs_multiplier", "vrrpspecd does not size the buffers of its sockets")},
    {skipped("startup_script", no_hook)},
    {skipped("startup_script_timeout", no_hook)},
    {skipped("shutdown_script", no_hook)},
    {skipped("shutdown_script_timeout", no_hook)},
    {skipped("reload_time_file", no_timed_reload)},
    {skipped("reload_repeat", no_timed_reload)},
    {skipped("reload_file", no_timed_reload)},
    {skipped("data_use_instance", "vrrpspecd writes no dump files")},
    {skipped("tmp_config_directory", "vrrpspecd keeps no copy of its configuration")},
});

}  // namespace

void read_globals(Context& context, std::span<const Statement> block) {
  read_block<Globals>(context, global_table, context.globals, block);
}

std::vector<std::string_view> global_keywords() {
  return names_of<Globals>(global_table);
}

}  // namespace vrrpspec::impl
