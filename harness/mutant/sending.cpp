// Faults of what a router sends.
#include <algorithm>

#include "harness/mutant/fault.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {
namespace {

using Octets = SimRouter::Octets;

template <typename Kind>
bool is(const Action& action) {
  return std::holds_alternative<Kind>(action.order);
}

bool sends(const Action& action, ClauseKey clause) {
  return is<SendAdvertisement>(action) && action.clause == clause;
}

}  // namespace

std::vector<DeviceMutant> format_mutants(Protocol protocol) {
  const Family family = protocol.family;
  const auto field = [](std::string_view name, std::string_view killed_by, std::function<void(AdvertFrame&)> change) {
    Fault fault;
    fault.advert = std::move(change);
    return mutant(name, killed_by, fault);
  };
  std::vector<DeviceMutant> mutants{
      field("source_is_the_virtual_address", "5.1.1.1/V3-001/source-is-the-primary-address",
            [family](AdvertFrame& frame) { frame.source = on_link(family, 100); }),
      field("destination_is_broadcast", "5.1.1.2/V3-010/destination-is-the-vrrp-group",
            [family](AdvertFrame& frame) {
              frame.destination = family == Family::ipv4 ? IpAddress::v4(192, 0, 2, 255) : all_nodes_group();
            }),
      field("ttl_is_1", "5.1.1.3/V3-012/ttl-is-255", [](AdvertFrame& frame) { frame.ttl = 1; }),
      field("protocol_is_113", "5.1.1.4/V3-014/protocol-is-112", [](AdvertFrame& frame) { frame.protocol = 113; }),
      field("version_is_another", "5.2.1/V3-021/version-is-3",
            [](AdvertFrame& frame) { frame.version = frame.version == 3 ? 2 : 3; }),
      field("type_is_2", "5.2.2/V3-022/type-is-1", [](AdvertFrame& frame) { frame.type = 2; }),
      field("vrid_is_1", "5.2.3/V3-023/vrid-is-the-configured-one", [](AdvertFrame& frame) { frame.vrid = 1; }),
      field("priority_is_the_default", "5.2.4/V3-024/owner-uses-priority-255",
            [](AdvertFrame& frame) { frame.priority = 100; }),
      field("priority_is_one_less", "5.2.4/V3-025/priority-is-the-configured-one",
            [](AdvertFrame& frame) { frame.priority = frame.priority == 0 ? 0 : 99; }),
      field("only_one_address_is_counted", "5.2.5/V3-027/count-is-the-number-of-addresses",
            [](AdvertFrame& frame) { frame.count = 1; }),
      field("reserved_bits_are_set", "5.2.6/V3-028/reserved-bits-are-zero", [](AdvertFrame& frame) { frame.rsvd = 1; }),
      field("max_adver_int_is_the_default", "5.2.7/V3-030/max-adver-int-is-the-configured-one",
            [](AdvertFrame& frame) { frame.max_adver_int = frame.version == 2 ? 1 : 100; }),
      field("checksum_is_wrong", "5.2.8/V3-031/checksum-is-right",
            [](AdvertFrame& frame) { frame.checksum_error = 1; }),
      field("an_address_is_left_out", "5.2.9/V3-033/addresses-are-the-configured-ones",
            [](AdvertFrame& frame) { frame.addresses.resize(1); }),
      field("source_mac_is_physical", "7.2/V3-075/source-mac-is-the-virtual-router-mac",
            [](AdvertFrame& frame) { frame.source_mac = {2, 0, 0, 0, 0, 1}; }),
      field("link_local_address_is_last", "5.2.9/V3-034/first-address-is-link-local",
            [](AdvertFrame& frame) { std::ranges::reverse(frame.addresses); }),
      field("authentication_type_is_1", "5.3.6/2-05/authentication-type-is-0",
            [](AdvertFrame& frame) { frame.rsvd = 1; }),
      field("authentication_data_are_not_zero", "5.3.10/2-04/authentication-data-are-zero",
            [](AdvertFrame& frame) { frame.authentication = Octets(8, 'x'); }),
  };
  if (protocol.version == Version::v2) {
    mutants.push_back(field("authentication_data_are_left_out", "5.2.9/V3-033/addresses-are-the-configured-ones",
                            [](AdvertFrame& frame) { frame.authentication = Octets{}; }));
  }
  return mutants;
}

std::vector<DeviceMutant> neighbor_mutants(Protocol /*protocol*/) {
  const auto takeover = [](std::string_view name, std::function<void(SeenNeighborAdvertisement&)> change) {
    Fault fault;
    fault.neighbor = std::move(change);
    return mutant(name, "6.4.2/S-395/neighbor-advertisements-on-takeover", fault);
  };
  Fault silent;
  silent.drop_action = [](const Action& action, const VirtualRouter&) {
    return std::holds_alternative<SendNeighborAdvertisement>(action.order);
  };
  return {
      mutant("no_neighbor_advertisement_at_startup", "6.4.1/S-130/owner-sends-neighbor-advertisements-at-startup",
             silent),
      mutant("no_neighbor_advertisement_on_takeover", "6.4.2/S-395/neighbor-advertisements-on-takeover", silent),
      takeover("router_flag_is_clear", [](SeenNeighborAdvertisement& it) { it.router = false; }),
      takeover("solicited_flag_is_set", [](SeenNeighborAdvertisement& it) { it.solicited = true; }),
      takeover("override_flag_is_clear", [](SeenNeighborAdvertisement& it) { it.override_flag = false; }),
      takeover("target_mac_is_physical", [](SeenNeighborAdvertisement& it) { it.target_mac = {{2, 0, 0, 0, 0, 1}}; }),
      takeover("target_mac_is_left_out", [](SeenNeighborAdvertisement& it) { it.target_mac.reset(); }),
      takeover("target_is_always_the_first_address",
               [](SeenNeighborAdvertisement& it) { it.target = on_link(Family::ipv6, 100); }),
      takeover("neighbor_advertisement_goes_to_the_vrrp_group",
               [](SeenNeighborAdvertisement& it) { it.destination = vrrp_multicast_group(Family::ipv6); }),
      takeover("neighbor_advertisement_has_hop_limit_1", [](SeenNeighborAdvertisement& it) { it.hop_limit = 1; }),
  };
}

std::vector<DeviceMutant> action_mutants(Protocol /*protocol*/) {
  const auto without = [](std::string_view name, std::string_view killed_by,
                          std::function<bool(const Action&, const VirtualRouter&)> drop) {
    Fault fault;
    fault.drop_action = std::move(drop);
    return mutant(name, killed_by, fault);
  };
  std::vector<DeviceMutant> mutants{
      without("owner_waits_to_advertise", "6.4.1/S-110/owner-advertises-at-startup",
              [](const Action& action, const VirtualRouter&) { return sends(action, "S-110"_clause); }),
      without("no_gratuitous_arp_at_startup", "6.4.1/S-120/owner-sends-gratuitous-arp-at-startup",
              [](const Action& action, const VirtualRouter&) { return is<SendGratuitousArp>(action); }),
      without("no_advert_on_takeover", "6.4.2/S-370/takeover-after-master-down-interval",
              [](const Action& action, const VirtualRouter&) { return sends(action, "S-370"_clause); }),
      without("no_gratuitous_arp_on_takeover", "6.4.2/S-380/gratuitous-arp-on-takeover",
              [](const Action& action, const VirtualRouter&) { return is<SendGratuitousArp>(action); }),
      without("no_advert_at_shutdown", "6.4.3/S-665/shutdown-sends-priority-zero",
              [](const Action& action, const VirtualRouter&) { return sends(action, "S-665"_clause); }),
      without("no_answer_to_priority_zero", "6.4.3/S-710/priority-zero-is-answered-at-once",
              [](const Action& action, const VirtualRouter&) { return sends(action, "S-710"_clause); }),
  };
  Fault physical;
  physical.arp = [](SeenArp& arp) { arp.sender_mac = {2, 0, 0, 0, 0, 1}; };
  mutants.push_back(mutant("gratuitous_arp_with_physical_mac", "6.4.2/S-380/gratuitous-arp-on-takeover", physical));
  Fault reply;
  reply.arp = [](SeenArp& arp) { arp.opcode = 2; };
  mutants.push_back(mutant("gratuitous_arp_as_reply", "6.4.2/S-380/gratuitous-arp-on-takeover", reply));
  Fault shutdown_says_full_priority;
  shutdown_says_full_priority.advert = [](AdvertFrame& frame) { frame.priority = 100; };
  mutants.push_back(
      mutant("shutdown_with_full_priority", "6.4.3/S-665/shutdown-sends-priority-zero", shutdown_says_full_priority));
  return mutants;
}

}  // namespace vrrpspec::harness
