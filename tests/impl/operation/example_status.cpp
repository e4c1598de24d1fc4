#include "tests/impl/operation/example_status.hpp"

namespace vrrpspec::impl {

using namespace std::chrono_literals;

namespace {

RouterStatus backup(Instant now) {
  RouterStatus router;
  router.name = "VI_1";
  router.interface = "eth0";
  router.link = "vrrp.51";
  router.vrid = *Vrid::from(51);
  router.state = State::backup;
  router.configured_priority = Priority{110};
  router.priority = Priority{100};
  router.primary_address = IpAddress::v4(192, 0, 2, 1);
  router.master = IpAddress::v4(192, 0, 2, 2);
  router.skew_time = 609'375us;
  router.master_down_interval = 3'609'375us;
  router.master_down_timer = 2500ms;
  router.addresses = {IpAddress::v4(192, 0, 2, 254), IpAddress::v4(192, 0, 2, 253)};
  router.in_state = 12'345ms;
  router.counters.master_transitions = 1;
  router.counters.rcvd_advertisements = 7;
  router.transitions = {
      {now - 20s, State::backup, State::master, "S-375"_clause, "Master_Down_Timer fired"},
      {now - 12'345ms, State::master, State::backup, "S-750"_clause, "192.0.2.2 has priority 150"},
  };
  return router;
}

RouterStatus waiting() {
  RouterStatus router;
  router.name = "VI_6";
  router.interface = "eth1";
  router.link = "vrrp6.51";
  router.vrid = *Vrid::from(51);
  router.family = Family::ipv6;
  router.fault = "eth1 is down";
  router.primary_address = *IpAddress::parse("fe80::1");
  router.addresses = {*IpAddress::parse("fe80::51"), *IpAddress::parse("2001:db8::51")};
  router.in_state = 2h + 5min;
  return router;
}

}  // namespace

DaemonStatus example_status() {
  DaemonStatus status;
  status.version = "0.1.0";
  status.router_id = "r1";
  status.configuration_file = "/etc/vrrpspecd.conf";
  status.now = Instant{1000s};
  status.uptime = 2h + 5min;
  status.counters.checksum_errors = 2;
  status.routers = {backup(status.now), waiting()};
  return status;
}

}  // namespace vrrpspec::impl
