// Durations of JSON records, which have them as whole nanoseconds.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>

#include "model/time.hpp"

namespace vrrpspec::harness {

/// Throws what Boost.JSON throws when it is no number of theirs.
inline Duration duration_of(const boost::json::value& nanoseconds) {
  return Duration{nanoseconds.to_number<std::int64_t>()};
}

}  // namespace vrrpspec::harness
