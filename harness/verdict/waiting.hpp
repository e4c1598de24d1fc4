// What a case that has begun waits for, so that people who wait with it can tell waiting from hanging.
#pragma once

#include <string>

#include "model/time.hpp"

namespace vrrpspec::harness {

struct Waiting {
  std::string id;
  std::string what;    ///< "an ADVERTISEMENT (S-700)"
  Duration elapsed{};  ///< since the case began
  Duration left{};     ///< until the case is given up
};

}  // namespace vrrpspec::harness
