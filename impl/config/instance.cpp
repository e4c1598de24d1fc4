#include "impl/config/instance.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "impl/config/announcements.hpp"
#include "impl/config/keywords.hpp"
#include "impl/config/tracked.hpp"

namespace vrrpspec::impl {
namespace {

using Words = std::span<const Word>;

void read_own_interface(Context& context, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  auto name = read_interface(context, words[0]);
  if (!name) return;
  if (*name == "lo") {
    context.diagnostics.error(words[0].at, "VRRP does not run on the loopback interface");
  }
  draft.interface = {.value = std::move(*name), .at = words[0].at};
}

void read_vrid(Context& context, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  const auto number = read_number(context, words[0], "virtual_router_id", 1, 255);
  if (number) draft.vrid = {.value = *Vrid::from(static_cast<unsigned>(*number)), .at = words[0].at};
}

void read_state(Context& context, InstanceDraft& draft, const Statement& statement, Words words) {
  if (words[0].text != "MASTER" && words[0].text != "BACKUP") {
    return context.diagnostics.error(words[0].at, fmt::format("there is no state \"{}\"", words[0].text),
                                     "MASTER or BACKUP, in capital letters, is wanted");
  }
  draft.is_master = {.value = words[0].text == "MASTER", .at = statement.at};
}

void read_priority(Context& context, InstanceDraft& draft, const Statement& statement, Words words) {
  const auto number = read_number(context, words[0], "priority", 1, 255);
  draft.priority = {.value = static_cast<unsigned>(number.value_or(priority_default.value())), .at = statement.at};
}

void read_interval(Context& context, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  const auto interval =
      read_seconds(context, words[0], "advert_int", std::chrono::milliseconds{10}, std::chrono::seconds{255});
  if (interval) draft.interval = {.value = *interval, .at = words[0].at};
}

void read_version(Context& context, InstanceDraft& draft, const Statement& statement, Words words) {
  const auto version = read_number(context, words[0], "version", 2, 3);
  if (version) draft.version = {.value = static_cast<unsigned>(*version), .at = statement.at};
}

void read_instance_profile(Context& context, InstanceDraft& draft, const Statement& statement, Words words) {
  if (const Profile* profile = read_profile(context, words[0])) draft.profile = {.value = profile, .at = statement.at};
}

template <auto Member>
void read_flag_into(Context& context, InstanceDraft& draft, const Statement& statement, Words words) {
  if (const auto flag = read_flag(context, words)) draft.*Member = {.value = *flag, .at = statement.at};
}

/// Two keywords for the two values of one thing; `Other` is the other one.
template <auto Member, bool Value, const char* Other>
void choose(Context& context, InstanceDraft& draft, const Statement& statement, Words /*words*/) {
  auto& chosen = draft.*Member;
  if (chosen && chosen->value != Value) {
    context.diagnostics.warning(statement.at,
                                fmt::format("{} contradicts {}, at {}", statement.keyword, Other,
                                            to_string(context.diagnostics.place(chosen->at))),
                                "the last one counts");
  }
  chosen = {.value = Value, .at = statement.at};
}
constexpr char preempt[] = "preempt";
constexpr char nopreempt[] = "nopreempt";
constexpr char accept[] = "accept";
constexpr char no_accept[] = "no_accept";

void read_preempt_delay(Context& context, InstanceDraft& draft, const Statement& statement, Words words) {
  const auto delay = read_seconds(context, words[0], "preempt_delay", {}, std::chrono::seconds{1000});
  if (delay) draft.preempt_delay = {.value = *delay, .at = statement.at};
}

template <auto Member>
void read_source(Context& context, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  if (const auto address = read_address(context, words[0])) draft.*Member = {.value = *address, .at = words[0].at};
}

void read_destination(Context& /*context*/, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  draft.destination = {.value = words[0].text, .at = words[0].at};
}

void read_virtual_mac(Context& context, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  draft.has_virtual_mac = true;
  for (const Word& word : words) {
    if (word.text.find(':') != std::string::npos) {
      draft.virtual_mac = {.value = word.text, .at = word.at};
    } else {
      draft.link_name = read_interface(context, word);
    }
  }
}

void read_auth_type(Context& /*context*/, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  draft.authentication = {.value = words[0].text, .at = words[0].at};
}

void read_auth_pass(Context& context, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  constexpr std::size_t longest = 8;  // octets of Authentication Data
  std::string text = words[0].text;
  if (text.size() > longest) {
    context.diagnostics.warning(words[0].at, "the password has more than 8 octets", "only the first 8 are sent");
    text.resize(longest);
  }
  if (!is_plain(text)) {
    return context.diagnostics.error(words[0].at, "this is no password",
                                     "1 to 8 printable ASCII characters are wanted, without double quotes, without "
                                     "names of variables and without a backslash at the end");
  }
  draft.password = {.value = std::move(text), .at = words[0].at};
}

constexpr auto authentication_table = std::to_array<Keyword<InstanceDraft>>({
    {{.name = "auth_type", .least = 1, .most = 1}, read_auth_type},
    {{.name = "auth_pass", .least = 1, .most = 1}, read_auth_pass},
});

void read_authentication(Context& context, InstanceDraft& draft, const Statement& statement, Words /*words*/) {
  read_block<InstanceDraft>(context, authentication_table, draft, statement.block);
  draft.misread.authentication = (is_written(statement.block, "auth_type") && !draft.authentication) ||
                                 (is_written(statement.block, "auth_pass") && !draft.password);
}

template <auto Member>
void read_addresses(Context& context, InstanceDraft& draft, const Statement& statement, Words /*words*/) {
  auto& addresses = draft.*Member;
  const std::size_t before = addresses.size();
  for (const Statement& line : statement.block) read_virtual_address(context, line, addresses);
  if (addresses.size() - before < statement.block.size()) draft.misread.address = true;
}

/// The lines of a block of names; `read` gets the words of each.
template <typename Read>
void read_lines(Context& context, const Statement& block, Read read) {
  for (const Statement& line : block.block) {
    const auto words = words_of(context, line, Shape::line);
    if (!words) continue;
    if (line.has_block) {
      context.diagnostics.error(line.at, fmt::format("\"{}\" takes no block in braces", words->front().text));
    } else if (count_entry(context, line.at)) {
      read(Words{*words});
    }
  }
}

void read_peers(Context& context, InstanceDraft& draft, const Statement& statement, Words /*words*/) {
  read_lines(context, statement, [&](Words words) {
    const auto address = read_address(context, words[0]);
    if (words.size() > 1) {
      context.diagnostics.warning(words[1].at, fmt::format("{} takes no effect", words[1].text),
                                  "an advert must come with the TTL or hop limit 255, or is discarded");
    }
    if (address) draft.peers.push_back({.value = *address, .at = words[0].at});
    draft.misread.peer = draft.misread.peer || !address;
  });
}

void read_tracked_interfaces(Context& context, InstanceDraft& draft, const Statement& statement, Words /*words*/) {
  read_lines(context, statement, [&](Words words) {
    TrackedInterface tracked;
    const auto name = read_interface(context, words[0]);
    if (!name || !read_tracked_weight(context, words, tracked.weight, tracked.reverse)) return;
    tracked.name = *name;
    draft.interfaces.push_back({.value = std::move(tracked), .at = words[0].at});
  });
}

void read_tracked_scripts(Context& context, InstanceDraft& draft, const Statement& statement, Words /*words*/) {
  read_lines(context, statement, [&](Words words) {
    TrackedScriptDraft tracked;
    int weight = 0;
    const auto name = read_name(context, words[0], "a script");
    if (!name || !read_tracked_weight(context, words, weight, tracked.reverse)) return;
    tracked.name = *name;
    if (words.size() > 1) tracked.weight = weight;
    draft.scripts.push_back({.value = std::move(tracked), .at = words[0].at});
  });
}

void read_dont_track_primary(Context& /*context*/, InstanceDraft& draft, const Statement& /*statement*/, Words) {
  draft.tracks_own_interface = false;
}

template <auto Member>
void read_notification(Context& context, InstanceDraft& draft, const Statement& statement, Words words) {
  auto& command = draft.notifications.*Member;
  if (command) {
    return context.diagnostics.error(statement.at, fmt::format("a second {}", statement.keyword),
                                     "only one program is run; start both from one script");
  }
  command = read_command(context, words);
  if (command) context.commands.push_back({.command = *command, .at = context.diagnostics.place(words[0].at)});
}

template <auto Read>
void read_announcement(Context& context, InstanceDraft& draft, const Statement& /*statement*/, Words words) {
  Read(context, draft.announcements, words[0]);
}

template <auto Member>
constexpr Keyword<InstanceDraft> notification(std::string_view name) {
  return {.form = {.name = name, .shape = Shape::command, .least = 1, .most = 3, .may_repeat = true},
          .read = read_notification<Member>};
}
constexpr KeywordForm one_word(std::string_view name) {
  return {.name = name, .least = 1, .most = 1};
}
constexpr KeywordForm flag(std::string_view name) {
  return {.name = name, .most = 1};
}
constexpr KeywordForm block(std::string_view name) {
  return {.name = name, .shape = Shape::block, .may_repeat = true};
}

constexpr std::string_view no_routes = "vrrpspecd sets no routes and rules but its own";
constexpr std::string_view no_extra_announcements = "addresses are announced as garp_master_* says and not else";
constexpr std::string_view always_vmac = "adverts leave from the virtual MAC address (RFC 5798 7.3)";

constexpr auto instance_table = std::to_array<Keyword<InstanceDraft>>({
    {one_word("interface"), read_own_interface},
    {one_word("virtual_router_id"), read_vrid},
    {one_word("state"), read_state},
    {one_word("priority"), read_priority},
    {one_word("advert_int"), read_interval},
    {one_word("version"), read_version},
    {flag("v2_and_v3"), read_flag_into<&InstanceDraft::both_versions>},
    {one_word("vrrp_profile"), read_instance_profile},
    {{.name = preempt}, choose<&InstanceDraft::preempt, true, nopreempt>},
    {{.name = nopreempt}, choose<&InstanceDraft::preempt, false, preempt>},
    {one_word("preempt_delay"), read_preempt_delay},
    {{.name = accept}, choose<&InstanceDraft::accept, true, no_accept>},
    {{.name = no_accept}, choose<&InstanceDraft::accept, false, accept>},
    {flag("strict_mode"), read_flag_into<&InstanceDraft::strict>},
    {block("authentication"), read_authentication},
    {block("virtual_ipaddress"), read_addresses<&InstanceDraft::addresses>},
    {block("virtual_ipaddress_excluded"), read_addresses<&InstanceDraft::excluded_addresses>},
    {one_word("mcast_src_ip"), read_source<&InstanceDraft::multicast_source>},
    {one_word("unicast_src_ip"), read_source<&InstanceDraft::unicast_source>},
    {one_word("mcast_dst_ip"), read_destination},
    {block("unicast_peer"), read_peers},
    {{.name = "use_vmac", .most = 2}, read_virtual_mac},
    {{.name = "dont_track_primary"}, read_dont_track_primary},
    {block("track_interface"), read_tracked_interfaces},
    {block("track_script"), read_tracked_scripts},
    notification<&Notifications::master>("notify_master"),
    notification<&Notifications::backup>("notify_backup"),
    notification<&Notifications::fault>("notify_fault"),
    notification<&Notifications::stop>("notify_stop"),
    notification<&Notifications::any>("notify"),
    {one_word("garp_master_delay"), read_announcement<read_announcement_delay>},
    {one_word("garp_master_repeat"), read_announcement<read_announcement_repeat>},
    {one_word("garp_master_refresh"), read_announcement<read_announcement_refresh>},
    {one_word("garp_master_refresh_repeat"), read_announcement<read_announcement_refresh_repeat>},
    {noted("native_ipv6", "keepalived knows the family from the addresses, and so does vrrpspecd")},
    {noted("debug", "keepalived does not use it either")},
    {noted("vmac_xmit_base", always_vmac)},
    {skipped("use_vmac_addr", "devices of addresses get no macvlan of their own")},
    {skipped("use_ipvlan", always_vmac)},
    {skipped("vrf", "vrrpspecd does not look at VRFs")},
    {skipped("down_timer_adverts", "Master_Down_Interval is the RFC's: 3 intervals and Skew_Time")},
    {skipped("garp_lower_prio_delay", no_extra_announcements)},
    {skipped("garp_lower_prio_repeat", no_extra_announcements)},
    {skipped("garp_extra_if", no_extra_announcements)},
    {skipped("lower_prio_no_advert", by_profile)},
    {skipped("higher_prio_send_advert", by_profile)},
    {skipped("owner_ignore_adverts", by_profile)},
    {skipped("skip_check_adv_addr", "the addresses of adverts are compared as the profile says")},
    {skipped("v3_checksum_as_v2", by_profile)},
    {skipped("old_unicast_checksum", by_profile)},
    {skipped("check_unicast_src", "vrrpspecd has no such choice")},
    {skipped("track_src_ip", "vrrpspecd does not track addresses")},
    {skipped("unicast_ttl", "adverts leave with the TTL or hop limit 255")},
    {skipped("unicast_fault_no_peer", "vrrpspecd has no such choice")},
    {skipped("kernel_rx_buf_size", "vrrpspecd does not size the buffers of its sockets")},
    {skipped("lvs_sync_daemon_interface", no_balancing)},
    {skipped("promote_secondaries", "vrrpspecd does not set it")},
    {skipped("linkbeat_use_polling", "the state of links comes from the kernel")},
    {skipped("virtual_routes", no_routes)},
    {skipped("virtual_rules", no_routes)},
    {skipped("track_file", "vrrpspecd tracks interfaces and scripts; let a script look at the file")},
    {skipped("track_process", "vrrpspecd tracks interfaces and scripts; let a script look for the process")},
    {skipped("track_bfd", "vrrpspecd does no BFD")},
    {skipped("notify_deleted", "only transitions are notified; see notify_stop")},
    {skipped("notify_master_rx_lower_pri", "only transitions are notified")},
    {skipped("notify_priority_changes", "only transitions are notified")},
    {skipped("smtp_alert", no_mail)},
    {skipped("auth_hmac", "no profile has it")},
});

}  // namespace

std::optional<InstanceDraft> read_instance(Context& context, const Statement& statement,
                                           std::span<const Word> arguments) {
  InstanceDraft draft;
  draft.at = statement.at;
  draft.announcements = context.globals.announcements;
  const auto name = read_name(context, arguments[0], "an instance");
  if (name) draft.name = *name;
  read_block<InstanceDraft>(context, instance_table, draft, statement.block);
  draft.misread.interface = is_written(statement.block, "interface") && !draft.interface;
  draft.misread.vrid = is_written(statement.block, "virtual_router_id") && !draft.vrid;
  if (!name) return std::nullopt;
  return draft;
}

std::vector<std::string_view> instance_keywords() {
  return names_of<InstanceDraft>(instance_table);
}

}  // namespace vrrpspec::impl
