// What is said about an instance that is not as it should be, and what it comes to.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/impl/config/reading.hpp"

namespace vrrpspec::impl {
namespace {

constexpr Versions v2{.v2 = true, .v3 = false};
constexpr Versions v3{.v2 = false, .v3 = true};
constexpr Versions both{.v2 = true, .v3 = true};

void error(std::string_view statements, std::string_view what) {
  expect_said(instance_with(statements), Severity::error, what);
}
void warning(std::string_view statements, std::string_view what) {
  expect_said(instance_with(statements), Severity::warning, what);
}
void note(std::string_view statements, std::string_view what) {
  expect_said(instance_with(statements), Severity::note, what);
}

std::string ipv6_instance(std::string_view addresses, std::string_view statements = {}) {
  return "vrrp_instance V6 {\ninterface eth0\nuse_vmac\nvirtual_router_id 6\nvirtual_ipaddress {\n" +
         std::string{addresses} + "\n}\n" + std::string{statements} + "\n}\n";
}

TEST(Keyword, that_is_unknown_is_an_error_with_a_hint) {
  error("priority_ 100", "unknown keyword \"priority_\"; did you mean \"priority\"?");
  error("vrrp_version 3", "it belongs into global_defs");
  error("xyzzyxyzzy", "unknown keyword \"xyzzyxyzzy\"");
}

TEST(Keyword, on_the_line_of_another_is_an_error) {
  error("priority 100 advert_int 2", "write one statement on a line");
  error("priority 100 200", "\"200\" is too much behind priority");
  error("nopreempt yes", "\"yes\" is too much");
}

TEST(Keyword, without_its_argument_or_block_is_an_error) {
  error("priority", "priority lacks an argument");
  error("virtual_ipaddress_excluded", "lacks its block");
  error("priority 100 {\n}", "takes no block");
}

TEST(Keyword, given_again_is_a_warning_and_the_last_one_counts) {
  warning("priority 1\npriority 2", "priority was given before, at test.conf:9");
  EXPECT_EQ(only_instance(instance_with("priority 1\npriority 2")).priority, Priority{2});
}

TEST(Keyword, that_is_not_done_here_says_so) {
  warning("virtual_routes {\n192.0.2.0/24 via 192.0.2.1\n}", "virtual_routes is skipped as a whole");
  warning("smtp_alert", "smtp_alert takes no effect");
  expect_said("virtual_server 192.0.2.1 80 {\nreal_server 192.0.2.2 80 {\nHTTP_GET {\n}\n}\n}", Severity::warning,
              "virtual_server is skipped as a whole: vrrpspecd does no load balancing");
  expect_said("vrrp_sync_group G {\ngroup {\nA\n}\n}", Severity::warning, "vrrp_sync_group is skipped");
  expect_said("bfd_instance B {\n}", Severity::warning, "bfd_instance is skipped");
}

TEST(Number, outside_of_its_range_is_an_error) {
  error("priority 0", "a whole number from 1 to 255 is wanted");
  error("priority 256", "a whole number from 1 to 255 is wanted");
  error("priority 0x10", "a whole number from 1 to 255 is wanted");
  error("advert_int 0.001", "seconds from 0.01 to 255 are wanted");
  error("advert_int 1e2", "seconds from 0.01 to 255 are wanted");
  error("advert_int 1.0000000", "at most six decimal places");
  error("preempt_delay 1001", "seconds from 0 to 1000 are wanted");
  error("track_interface {\neth1 weight 254\n}", "a whole number from -253 to 253 is wanted");
  error("garp_master_repeat 0", "a whole number from 1 to 255 is wanted");
}

TEST(Instance, lacks_what_has_no_default) {
  expect_said("vrrp_instance VI {\n}", Severity::error, "VI lacks its interface");
  expect_said("vrrp_instance VI {\n}", Severity::error, "VI lacks its virtual_router_id");
  expect_said("vrrp_instance VI {\n}", Severity::error, "VI lacks a virtual_ipaddress");
  expect_said("", Severity::warning, "there is no vrrp_instance");
}

/// How many errors a text has.
std::size_t errors_in(std::string_view text) {
  const Loaded loaded = read(text);
  return static_cast<std::size_t>(std::ranges::count(loaded.diagnostics, Severity::error, &Diagnostic::severity));
}

TEST(Instance, with_something_that_cannot_be_read_is_not_said_to_lack_it) {
  const auto of = [](std::string_view interface, std::string_view vrid, std::string_view addresses,
                     std::string_view more = {}) {
    return "vrrp_instance VI {\ninterface " + std::string{interface} + "\nuse_vmac\nversion 3\nvirtual_router_id " +
           std::string{vrid} + "\nvirtual_ipaddress {\n" + std::string{addresses} + "\n}\n" + std::string{more} +
           "\n}\n";
  };
  EXPECT_EQ(errors_in(of("eth0", "51", "192.0.2.1")), 0U);
  EXPECT_EQ(errors_in(of("eth0", "51", "192.0.2.300")), 1U);
  EXPECT_EQ(errors_in(of("eth0", "51", "$VIP")), 1U);
  EXPECT_EQ(errors_in(of("eth0", "51", "192.0.2.1 dev")), 1U);
  EXPECT_EQ(errors_in(of("eth0", "51", "fe80::g\n2001:db8::1")), 1U);
  EXPECT_EQ(errors_in(of("eth0", "51", "")), 1U);
  EXPECT_EQ(errors_in(of("eth0", "256", "192.0.2.1")), 1U);
  EXPECT_EQ(errors_in(of("eth0", "", "192.0.2.1")), 1U);
  EXPECT_EQ(errors_in(of("eth0", "0", "192.0.2.300")), 2U);
  EXPECT_EQ(errors_in(of("a/b", "51", "192.0.2.1")), 1U);
  EXPECT_EQ(errors_in(instance_with("authentication {\nauth_type PASS\nauth_pass a b\n}")), 1U);
  EXPECT_EQ(errors_in(instance_with("authentication {\nauth_type\nauth_pass a\n}")), 1U);
  const Loaded loaded = read(quiet_instance_with("unicast_src_ip 192.0.2.2\nunicast_peer {\n192.0.2.300\n}"));
  EXPECT_EQ(loaded.diagnostics.size(), 1U) << messages(loaded);
}

TEST(Instance, that_tracks_a_script_with_an_error_is_not_said_to_track_none) {
  EXPECT_EQ(errors_in("vrrp_script chk {\n}\n" + instance_with("track_script {\nchk\n}")), 1U);
  EXPECT_EQ(errors_in("vrrp_script chk {\nscript \"/a\n}\n" + instance_with("track_script {\nchk\n}")), 1U);
}

TEST(State, does_not_decide_who_is_master) {
  error("state master", "there is no state \"master\"");
  warning("state MASTER\npriority 150", "state MASTER takes no effect");
  warning("state BACKUP\npriority 255", "state BACKUP takes no effect");
  warning("state MASTER", "state MASTER without a priority means priority 255");
  EXPECT_EQ(only_instance(instance_with("state MASTER")).priority, priority_owner);
  EXPECT_EQ(only_instance(instance_with("state BACKUP")).priority, priority_default);
}

TEST(Version, is_keepalived_s_default_without_a_word) {
  note("", "speaks VRRPv2, which is keepalived's default");
  const InstanceConfiguration instance = only_instance(instance_with(""));
  EXPECT_EQ(instance.versions, v2);
  EXPECT_EQ(instance.profile, &rfc3768);
}

TEST(Version, of_the_instance_comes_before_that_of_all) {
  const std::string_view general = "global_defs {\nvrrp_version 3\nvrrp_profile rfc9568\n}\n";
  EXPECT_EQ(only_instance(instance_with("", general)).versions, v3);
  EXPECT_EQ(only_instance(instance_with("", general)).profile, &rfc9568);
  EXPECT_EQ(only_instance(instance_with("version 2", general)).profile, &rfc3768);
  EXPECT_EQ(only_instance(instance_with("vrrp_profile rfc5798", general)).profile, &rfc5798);
  EXPECT_EQ(only_instance(instance_with("v2_and_v3", general)).versions, both);
  EXPECT_EQ(only_instance(instance_with("vrrp_profile rfc3768", general)).versions, v2);
}

TEST(Version, that_contradicts_itself_is_an_error) {
  error("version 2\nv2_and_v3", "v2_and_v3 contradicts version 2");
  error("version 2\nvrrp_profile rfc5798", "profile rfc5798 is of VRRPv3, which contradicts test.conf:9");
  error("version 3\nvrrp_profile rfc3768", "profile rfc3768 is of VRRPv2");
  error("vrrp_profile rfc2338", "there is no profile \"rfc2338\"");
  expect_said("global_defs {\nvrrp_version 2\nvrrp_profile rfc9568\n}", Severity::error, "contradicts test.conf:2");
}

TEST(Version, of_ipv6_is_three) {
  EXPECT_EQ(only_instance(ipv6_instance("fe80::1/64")).versions, v3);
  expect_said(ipv6_instance("fe80::1", "version 2"), Severity::error, "VRRPv2 has no IPv6");
  expect_said(ipv6_instance("fe80::1", "v2_and_v3"), Severity::error, "VRRPv2 has no IPv6");
  expect_said("global_defs {\nvrrp_version 2\n}" + ipv6_instance("fe80::1"), Severity::note, "speaks VRRPv3 though");
}

TEST(Interval, has_the_unit_of_the_version) {
  EXPECT_EQ(only_instance(instance_with("version 3\nadvert_int .25")).advertisement_interval, Centiseconds{25});
  EXPECT_EQ(only_instance(instance_with("version 2\nadvert_int 255")).advertisement_interval, Centiseconds{25'500});
  error("version 2\nadvert_int 1.5", "does not fit into a VRRPv2 advert");
  error("version 3\nadvert_int 41", "at most 40.95 s do");
  warning("version 3\nadvert_int 0.125", "advert_int 0.125 becomes 0.13");
  note("v2_and_v3\nadvert_int 0.5", "VRRPv2 adverts are sent every 0.5 s");
}

TEST(Preemption, is_always_that_of_an_owner) {
  EXPECT_FALSE(only_instance(instance_with("nopreempt")).preempt_mode);
  EXPECT_TRUE(only_instance(instance_with("nopreempt\npriority 255")).preempt_mode);
  warning("nopreempt\npriority 255", "nopreempt takes no effect");
  note("nopreempt\nstate MASTER\npriority 100", "keepalived ignores nopreempt with state MASTER");
  warning("nopreempt\npreempt", "preempt contradicts nopreempt, at test.conf:9");
}

TEST(PreemptDelay, needs_preemption) {
  EXPECT_EQ(only_instance(instance_with("preempt_delay 1.5")).preempt_delay, std::chrono::milliseconds{1500});
  warning("preempt_delay 5\nnopreempt", "preempt_delay takes no effect with nopreempt");
  warning("preempt_delay 5\npriority 255", "preempt_delay takes no effect: priority 255");
  warning("preempt_delay 5\nstrict_mode", "preempt_delay takes no effect in strict mode");
}

TEST(Strict, does_not_accept_unless_it_owns) {
  const std::string_view strict = "global_defs {\nvrrp_strict\n}\n";
  EXPECT_TRUE(only_instance(instance_with("")).accept_mode);
  EXPECT_FALSE(only_instance(instance_with("", strict)).accept_mode);
  EXPECT_TRUE(only_instance(instance_with("priority 255", strict)).accept_mode);
  EXPECT_TRUE(only_instance(instance_with("accept", strict)).accept_mode);
  EXPECT_TRUE(only_instance(instance_with("strict_mode off", strict)).accept_mode);
}

TEST(Password, is_of_version_two_only) {
  const std::string authentication = "authentication {\nauth_type PASS\nauth_pass 123456789\n}\n";
  EXPECT_EQ(only_instance(instance_with(authentication)).password, "12345678");
  warning(authentication, "the password has more than 8 octets");
  warning("version 3\n" + authentication, "VRRPv3 has no authentication");
  EXPECT_FALSE(only_instance(instance_with("version 3\n" + authentication)).password);
  warning("strict_mode\n" + authentication, "the password takes no effect in strict mode");
  error("authentication {\nauth_type AH\nauth_pass a\n}", "authentication \"AH\" is not done");
  error("authentication {\nauth_type PASS\n}", "auth_type PASS without auth_pass");
  error("authentication {\nauth_pass a\n}", "auth_pass without auth_type");
  error("authentication {\nauth_type PASS\nauth_pass $x\n}", "$x is not defined");
}

TEST(VirtualAddress, has_options) {
  const auto instance = only_instance(
      instance_with("virtual_ipaddress {\n192.0.2.20/25 dev eth1 label eth1:1 scope global\n192.0.2.21\n}"));
  EXPECT_EQ(instance.addresses[1],
            (VirtualAddress{
                .address = IpAddress::v4(192, 0, 2, 20), .prefix_length = 25, .device = "eth1", .label = "eth1:1"}));
  EXPECT_EQ(instance.addresses[2].prefix_length, 32U);
  warning("virtual_ipaddress {\n192.0.2.20 brd +\n}", "brd takes no effect");
  warning("virtual_ipaddress {\n192.0.2.20 no_track\n}", "no_track takes no effect");
  error("virtual_ipaddress {\n192.0.2.20 eth1\n}", "\"eth1\" behind an address");
  error("virtual_ipaddress {\n192.0.2.20 192.0.2.21\n}", "\"192.0.2.21\" behind an address");
  error("virtual_ipaddress {\n192.0.2.20/33\n}", "a whole number from 0 to 32 is wanted");
  error("virtual_ipaddress {\n192.0.2\n}", "\"192.0.2\" is not an IP address");
  error("virtual_ipaddress {\n224.0.0.1\n}", "224.0.0.1 cannot be a virtual address");
  expect_said(ipv6_instance("fe80::1 label a"), Severity::warning, "only IPv4 addresses have labels");
}

TEST(VirtualAddress, of_the_other_family_is_excluded_or_an_error) {
  error("virtual_ipaddress {\nfe80::1\n}", "an IPv6 address among IPv4 addresses");
  const auto instance = only_instance(instance_with("virtual_ipaddress_excluded {\n2001:db8::1/64\n}"));
  EXPECT_EQ(instance.excluded_addresses.at(0).address, IpAddress::parse("2001:db8::1"));
}

TEST(VirtualAddress, given_twice_counts_once) {
  warning("virtual_ipaddress {\n192.0.2.10\n}", "192.0.2.10 is given twice");
  EXPECT_EQ(only_instance(instance_with("virtual_ipaddress {\n192.0.2.10\n}")).addresses.size(), 1U);
}

TEST(VirtualAddress, that_is_link_local_comes_first_for_ipv6) {
  const std::string text = ipv6_instance("2001:db8::1/64\n2001:db8::2/64\nfe80::1/64");
  const auto instance = only_instance(text);
  EXPECT_EQ(instance.addresses[0].address, IpAddress::parse("fe80::1"));
  EXPECT_EQ(instance.addresses[1].address, IpAddress::parse("2001:db8::1"));
  expect_said(text, Severity::note, "fe80::1 goes to the front");
  expect_said(ipv6_instance("2001:db8::1/64"), Severity::error, "no virtual address is link-local");
}

TEST(VirtualAddress, that_no_advert_can_carry_is_an_error) {
  std::string addresses = "virtual_ipaddress {\n";
  for (int i = 0; i < 255; ++i) addresses += "198.51.100." + std::to_string(i) + "\n";
  error(addresses + "}\n", "an advert has at most 255 addresses");
}

TEST(Source, has_the_family_of_the_addresses) {
  EXPECT_EQ(only_instance(instance_with("mcast_src_ip 192.0.2.1")).source, IpAddress::v4(192, 0, 2, 1));
  error("mcast_src_ip fe80::1", "not of the family");
  expect_said(ipv6_instance("fe80::1", "mcast_src_ip 2001:db8::9"), Severity::error, "is a link-local address");
  warning("unicast_src_ip 192.0.2.1", "unicast_src_ip without unicast_peer");
  warning("mcast_src_ip 192.0.2.1\nunicast_src_ip 192.0.2.2", "a second source address takes no effect");
  error("mcast_dst_ip 224.0.0.19", "the group is 224.0.0.18");
}

TEST(Peers, are_no_matter_of_the_rfc) {
  const std::string peers = "unicast_peer {\n192.0.2.2\n192.0.2.3 min_ttl 255\n}\n";
  EXPECT_EQ(only_instance(instance_with(peers + "unicast_src_ip 192.0.2.1")).unicast_peers.size(), 2U);
  note(peers, "RFC 5798 sends adverts to the group");
  warning(peers, "min_ttl takes no effect");
  error(peers + "strict_mode", "strict mode has no unicast_peer");
  error("unicast_peer {\nfe80::1\n}", "not of the family");
}

TEST(VirtualMac, is_used_in_any_case) {
  EXPECT_EQ(only_instance(instance_with("use_vmac router51")).link_name, "router51");
  error("use_vmac a 02:00:00:00:00:01", "it is 00:00:5e:00:01:33");
  EXPECT_EQ(only_instance(instance_with("use_vmac a 00:00:5E:00:01:33")).link_name, "a");
  expect_said("vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n192.0.2.1\n}\n}",
              Severity::note, "V uses the virtual MAC address though use_vmac is not given");
}

TEST(Tracking, of_scripts_takes_their_weight) {
  const std::string_view script = "vrrp_script chk {\nscript /bin/true\nweight 5 reverse\n}\n";
  const auto tracked = [&](std::string_view line) {
    return only_instance(instance_with("track_script {\n" + std::string{line} + "\n}", script)).track_scripts.at(0);
  };
  EXPECT_EQ(tracked("chk"), (TrackedScript{.name = "chk", .weight = 5, .reverse = true}));
  EXPECT_EQ(tracked("chk weight -7"), (TrackedScript{.name = "chk", .weight = -7, .reverse = false}));
  error("track_script {\nchk\n}", "there is no vrrp_script chk");
  expect_said("vrrp_instance V {\ntrack_script {\nchk\n}\n}", Severity::error, "there is no vrrp_script chk");
  expect_said(instance_with("track_script {\nchk\n}") + std::string{script}, Severity::note,
              "vrrp_script chk is defined behind its use");
  error("track_interface {\neth1 5\n}", "NAME [weight NUMBER [reverse]] is wanted");
  warning("track_interface {\neth0\n}", "eth0 is tracked anyway");
  warning("track_interface {\neth1\neth1\n}", "eth1 is tracked twice");
}

TEST(Commands, are_placed_where_they_are_named) {
  const Loaded loaded = read("vrrp_script chk {\nscript \"/bin/a b\"\nuser nobody\n}\n" +
                             quiet_instance_with("notify_master /bin/c root"));
  ASSERT_EQ(loaded.commands.size(), 2U) << messages(loaded);
  EXPECT_EQ(loaded.commands[0].command, loaded.configuration.scripts.at(0).command);
  EXPECT_EQ(to_string(loaded.commands[0].at), "test.conf:2");
  EXPECT_EQ(loaded.commands[1].command, loaded.configuration.instances.at(0).notifications.master);
  EXPECT_EQ(loaded.commands[1].at.column, 15U);
}

TEST(Address, with_the_instances_own_device_goes_to_the_macvlan) {
  expect_said(instance_with("virtual_ipaddress_excluded {\n192.0.2.11 dev eth0\n192.0.2.12 dev eth0\n}"),
              Severity::note, "192.0.2.11 goes to the macvlan of VI, not to eth0 itself");
  EXPECT_EQ(messages(read(quiet_instance_with("virtual_ipaddress_excluded {\n192.0.2.11 dev eth1\n}"))), "");
}

TEST(Notification, is_one_program) {
  error("notify /bin/a\nnotify /bin/b", "a second notify");
  error("notify /bin/a b c d", "put a command with its arguments into double quotes");
  error("notify \"\"", "no program is named");
  error("notify \"'\"", "in the command, a single quote is not closed");
  note("notify \"/bin/sh -c 'echo $HOME ${USER}'\"", "$HOME is not defined here and stays as it is");
  EXPECT_EQ(only_instance(instance_with("notify \"/bin/sh -c 'echo ${USER}'\"")).notifications.any->argv.at(2),
            "echo ${USER}");
}

TEST(Notification, has_no_quote_that_is_glued_to_a_word) {
  const std::string_view glued = "a quote is glued to a word; put a blank between them";
  error("notify_master \"/a b\"c", glued);
  error("notify_master \"/a b\"\"c\"", glued);
  error("notify_master /a'b c'", glued);
  error("notify_master /a \"user\"s", glued);
  expect_said("vrrp_script s {\nscript \"/a b\"c\n}", Severity::error, glued);
  EXPECT_NE(messages(read("vrrp_script s {\n script \"/a b\"c\n}")).find("test.conf:2:15: error: a quote"),
            std::string::npos);
  // Inside of the command, quotes are as in a shell.
  EXPECT_EQ(only_instance(instance_with("notify \"/a --b='c d'\"")).notifications.any->argv.at(1), "--b=c d");
}

TEST(Script, needs_a_program_and_a_name_of_its_own) {
  expect_said("vrrp_script a {\n}", Severity::error, "vrrp_script a lacks its script");
  const std::string script = "vrrp_script a {\nscript /bin/true\n}\n";
  expect_said(script + script, Severity::error, "there is another vrrp_script a, at test.conf:1");
  expect_said("vrrp_script a {\nscript /bin/true\ninterval 0.5\n}", Severity::error, "whole number from 1 to 4294");
}

}  // namespace
}  // namespace vrrpspec::impl
