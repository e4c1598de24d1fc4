#include "model/monitor/acceptance.hpp"

#include <algorithm>

namespace vrrpspec::monitor {
namespace {

bool same_checksum(const Sighting& left, const Sighting& right) {
  return (left.checksum_plain && right.checksum_plain) || (left.checksum_pseudo && right.checksum_pseudo);
}

/// In any order.
bool same_list(const AddressList& left, const AddressList& right) {
  if (left == right) return true;
  if (left.size() != right.size()) return false;
  AddressList one = left;
  AddressList other = right;
  std::ranges::sort(one);
  std::ranges::sort(other);
  return one == other;
}

Reception of_v2(const Sighting& advert, const Sighting& own) {
  // 2-05, then 2-10 and 2-07.
  if (advert.authentication && own.authentication) {
    const bool compares_data = own.authentication->type == wire::auth_type_simple_text;
    if (advert.authentication->type != own.authentication->type ||
        (compares_data && advert.authentication->data != own.authentication->data)) {
      return {Obstacle::authentication, true};
    }
  }
  if (advert.advert.priority != priority_owner && !same_list(advert.advert.addresses, own.advert.addresses)) {
    // "MAY verify", and then "MUST drop".
    return {Obstacle::address_list, false};
  }
  if (advert.advert.max_adver_int != own.advert.max_adver_int) return {Obstacle::interval, true};
  return {};
}

/// What RFC 9568 discards, D-09, D-14 and EID-8300, and RFC 5798 does not.
bool one_document_discards(const Advertisement& advert) {
  return advert.addresses.empty() || advert.max_adver_int == Centiseconds{0} ||
         (advert.source.family() == Family::ipv6 && !advert.addresses.front().is_link_local());
}

Reception of_v3(const Sighting& advert, const Sighting& own) {
  if (one_document_discards(advert.advert)) return {Obstacle::content, false};
  if (advert.advert.source.family() == Family::ipv4 && !same_checksum(advert, own)) return {Obstacle::checksum, false};
  if (!same_list(advert.advert.addresses, own.advert.addresses)) {
    return {Obstacle::address_list, false};
  }
  return {};
}

}  // namespace

std::string_view to_string(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::none:
      return "none";
    case Obstacle::fault:
      return "fault";
    case Obstacle::version:
      return "version";
    case Obstacle::checksum:
      return "checksum";
    case Obstacle::address_list:
      return "address_list";
    case Obstacle::interval:
      return "interval";
    case Obstacle::authentication:
      return "authentication";
    case Obstacle::not_addressed:
      return "not_addressed";
    case Obstacle::content:
      return "content";
  }
  return "";
}

Reception reception(const Sighting& advert, const Sighting& own) {
  if (advert.fault) return {Obstacle::fault, true};
  // A router may have other addresses than the one that it sends from.
  if (!advert.is_to_group() && advert.destination != own.advert.source) return {Obstacle::not_addressed, false};
  // A router may speak both versions (RFC 5798 section 8.4) and send one.
  if (advert.advert.version != own.advert.version) return {Obstacle::version, false};
  return own.advert.version == Version::v2 ? of_v2(advert, own) : of_v3(advert, own);
}

ClauseKey clause_of(Obstacle obstacle, Version version) {
  const bool is_v2 = version == Version::v2;
  switch (obstacle) {
    case Obstacle::none:
    case Obstacle::fault:
    case Obstacle::not_addressed:
      return "V3-067"_clause;
    case Obstacle::version:
      return is_v2 ? "2-02"_clause : "V3-062"_clause;
    case Obstacle::checksum:
      return "AMB-1"_clause;
    case Obstacle::address_list:
      return is_v2 ? "2-10"_clause : "V3-070"_clause;
    case Obstacle::interval:
      return "2-07"_clause;
    case Obstacle::authentication:
      return "2-05"_clause;
    case Obstacle::content:
      return "D-09"_clause;
  }
  return "V3-067"_clause;
}

}  // namespace vrrpspec::monitor
