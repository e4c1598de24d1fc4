#include "harness/lab/wire_rules.hpp"

#include <algorithm>

namespace vrrpspec::harness {

void WireRules::partition(const std::vector<PortId>& left, const std::vector<PortId>& right) {
  for (const PortId one : left) {
    for (const PortId other : right) {
      add({.from = one, .to = other, .drop = true});
      add({.from = other, .to = one, .drop = true});
    }
  }
}

WireRules::Passage WireRules::passage(PortId from, PortId to) const {
  const auto matches = [from, to](const WireRule& rule) {
    return rule.from.value_or(from) == from && rule.to.value_or(to) == to;
  };
  const auto rule = std::ranges::find_if(rules_, matches);
  if (rule == rules_.end()) return {};
  return {.copies = rule->drop ? 0 : rule->copies, .delay = rule->delay};
}

}  // namespace vrrpspec::harness
