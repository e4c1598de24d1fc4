// What a reload changes, in the names of virtual routers.
#pragma once

#include <string>
#include <vector>

#include "impl/config/configuration.hpp"

namespace vrrpspec::impl {

struct Difference {
  std::vector<std::string> added;  ///< another VRID, interface or version is another virtual router
  std::vector<std::string> changed;
  std::vector<std::string> removed;
  friend bool operator==(const Difference&, const Difference&) = default;
};

Difference difference_of(const Configuration& before, const Configuration& after);

/// As many names as one reads: "none", "VI_1 VI_2", "VI_1 … VI_10 and 240 more".
std::string in_brief(const std::vector<std::string>& names);

}  // namespace vrrpspec::impl
