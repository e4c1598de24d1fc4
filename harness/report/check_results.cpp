#include "harness/report/check_results.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vrrpspec::harness {

std::string rule_name(const CheckRow& row) {
  return row.clause ? to_string(*row.clause) : std::string{row.rule};
}

CheckedFile checked_file(const CheckReport& report) {
  const Instant origin = report.judge.first();
  CheckedFile checked{.file = printable(report.file),
                      .begin = origin,
                      .length = report.judge.last() - origin,
                      .has_adverts = report.judge.counts().adverts != 0,
                      .damage = report.damage};
  for (const auto& [key, group] : report.judge.groups()) {
    const std::string name = group_words(key, report);
    const auto router_of = [](const monitor::Member& member) {
      return fmt::format("{} VRRPv{}", to_string(member.address), static_cast<int>(member.version));
    };
    for (const monitor::TwoMasters& both : group.two_masters()) {
      checked.rows.push_back({.group = name,
                              .router = router_of(group.members()[both.loser]),
                              .rule = two_masters_rule,
                              .judgement = Judgement::inconclusive,
                              .sentence = "both MASTER: " + two_masters_words(group, both, origin),
                              .packet = both.first_packet});
    }
    for (const monitor::Rival& rival : group.claims().rivals()) {
      checked.rows.push_back({.group = name,
                              .router = rival.router ? router_of(group.members()[*rival.router]) : to_string(rival.mac),
                              .rule = also_claims_rule,
                              .judgement = Judgement::inconclusive,
                              .sentence = "also claims " + rival_words(group, rival, origin),
                              .packet = rival.first_packet});
    }
    for (const monitor::Member& member : group.members()) {
      for (const JudgedRule& rule : judged_rules(member, origin)) {
        checked.rows.push_back({.group = name,
                                .router = router_of(member),
                                .clause = rule.clause,
                                .judgement = rule.judgement,
                                .sentence = rule.sentence,
                                .packet = rule.packet});
      }
    }
  }
  for (const monitor::SharedAddress& shared : report.shared_addresses) {
    checked.rows.push_back(
        {.group = group_words(shared.one, report),
         .router = fmt::format("{} in VRID {}", to_string(shared.address), shared.other.vrid.number()),
         .rule = shared_address_rule,
         .judgement = Judgement::inconclusive,
         .sentence = shared_words(shared, report)});
  }
  return checked;
}

}  // namespace vrrpspec::harness
