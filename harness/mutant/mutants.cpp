#include "harness/mutant/mutants.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "harness/mutant/fault.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::harness {
namespace {

/// The cases that ask for VRRPv3 over IPv4 what another one asks elsewhere; empty: none.
struct TwinCases {
  std::string_view usual;
  std::string_view ipv6;
  std::string_view v2;
};
constexpr TwinCases twins[] = {
    {"5.1.1.1/V3-001/source-is-the-primary-address", "5.1.2.1/V3-015/source-is-the-link-local-address", ""},
    {"5.1.1.2/V3-010/destination-is-the-vrrp-group", "5.1.2.2/V3-016/destination-is-the-vrrp-group", ""},
    {"5.1.1.3/V3-012/ttl-is-255", "5.1.2.3/V3-018/hop-limit-is-255", ""},
    {"5.1.1.4/V3-014/protocol-is-112", "5.1.2.4/V3-020/next-header-is-112", ""},
    {"5.2.1/V3-021/version-is-3", "", "7.1/2-02/version-is-2"},
    {"5.2.2/V3-022/type-is-1", "", "5.3.2/2-16/type-is-1"},
    {"5.2.7/V3-030/max-adver-int-is-the-configured-one", "", "5.3.7/2-03/adver-int-is-the-configured-one"},
    {"5.2.8/V3-031/checksum-is-right", "", "5.3.8/2-06/checksum-is-right"},
    {"7.2/V3-075/source-mac-is-the-virtual-router-mac", "7.2/V3-077/source-mac-is-the-virtual-router-mac", ""},
    {"7.1/V3-060/backup-ignores-ttl-254", "7.1/V3-061/backup-ignores-hop-limit-254", ""},
    {"7.1/V3-060/master-ignores-ttl-254", "7.1/V3-061/master-ignores-hop-limit-254", ""},
    {"7.1/V3-062/backup-ignores-version-2", "", "7.1/2-02/backup-ignores-version-3"},
    {"7.1/V3-062/master-ignores-version-2", "", "7.1/2-02/master-ignores-version-3"},
    {"5.2.2/V3-022/backup-ignores-type-2", "", "5.3.2/2-16/backup-ignores-type-2"},
    {"5.2.2/V3-022/master-ignores-type-2", "", "5.3.2/2-16/master-ignores-type-2"},
    {"7.1/V3-063/backup-ignores-missing-address", "", "7.1/2-04/backup-ignores-missing-address"},
    {"7.1/V3-063/master-ignores-missing-address", "", "7.1/2-04/master-ignores-missing-address"},
    {"7.1/V3-063/backup-ignores-cut-header", "", "7.1/2-04/backup-ignores-cut-header"},
    {"7.1/V3-063/master-ignores-cut-header", "", "7.1/2-04/master-ignores-cut-header"},
    {"7.1/V3-064/backup-ignores-wrong-checksum", "", "7.1/2-06/backup-ignores-wrong-checksum"},
    {"7.1/V3-064/master-ignores-wrong-checksum", "", "7.1/2-06/master-ignores-wrong-checksum"},
    {"7.1/V3-066/owner-ignores-priority-zero", "", "7.1/2-15/owner-ignores-priority-zero"},
    {"7.1/V3-066/owner-ignores-another-owner", "", "7.1/2-15/owner-ignores-another-owner"},
};

/// The case that is about the fault in this protocol; empty where the fault is none.
std::string_view killer_in(std::string_view id, Protocol protocol) {
  const auto found = std::ranges::find(twins, id, &TwinCases::usual);
  if (found != std::end(twins)) {
    if (protocol.version == Version::v2 && !found->v2.empty()) return found->v2;
    if (protocol.family == Family::ipv6 && !found->ipv6.empty()) return found->ipv6;
  }
  const auto known = std::ranges::find(all_cases(), id, &Case::id);
  return known != all_cases().end() && known->protocols.contains(protocol) ? id : std::string_view{};
}

std::string_view suffix(Protocol protocol) {
  if (protocol.version == Version::v2) return "_of_version_2";
  return protocol.family == Family::ipv6 ? "_over_ipv6" : "";
}

}  // namespace

std::vector<DeviceMutant> all_device_mutants() {
  std::vector<DeviceMutant> all;
  for (const Protocol protocol : all_protocols) {
    for (const auto group : {format_mutants, neighbor_mutants, action_mutants, reading_mutants, hearing_mutants,
                             interval_mutants, configuration_mutants, receive_mutants, refusing_mutants}) {
      for (DeviceMutant& each : group(protocol)) {
        each.killed_by = killer_in(each.killed_by, protocol);
        if (each.killed_by.empty()) continue;
        each.name += suffix(protocol);
        each.protocol = protocol;
        all.push_back(std::move(each));
      }
    }
    for (DeviceMutant& each : chart_mutants(protocol)) {
      each.name += suffix(protocol);
      all.push_back(std::move(each));
    }
  }
  return all;
}

}  // namespace vrrpspec::harness
