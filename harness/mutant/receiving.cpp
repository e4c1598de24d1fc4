// Faults of the receive checks: what passes that should not, and what does not that should.
#include "harness/mutant/fault.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {
namespace {

using Octets = SimRouter::Octets;

}  // namespace

std::vector<DeviceMutant> receive_mutants(Protocol protocol) {
  const auto forgiving = [](std::string_view name, std::string_view killed_by,
                            std::function<void(SeenAdvert&)> repair) {
    Fault fault;
    fault.forgive = std::move(repair);
    return mutant(name, killed_by, fault);
  };
  const auto ttl = [](SeenAdvert& seen) { seen.ttl = 255; };
  const auto version = [protocol](SeenAdvert& seen) {
    seen.version = static_cast<std::uint8_t>(protocol.version);
    seen.checksum_right_pseudo = true;
  };
  const auto type = [](SeenAdvert& seen) { seen.type = 1; };
  const auto checksum = [](SeenAdvert& seen) { seen.checksum_right_pseudo = true; };
  const auto vrid = [](SeenAdvert& seen) { seen.vrid = 51; };
  const auto addresses = [protocol](SeenAdvert& seen) {
    seen.addresses = {on_link(protocol.family, 100)};
    seen.count = 1;
    seen.trailer = Octets(8, 0);
  };
  const auto length = [protocol, addresses](SeenAdvert& seen) {
    addresses(seen);
    seen.max_adver_int = protocol.version == Version::v2 ? 1 : 50;
    seen.checksum_right_pseudo = true;
  };
  const auto no_data = [](SeenAdvert& seen) { seen.trailer = Octets(8, 0); };
  const auto type_1 = [](SeenAdvert& seen) { seen.rsvd = seen.rsvd == 1 ? 0 : seen.rsvd; };
  const auto type_254 = [](SeenAdvert& seen) { seen.rsvd = seen.rsvd == 254 ? 0 : seen.rsvd; };
  return {
      forgiving("ttl_is_not_checked_in_backup", "7.1/V3-060/backup-ignores-ttl-254", ttl),
      forgiving("ttl_is_not_checked_in_master", "7.1/V3-060/master-ignores-ttl-254", ttl),
      forgiving("version_is_not_checked_in_backup", "7.1/V3-062/backup-ignores-version-4", version),
      forgiving("version_is_not_checked_in_master", "7.1/V3-062/master-ignores-version-4", version),
      forgiving("other_version_passes_in_backup", "7.1/V3-062/backup-ignores-version-2", version),
      forgiving("other_version_passes_in_master", "7.1/V3-062/master-ignores-version-2", version),
      forgiving("type_is_not_checked_in_backup", "5.2.2/V3-022/backup-ignores-type-2", type),
      forgiving("type_is_not_checked_in_master", "5.2.2/V3-022/master-ignores-type-2", type),
      forgiving("checksum_is_not_checked_in_backup", "7.1/V3-064/backup-ignores-wrong-checksum", checksum),
      forgiving("checksum_is_not_checked_in_master", "7.1/V3-064/master-ignores-wrong-checksum", checksum),
      forgiving("vrid_is_not_checked_in_backup", "7.1/V3-065/backup-ignores-another-vrid", vrid),
      forgiving("vrid_is_not_checked_in_master", "7.1/V3-065/master-ignores-another-vrid", vrid),
      forgiving("count_is_not_checked_in_backup", "7.1/V3-063/backup-ignores-missing-address", addresses),
      forgiving("count_is_not_checked_in_master", "7.1/V3-063/master-ignores-missing-address", addresses),
      forgiving("length_is_not_checked_in_backup", "7.1/V3-063/backup-ignores-cut-header", length),
      forgiving("length_is_not_checked_in_master", "7.1/V3-063/master-ignores-cut-header", length),
      forgiving("authentication_data_may_be_missing_in_backup", "7.1/2-04/backup-ignores-missing-authentication-data",
                no_data),
      forgiving("authentication_data_may_be_missing_in_master", "7.1/2-04/master-ignores-missing-authentication-data",
                no_data),
      forgiving("authentication_type_1_passes_in_backup", "5.3.6/2-05/backup-ignores-authentication-type-1", type_1),
      forgiving("authentication_type_1_passes_in_master", "5.3.6/2-05/master-ignores-authentication-type-1", type_1),
      forgiving("authentication_type_254_passes_in_backup", "5.3.6/2-05/backup-ignores-authentication-type-254",
                type_254),
      forgiving("authentication_type_254_passes_in_master", "5.3.6/2-05/master-ignores-authentication-type-254",
                type_254),
  };
}

/// Of routers that discard what they should not.
std::vector<DeviceMutant> refusing_mutants(Protocol protocol) {
  const auto refusing = [](std::string_view name, std::string_view killed_by,
                           std::function<bool(const SeenAdvert&)> refuse) {
    Fault fault;
    fault.refuse = std::move(refuse);
    return mutant(name, killed_by, fault);
  };
  const auto reserved = [](const SeenAdvert& seen) { return seen.rsvd != 0; };
  const auto data = [](const SeenAdvert& seen) { return seen.trailer != Octets(8, 0); };
  const auto list = [protocol](const SeenAdvert& seen) {
    return seen.addresses != std::vector{on_link(protocol.family, 100)};
  };
  return {
      refusing("reserved_bits_are_refused_by_backup", "5.2.6/V3-029/reserved-bits-are-ignored-by-backup", reserved),
      refusing("reserved_bits_are_refused_by_master", "5.2.6/V3-029/reserved-bits-are-ignored-by-master", reserved),
      refusing("authentication_data_are_read_by_backup", "5.3.10/2-04/authentication-data-are-ignored-by-backup", data),
      refusing("authentication_data_are_read_by_master", "5.3.10/2-04/authentication-data-are-ignored-by-master", data),
      refusing("addresses_of_an_owner_are_compared_by_backup", "7.1/2-10/backup-heeds-an-owner-of-other-addresses",
               list),
      refusing("addresses_of_an_owner_are_compared_by_master", "7.1/2-10/master-heeds-an-owner-of-other-addresses",
               list),
  };
}

}  // namespace vrrpspec::harness
