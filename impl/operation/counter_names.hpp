// The counters of RFC 6527 section 4 by name: one list for JSON, text and metrics.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "impl/router/status.hpp"

namespace vrrpspec::impl {

template <class Owner>
struct CounterName {
  std::string_view name;  ///< lower_snake, without the prefix of the MIB
  std::uint64_t Owner::* member;
  std::string_view help;
};

std::span<const CounterName<Counters>> router_counters();
std::span<const CounterName<DaemonCounters>> daemon_counters();

}  // namespace vrrpspec::impl
