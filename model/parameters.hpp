// Section 6.1: what is configured for one virtual router.
#pragma once

#include <boost/container/small_vector.hpp>
#include <expected>
#include <span>
#include <string>

#include "model/time.hpp"
#include "model/types.hpp"

namespace vrrpspec {

/// The addresses of a virtual router, in configured order. Without allocation up to four.
using AddressList = boost::container::small_vector<IpAddress, 4>;

/// The scalar parameters of section 6.1 with their defaults. The address list is kept beside them: the state machine
/// never looks at it.
struct Parameters {
  Vrid vrid;
  Family family{Family::ipv4};
  Priority priority{priority_default};
  Centiseconds advertisement_interval{max_adver_int_default};
  bool preempt_mode{true};
  bool accept_mode{false};
  /// The interface's primary IPv4 address or link-local IPv6 address: source of adverts, and what (735) compares.
  IpAddress primary_address;

  /// The router owns the addresses exactly when its priority is 255 (105).
  [[nodiscard]] constexpr bool is_owner() const { return priority == priority_owner; }
  friend constexpr bool operator==(const Parameters&, const Parameters&) = default;
};

}  // namespace vrrpspec
