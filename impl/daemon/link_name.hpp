// What the macvlans of virtual routers are called.
#pragma once

#include <set>
#include <string>

#include "impl/config/configuration.hpp"

namespace vrrpspec::impl {

/// Names that are not free.
using LinkNames = std::set<std::string, std::less<>>;

/// `use_vmac NAME`; otherwise "vrrp.VRID" or "vrrp6.VRID", with a number behind it where that name is not free, as for
/// one VRID on two interfaces.
std::string link_name_for(const InstanceConfiguration& instance, const LinkNames& taken);

}  // namespace vrrpspec::impl
