#include "impl/operation/counter_names.hpp"

namespace vrrpspec::impl {
namespace {

constexpr CounterName<Counters> of_router[] = {
    {"master_transitions", &Counters::master_transitions, "Transitions to Master"},
    {"rcvd_advertisements", &Counters::rcvd_advertisements, "Advertisements received"},
    {"adv_interval_errors", &Counters::adv_interval_errors, "Received with another Advertisement_Interval"},
    {"ip_ttl_errors", &Counters::ip_ttl_errors, "Received with a TTL or Hop Limit other than 255"},
    {"rcvd_pri_zero_packets", &Counters::rcvd_pri_zero_packets, "Received with priority 0"},
    {"sent_pri_zero_packets", &Counters::sent_pri_zero_packets, "Sent with priority 0"},
    {"rcvd_invalid_type_packets", &Counters::rcvd_invalid_type_packets, "Received with an invalid type"},
    {"address_list_errors", &Counters::address_list_errors, "Received with other addresses than configured"},
    {"packet_length_errors", &Counters::packet_length_errors, "Received shorter than their header says"},
    {"rcvd_invalid_authentications", &Counters::rcvd_invalid_authentications,
     "Received with another authentication than configured"},
    {"sent_advertisements", &Counters::sent_advertisements, "Advertisements sent"},
    {"send_failures", &Counters::send_failures, "Frames that the kernel did not take"},
};

constexpr CounterName<DaemonCounters> of_daemon[] = {
    {"checksum_errors", &DaemonCounters::checksum_errors, "Received with a wrong checksum"},
    {"version_errors", &DaemonCounters::version_errors, "Received with an unknown or unsupported version"},
    {"vrid_errors", &DaemonCounters::vrid_errors, "Received for a VRID that is not configured"},
};

}  // namespace

std::span<const CounterName<Counters>> router_counters() {
  return of_router;
}

std::span<const CounterName<DaemonCounters>> daemon_counters() {
  return of_daemon;
}

}  // namespace vrrpspec::impl
