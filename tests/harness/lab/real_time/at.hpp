// Instants that are easy to read.
#pragma once

#include "model/time.hpp"

namespace vrrpspec::harness {

/// So many milliseconds after the beginning.
inline Instant at(int count) {
  return Instant{std::chrono::milliseconds{count}};
}

}  // namespace vrrpspec::harness
