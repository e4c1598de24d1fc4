// vrrpspecd through its life: interfaces that come and go, hands that meddle, reloads, scripts, wrong starts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/impl/e2e/daemon_process.hpp"
#include "tests/impl/kernel/in_lab.hpp"

namespace vrrpspec::impl::test {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Life : public InLab {};

bool has_address(const std::string& link) {
  return output_of("ip -o address show dev " + link + " 2>/dev/null || true").find("192.0.2.1/") != std::string::npos;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

std::string content_of(const char* file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

TEST_F(Life, waits_for_an_interface_that_is_not_there) {
  inside([] {
    run("ip link set eth0 down && ip link set eth0 name lan0 && ip link set lan0 up");
    const DaemonProcess daemon{instance()};
    daemon.wait_for_log("started");
    EXPECT_EQ(daemon.state(), "Initialize");
    run("ip link set lan0 name eth0");
    daemon.wait_until_master();
  });
}

TEST_F(Life, waits_for_the_interface_on_which_an_address_is_to_be) {
  inside([] {
    const DaemonProcess daemon{replaced(instance(), "192.0.2.1/24", "192.0.2.1/24 dev eth7")};
    daemon.wait_for_log("interface eth7, on which 192.0.2.1 is to be, is not there");
    run("ip link add eth7 type veth peer name eth7far && ip link set eth7far up && ip link set eth7 up");
    daemon.wait_until_master();
    EXPECT_TRUE(becomes_true([] { return has_address("eth7"); }));
    run("ip link delete eth7");
    daemon.wait_for_state("Initialize");
    run("ip link add eth7 type veth peer name eth7far && ip link set eth7far up && ip link set eth7 up");
    daemon.wait_for_state("Master");
    EXPECT_TRUE(becomes_true([] { return has_address("eth7"); }));
  });
}

TEST_F(Life, survives_an_interface_that_vanishes_and_comes_back) {
  inside([] {
    DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    run("ip link delete eth0");
    daemon.wait_for_state("Initialize");
    run("ip link add eth0 type veth peer name eth0far && ip link set eth0far up && ip address add 192.0.2.2/24 dev "
        "eth0 && ip link set eth0 up");
    daemon.wait_for_state("Master");
    EXPECT_TRUE(becomes_true([] { return has_address("vrrp.7"); }));
    EXPECT_EQ(sysctl("net/ipv4/conf/eth0/arp_ignore"), "1");
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_EQ(sysctl("net/ipv4/conf/eth0/arp_ignore"), "0");
  });
}

TEST_F(Life, takes_a_renamed_interface_for_one_that_is_gone) {
  inside([] {
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    run("ip link set eth0 name lan0");
    daemon.wait_for_state("Initialize");
    EXPECT_TRUE(becomes_true([] { return output_of("ip -o link show type macvlan").empty(); }));
    run("ip link set lan0 name eth0");
    daemon.wait_for_state("Master");
  });
}

TEST_F(Life, goes_down_and_up_with_its_interface) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    run("ip link set eth0 down");
    daemon.wait_for_state("Initialize");
    run("ip link set eth0 up");
    daemon.wait_for_state("Master");
    EXPECT_TRUE(becomes_true([&] { return answers_echo(tap, vmac4, vip4); }));
  });
}

TEST_F(Life, goes_on_when_the_mtu_changes) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    run("ip link set eth0 mtu 1400");
    EXPECT_TRUE(answers_echo(tap, vmac4, vip4));
    EXPECT_EQ(count(daemon.log(), "transition"), 2U);
  });
}

TEST_F(Life, begins_anew_when_the_mtu_ends_and_returns_ipv6) {
  inside([] {
    const DaemonProcess daemon{ipv6_instance()};
    daemon.wait_until_master();
    run("ip link set eth0 mtu 1200");
    daemon.wait_for_state("Initialize");
    run("ip link set eth0 mtu 1500");
    daemon.wait_for_state("Master");
    EXPECT_NE(output_of("ip -6 maddress show dev eth0").find("ff02::12"), std::string::npos);
    const std::string own = output_of("ip -6 -o address show dev vrrp6.7");
    EXPECT_EQ(count(own, "inet6"), 2U) << own;
  });
}

TEST_F(Life, waits_without_a_primary_address_and_uses_another_one_when_that_comes) {
  inside([] {
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    run("ip address delete 192.0.2.2/24 dev eth0");
    daemon.wait_for_state("Initialize");
    daemon.wait_for_log("has no IPv4 address");
    run("ip address add 192.0.2.22/24 dev eth0");
    daemon.wait_for_state("Master");
    EXPECT_EQ(daemon.router().at("primary_address").as_string(), "192.0.2.22");
  });
}

TEST_F(Life, puts_a_virtual_address_back_that_somebody_removed) {
  inside([] {
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    EXPECT_TRUE(becomes_true([] { return has_address("vrrp.7"); }));
    run("ip address delete 192.0.2.1/24 dev vrrp.7");
    EXPECT_TRUE(becomes_true([] { return has_address("vrrp.7"); }));
    EXPECT_EQ(daemon.state(), "Master");
  });
}

TEST_F(Life, puts_a_blackhole_route_back_that_somebody_removed) {
  inside([] {
    const DaemonProcess daemon{instance("no_accept")};
    daemon.wait_until_master();
    const auto drops = [] { return output_of("ip route show type blackhole").find("192.0.2.1") != std::string::npos; };
    EXPECT_TRUE(becomes_true(drops));
    run("ip route delete blackhole 192.0.2.1");
    EXPECT_TRUE(becomes_true(drops));
    EXPECT_EQ(daemon.state(), "Master");
  });
}

TEST_F(Life, begins_when_the_name_of_its_macvlan_is_free) {
  inside([] {
    run("ip link add vrrp.7 type veth peer name vrrp.7far");
    const DaemonProcess daemon{instance()};
    daemon.wait_for_log("started");
    EXPECT_EQ(daemon.state(), "Initialize");
    run("ip link delete vrrp.7");
    EXPECT_TRUE(becomes_true([&] { return daemon.state() == "Master"; }, std::chrono::seconds{20}));
    EXPECT_EQ(count(daemon.log(), "error router=VI error=\"there is an interface vrrp.7 already"), 1U) << daemon.log();
  });
}

TEST_F(Life, lets_a_group_ask) {
  inside([] {
    // An ordinary user's namespaces have no group but one.
    const bool has_others = content_of("/proc/self/gid_map").find("4294967295") != std::string::npos;
    const std::string group = has_others ? "12" : "0";
    const DaemonProcess daemon{instance(), {"--group", group}};
    daemon.wait_for_log("started");
    EXPECT_EQ(output_of("stat -c '%a %g' /run/vrrpspecd/control.sock"), "660 " + group + "\n");
  });
}

TEST_F(Life, makes_a_macvlan_anew_that_somebody_removed_or_switched_off) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    run("ip link set vrrp.7 down");
    EXPECT_TRUE(becomes_true([&] { return answers_echo(tap, vmac4, vip4); }));
    run("ip link delete vrrp.7");
    EXPECT_TRUE(becomes_true([&] { return answers_echo(tap, vmac4, vip4); }));
    run("ip link set vrrp.7 address 02:00:00:00:00:77");
    EXPECT_TRUE(becomes_true([&] { return answers_echo(tap, vmac4, vip4); }));
    EXPECT_EQ(daemon.state(), "Master");
    EXPECT_EQ(count(daemon.log(), "to=Master"), 1U);
  });
}

TEST_F(Life, reloads_without_disturbing_a_router_that_did_not_change) {
  inside([] {
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    std::string other = replaced(instance(), "VI", "VJ");
    other = replaced(other, "virtual_router_id 7", "virtual_router_id 8");
    other = replaced(other, "192.0.2.1/24", "192.0.2.8/24");
    daemon.reload(instance() + other);
    daemon.wait_for_log("reloaded routers=2 added=VJ changed=none removed=none");
    daemon.wait_for_log("router=VJ from=Backup to=Master");
    daemon.reload(instance());
    daemon.wait_for_log("reloaded routers=1 added=none changed=none removed=VJ");
    EXPECT_EQ(daemon.state(), "Master");
    EXPECT_EQ(count(daemon.log(), "transition router=VI "), 2U);
    daemon.wait_for_log("router=VJ from=Master to=Initialize");
  });
}

TEST_F(Life, keeps_the_name_of_a_link_on_reload) {
  inside([] {
    const std::string second = replaced(replaced(instance(), "VI", "VJ"), "eth0", "eth1");
    const std::string other = replaced(second, "192.0.2.1/24", "198.51.100.1/24");
    run("ip address add 198.51.100.2/24 dev eth1 2>/dev/null || true");
    const DaemonProcess daemon{instance() + other};
    daemon.wait_for_log("router=VI from=Backup to=Master");
    daemon.wait_for_log("router=VJ from=Backup to=Master");
    EXPECT_THAT(output_of("ip link show vrrp.7.2"), HasSubstr("vrrp.7.2@eth1"));
    daemon.reload(other);
    daemon.wait_for_log("reloaded routers=1 added=none changed=none removed=VI");
    EXPECT_THAT(output_of("ip link show vrrp.7.2"), HasSubstr("vrrp.7.2@eth1"));
    daemon.reload(instance() + other);
    daemon.wait_for_log("reloaded routers=2 added=VI changed=none removed=none");
    EXPECT_THAT(output_of("ip link show vrrp.7"), HasSubstr("vrrp.7@eth0"));
    EXPECT_EQ(count(daemon.log(), "router=VJ from="), 2U) << daemon.log();
  });
}

TEST_F(Life, moves_an_address_to_another_interface_and_back_on_reload) {
  inside([] {
    const std::string there = replaced(instance(), "192.0.2.1/24", "192.0.2.1/24 dev eth1");
    const auto is_on = [](const char* link) {
      return output_of(std::string{"ip -o address show dev "} + link).find("192.0.2.1/") != std::string::npos;
    };
    const DaemonProcess daemon{there};
    daemon.wait_until_master();
    EXPECT_TRUE(becomes_true([&] { return is_on("eth1"); }));
    run("ip address delete 192.0.2.1/24 dev eth1");
    EXPECT_TRUE(becomes_true([&] { return is_on("eth1"); })) << "it is put back";
    daemon.reload(instance());
    EXPECT_TRUE(becomes_true([&] { return is_on("vrrp.7") && !is_on("eth1"); }));
    daemon.reload(there);
    EXPECT_TRUE(becomes_true([&] { return is_on("eth1") && !is_on("vrrp.7"); }));
    EXPECT_EQ(daemon.state(), "Master");
  });
}

TEST_F(Life, takes_an_excluded_address_of_the_other_family_on_reload) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{ipv6_instance(" accept\n")};
    daemon.wait_until_master();
    daemon.reload(ipv6_instance(" accept\n virtual_ipaddress_excluded {\n 192.0.2.1/24\n }\n"));
    EXPECT_THAT(answers_for(tap, vip4), AllOf(Not(IsEmpty()), Each(vmac6)));
    EXPECT_EQ(daemon.state(), "Master");
  });
}

TEST_F(Life, gives_up_while_its_macvlan_cannot_be_made_again) {
  inside([] {
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    // Its name is taken by the time when it goes.
    run("ip link add other type veth peer name other1 && ip link set vrrp.7 name gone && ip link set other name "
        "vrrp.7");
    run("ip link delete gone");
    daemon.wait_for_log("from=Master to=Initialize");
    run("ip link delete vrrp.7");
    EXPECT_TRUE(becomes_true([&] { return count(daemon.log(), "from=Backup to=Master") == 2; }));
  });
}

TEST_F(Life, takes_a_new_priority_and_new_addresses_on_reload) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    daemon.reload(replaced(instance(" priority 120\n"), "192.0.2.1/24", "192.0.2.5/24"));
    EXPECT_EQ(daemon.router().at("priority").as_int64(), 120);
    daemon.wait_for_log("priority router=VI from=100 to=120");
    daemon.wait_for_log("reloaded routers=1 added=none changed=VI removed=none");
    EXPECT_THAT(answers_for(tap, IpAddress::v4(192, 0, 2, 5)), AllOf(Not(IsEmpty()), Each(vmac4)));
    EXPECT_THAT(answers_for(tap, vip4), IsEmpty());
    EXPECT_EQ(count(daemon.log(), "transition"), 2U);
  });
}

TEST_F(Life, keeps_the_old_configuration_when_the_new_one_has_errors) {
  inside([] {
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    daemon.reload(instance(" nonsense\n"));
    daemon.wait_for_log("reload-refused");
    EXPECT_EQ(daemon.state(), "Master");
  });
}

TEST_F(Life, keeps_its_routers_when_the_new_configuration_has_none) {
  inside([] {
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    daemon.reload("global_defs {\n router_id empty\n}\n");
    daemon.wait_for_log(
        "error reload-refused file=/run/vrrpspecd.conf reason=\"the configuration has no vrrp_instance\"");
    EXPECT_EQ(daemon.state(), "Master");
    EXPECT_EQ(count(daemon.log(), "to=Initialize"), 0U);
    daemon.reload(instance(" priority 120\n"));
    EXPECT_EQ(daemon.router().at("priority").as_int64(), 120);
  });
}

TEST_F(Life, is_named_after_the_host_in_a_written_configuration_without_a_name) {
  inside([] {
    DaemonProcess daemon{instance(), {"--dump-config"}};
    EXPECT_EQ(daemon.wait(), 0);
    std::string host = output_of("hostname");
    host.erase(host.find_last_not_of('\n') + 1);
    EXPECT_THAT(daemon.log(), HasSubstr(host));
    EXPECT_THAT(daemon.log(), HasSubstr("  router_id "));
  });
}

TEST_F(Life, ends_with_a_message_when_the_configuration_has_errors) {
  inside([] {
    DaemonProcess daemon{instance(" nonsense\n")};
    EXPECT_EQ(daemon.wait(), 1);
    EXPECT_THAT(daemon.log(), HasSubstr("/run/vrrpspecd.conf:"));
  });
}

/// Each line of a log of JSON; a line that is none is a failure of the test.
std::vector<boost::json::object> records(const std::string& log) {
  std::vector<boost::json::object> all;
  std::istringstream lines{log};
  for (std::string line; std::getline(lines, line);) {
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(line, error);
    EXPECT_TRUE(!error && value.is_object()) << line;
    if (value.is_object()) all.push_back(value.as_object());
  }
  return all;
}

/// "level event", and that there is a time.
std::string kind_of(const boost::json::object& record) {
  EXPECT_TRUE(record.contains("time"));
  return std::string{record.at("level").as_string()} + ' ' + std::string{record.at("event").as_string()};
}

TEST_F(Life, says_in_json_why_it_refuses_a_configuration) {
  inside([] {
    DaemonProcess daemon{instance(" nonsense\n"), {"--log-json"}};
    EXPECT_EQ(daemon.wait(), 1);
    const auto said = records(daemon.log());
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(kind_of(said[0]), "error configuration");
    EXPECT_THAT(std::string{said[0].at("message").as_string()}, HasSubstr("/run/vrrpspecd.conf:"));
    EXPECT_EQ(kind_of(said[1]), "error start-refused");
    EXPECT_EQ(said[1].at("reason").as_string(), "the configuration has errors");
  });
}

TEST_F(Life, says_in_json_why_this_machine_or_the_command_line_does_not_let_it_start) {
  inside([] {
    const DaemonProcess first{instance()};
    first.wait_until_master();
    DaemonProcess second{instance(), {"--log-json"}};
    EXPECT_EQ(second.wait(), 5);
    const auto said = records(second.log());
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(kind_of(said[0]), "error start-refused");
    EXPECT_THAT(std::string{said[0].at("reason").as_string()}, HasSubstr("another vrrpspecd runs"));
    DaemonProcess third{instance(), {"--log-level", "nonsense", "--log-json"}};
    EXPECT_EQ(third.wait(), 2);
    ASSERT_EQ(records(third.log()).size(), 1U);
    EXPECT_EQ(kind_of(records(third.log())[0]), "error start-refused");
  });
}

TEST_F(Life, says_in_json_what_it_warns_of_at_a_start) {
  inside([] {
    DaemonProcess daemon{instance(" priority 90\n priority 100\n"), {"--log-json"}};
    daemon.wait_for_log("\"event\":\"started\"");
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_EQ(kind_of(records(daemon.log()).at(0)), "warning configuration");
  });
}

TEST_F(Life, is_led_only_once_in_a_network_namespace) {
  inside([] {
    const DaemonProcess first{instance()};
    first.wait_until_master();
    DaemonProcess second{instance()};
    EXPECT_EQ(second.wait(), 5);
    EXPECT_THAT(second.log(), HasSubstr("another vrrpspecd runs"));
    EXPECT_EQ(first.state(), "Master");
  });
}

TEST_F(Life, is_led_with_two_capabilities_and_few_system_calls) {
  inside([] {
    const DaemonProcess daemon{instance()};
    daemon.wait_until_master();
    const std::string status = output_of("cat /proc/$(pgrep -x vrrpspecd)/status");
    EXPECT_THAT(status, HasSubstr("CapPrm:\t0000000000003000"));  // CAP_NET_ADMIN, CAP_NET_RAW
    EXPECT_THAT(status, HasSubstr("CapEff:\t0000000000003000"));
    EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1"));
    if (daemon.log().find("system-calls-not-limited") == std::string::npos) {
      EXPECT_THAT(status, HasSubstr("Seccomp:\t2"));
    }
  });
}

TEST_F(Life, follows_what_it_tracks) {
  inside([] {
    const DaemonProcess daemon{
        "vrrp_script chk {\n script \"/usr/bin/test -e /run/healthy\"\n interval 1\n weight 20\n user root\n}\n" +
        instance(" priority 100\n track_script {\n chk\n }\n track_interface {\n eth1 weight -30\n }\n")};
    daemon.wait_for_log("started");
    daemon.wait_for_state("Master");
    const auto priority = [&] { return daemon.router().at("priority").as_int64(); };
    EXPECT_EQ(priority(), 100);
    std::ofstream{"/run/healthy"} << "yes";
    EXPECT_TRUE(becomes_true([&] { return priority() == 120; }));
    run("ip link set eth1 down");
    EXPECT_TRUE(becomes_true([&] { return priority() == 90; }));
    std::filesystem::remove("/run/healthy");
    EXPECT_TRUE(becomes_true([&] { return priority() == 70; }));
  });
}

TEST_F(Life, tells_scripts_of_transitions) {
  inside([] {
    // A program that only root can change may run as root.
    std::ofstream{"/run/told.sh"} << "#!/bin/sh\necho \"$@\" >> /run/told\n";
    run("chmod 755 /run/told.sh");
    DaemonProcess daemon{instance(" notify \"/run/told.sh\" root\n")};
    EXPECT_TRUE(becomes_true([] { return count(content_of("/run/told"), "\n") == 2; })) << content_of("/run/told");
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_EQ(content_of("/run/told"), "INSTANCE VI BACKUP 100\nINSTANCE VI MASTER 100\nINSTANCE VI STOP 100\n");
  });
}

TEST_F(Life, tells_scripts_of_transitions_while_many_checks_hang) {
  inside([] {
    std::ofstream{"/run/told.sh"} << "#!/bin/sh\necho \"$@\" >> /run/told\n";
    run("chmod 755 /run/told.sh");
    std::string checks;
    for (int number = 0; number < 80; ++number)
      checks +=
          "vrrp_script hangs" + std::to_string(number) + " {\n script \"/bin/sleep 60\"\n timeout 60\n user root\n}\n";
    const DaemonProcess daemon{checks + instance(" notify \"/run/told.sh\" root\n")};
    daemon.wait_for_log("script-not-started");
    daemon.wait_until_master();
    EXPECT_TRUE(becomes_true([] { return count(content_of("/run/told"), "MASTER") == 1; })) << content_of("/run/told");
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
