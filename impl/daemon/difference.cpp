#include "impl/daemon/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "impl/router/router.hpp"

namespace vrrpspec::impl {

Difference difference_of(const Configuration& before, const Configuration& after) {
  Difference difference;
  const auto same_in = [](const Configuration& where, const InstanceConfiguration& instance) {
    return std::ranges::find_if(where.instances, [&](const auto& other) { return is_same_router(other, instance); });
  };
  for (const InstanceConfiguration& instance : after.instances) {
    const auto known = same_in(before, instance);
    if (known == before.instances.end()) {
      difference.added.push_back(instance.name);
    } else if (*known != instance) {
      difference.changed.push_back(instance.name);
    }
  }
  for (const InstanceConfiguration& instance : before.instances)
    if (same_in(after, instance) == after.instances.end()) difference.removed.push_back(instance.name);
  return difference;
}

std::string in_brief(const std::vector<std::string>& names) {
  constexpr std::size_t told = 10;
  if (names.empty()) return "none";
  std::string text = fmt::format("{}", fmt::join(std::span{names}.first(std::min(names.size(), told)), " "));
  if (names.size() > told) text += fmt::format(" and {} more", names.size() - told);
  return text;
}

}  // namespace vrrpspec::impl
