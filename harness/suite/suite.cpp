#include "harness/suite/suite.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/settings.hpp"
#include "model/assert.hpp"

namespace vrrpspec::harness {

const std::vector<Case>& all_cases() {
  static const std::vector<Case> cases = [] {
    std::vector<Case> all;
    for (const auto section :
         {section_5_cases, section_6_4_1_cases, section_6_4_2_cases, section_6_4_3_cases, section_7_1_cases}) {
      for (Case& each : section()) all.push_back(std::move(each));
    }
    return all;
  }();
  return cases;
}

std::vector<ClauseKey> clauses_in(const Case& test_case, Protocol protocol) {
  std::vector<ClauseKey> clauses;
  for (const ClauseKey key : test_case.clauses) {
    const std::optional<ClauseKey> own = clause_in(key, protocol);
    if (own && std::ranges::find(clauses, *own) == clauses.end()) clauses.push_back(*own);
  }
  return clauses;
}

bool claims(const Case& test_case, ClauseKey clause) {
  return std::ranges::any_of(all_protocols, [&](Protocol protocol) {
    if (!test_case.protocols.contains(protocol)) return false;
    const std::vector<ClauseKey> clauses = clauses_in(test_case, protocol);
    return std::ranges::find(clauses, clause) != clauses.end();
  });
}

std::vector<const Case*> cases_claiming(ClauseKey clause) {
  std::vector<const Case*> claiming;
  for (const Case& each : all_cases()) {
    if (claims(each, clause)) claiming.push_back(&each);
  }
  return claiming;
}

Protocol usual_protocol(const Case& test_case) {
  const auto found = std::ranges::find_if(
      all_protocols, [&test_case](Protocol protocol) { return test_case.protocols.contains(protocol); });
  VRRPSPEC_ASSERT(found != all_protocols.end());
  return *found;
}

std::string not_applicable_reason(const Case& test_case, const Capabilities& capabilities, const Profile& profile,
                                  Family family) {
  const Protocol protocol = protocol_of(profile, family);
  if (!test_case.protocols.contains(protocol)) {
    return fmt::format("{} is no demand of {}", to_string(test_case.clauses.front()), to_string(protocol));
  }
  if (test_case.answers_losing_adverts.value_or(profile.losing_advert_is_answered) !=
      profile.losing_advert_is_answered) {
    return fmt::format("{} has a losing advert answered (D-05)", profile.document);
  }
  if (test_case.owner_hears_adverts.value_or(profile.owner_hears_adverts) != profile.owner_hears_adverts) {
    return fmt::format("{} has an owner process adverts (EID-8298)", profile.document);
  }
  if (protocol.version == Version::v3 ? !capabilities.v3 : !capabilities.v2)
    return "the device does not speak this version";
  if (family == Family::ipv4 ? !capabilities.ipv4 : !capabilities.ipv6) {
    return "the device does not serve this address family";
  }
  if (test_case.needs.owner && !capabilities.owner) return "the device cannot be an address owner";
  if (test_case.needs.preempt_off && !capabilities.preempt) return "the device cannot set Preempt_Mode to False";
  if (test_case.needs.owner && test_case.needs.preempt_off && !capabilities.owner_without_preemption) {
    return "the device does not let an address owner have Preempt_Mode False";
  }
  if (test_case.needs.accept_mode && !capabilities.accept_mode) return "the device cannot set Accept_Mode";
  if (test_case.needs.restart && !capabilities.restart) return "the device cannot be started and stopped by command";
  return {};
}

}  // namespace vrrpspec::harness
