#include "impl/daemon/link_name.hpp"

#include <fmt/format.h>

namespace vrrpspec::impl {

std::string link_name_for(const InstanceConfiguration& instance, const LinkNames& taken) {
  if (instance.link_name) return *instance.link_name;
  const std::string first =
      fmt::format("{}.{}", instance.family == Family::ipv4 ? "vrrp" : "vrrp6", instance.vrid.number());
  std::string name = first;
  for (unsigned number = 2; taken.contains(name); ++number) name = fmt::format("{}.{}", first, number);
  return name;
}

}  // namespace vrrpspec::impl
