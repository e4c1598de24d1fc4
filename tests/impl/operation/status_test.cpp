#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "impl/operation/counter_names.hpp"
#include "impl/operation/json_text.hpp"
#include "impl/operation/status_report.hpp"
#include "tests/impl/operation/example_status.hpp"

namespace vrrpspec::impl {
namespace {

TEST(CounterNames, name_every_counter_once) {
  // A counter is eight octets: a member without a name changes the size only.
  EXPECT_EQ(router_counters().size() * sizeof(std::uint64_t), sizeof(Counters));
  EXPECT_EQ(daemon_counters().size() * sizeof(std::uint64_t), sizeof(DaemonCounters));
  std::set<std::string_view> names;
  for (const auto& counter : router_counters()) names.insert(counter.name);
  for (const auto& counter : daemon_counters()) names.insert(counter.name);
  EXPECT_EQ(names.size(), router_counters().size() + daemon_counters().size());
}

TEST(StatusJson, has_its_members_in_the_documented_order) {
  const std::string text = json_text(status_json(example_status(), example_wall));
  EXPECT_TRUE(text.starts_with(
      R"({"format":1,"version":"0.1.0","router_id":"r1","configuration_file":"/etc/vrrpspecd.conf",)"
      R"("time":"2026-01-31T12:00:00.000Z","uptime_s":7500,)"
      R"("counters":{"checksum_errors":2,"version_errors":0,"vrid_errors":0},"routers":[)"
      R"({"name":"VI_1","interface":"eth0","link":"vrrp.51","vrid":51,"family":"IPv4",)"
      R"("virtual_mac":"00:00:5e:00:01:33","state":"Backup","in_state_s":12.345,"fault":null,"priority":100,)"
      R"("configured_priority":110,"primary_address":"192.0.2.1","master":"192.0.2.2",)"
      R"("advertisement_interval_s":1,"master_adver_interval_s":1,"skew_time_s":0.609375,)"
      R"("master_down_interval_s":3.609375,"master_down_timer_s":2.5,"adver_timer_s":null,"preempt_mode":true,)"
      R"("accept_mode":false,"addresses":["192.0.2.254","192.0.2.253"],"counters":{"master_transitions":1,)"))
      << text;
}

TEST(StatusJson, says_when_and_why_a_router_changed_its_state) {
  const boost::json::value status = status_json(example_status(), example_wall);
  const auto& transitions = status.at("routers").at(0).at("transitions").as_array();
  ASSERT_EQ(transitions.size(), 2U);
  EXPECT_EQ(json_text(transitions[0]),
            R"({"time":"2026-01-31T11:59:40.000Z","ago_s":20,"from":"Backup","to":"Master","clause":"S-375",)"
            R"("cause":"Master_Down_Timer fired"})");
}

TEST(StatusJson, says_why_a_router_waits) {
  const boost::json::value status = status_json(example_status(), example_wall);
  EXPECT_EQ(status.at("routers").at(1).at("fault").as_string(), "eth1 is down");
  EXPECT_TRUE(status.at("routers").at(1).at("master").is_null());
}

TEST(StatusText, is_a_table_and_then_each_router) {
  EXPECT_EQ(status_text(example_status(), example_wall),
            R"(vrrpspecd 0.1.0, router r1, up 2 h 5 min
configuration /etc/vrrpspecd.conf
counters checksum_errors 2

ROUTER  INTERFACE  VRID  FAMILY  STATE       PRIORITY  MASTER     FOR
VI_1    eth0       51    IPv4    Backup      100       192.0.2.2  12.345 s
VI_6    eth1       51    IPv6    Initialize  100       -          2 h 5 min

VI_1: VRID 51 of IPv4 on eth0, virtual MAC 00:00:5e:00:01:33 on vrrp.51
  state                   Backup for 12.345 s
  priority                100 (configured 110)
  primary address         192.0.2.1
  Master                  192.0.2.2
  Advertisement_Interval  1.000 s
  Master_Adver_Interval   1.000 s
  Skew_Time               0.609375 s
  Master_Down_Interval    3.609375 s
  Master_Down_Timer       2.500 s left
  Preempt_Mode            True
  Accept_Mode             False
  addresses               192.0.2.254
                          192.0.2.253
  counters                master_transitions 1, rcvd_advertisements 7
  transitions             2026-01-31T11:59:40.000Z  Backup -> Master  S-375  Master_Down_Timer fired
                          2026-01-31T11:59:47.655Z  Master -> Backup  S-750  192.0.2.2 has priority 150

VI_6: VRID 51 of IPv6 on eth1, virtual MAC 00:00:5e:00:02:33 on vrrp6.51
  state                   Initialize for 2 h 5 min
  waits because           eth1 is down
  priority                100
  primary address         fe80::1
  Master                  -
  Advertisement_Interval  1.000 s
  Master_Adver_Interval   1.000 s
  Skew_Time               0 s
  Master_Down_Interval    0 s
  Preempt_Mode            True
  Accept_Mode             False
  addresses               fe80::51
                          2001:db8::51
  counters                all zero
)");
}

TEST(StatusText, does_not_steer_the_terminal) {
  DaemonStatus status = example_status();
  status.routers[0].name = "\x1b[2J";
  status.routers[1].fault = "\a";
  const std::string text = status_text(status, example_wall);
  EXPECT_EQ(text.find_first_of("\x1b\a"), std::string::npos);
}

TEST(StatusText, a_router_id_that_is_not_configured_is_not_printed) {
  DaemonStatus status = example_status();
  status.router_id = "";
  EXPECT_TRUE(status_text(status, example_wall).starts_with("vrrpspecd 0.1.0, up 2 h 5 min\n"));
}

TEST(StatusText, says_that_nothing_is_configured) {
  DaemonStatus status = example_status();
  status.routers.clear();
  EXPECT_TRUE(status_text(status, example_wall).ends_with("no virtual router is configured\n"));
}

}  // namespace
}  // namespace vrrpspec::impl
