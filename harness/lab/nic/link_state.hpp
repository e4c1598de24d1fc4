// What the kernel says of an interface: whether frames can pass, and whether they always could.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "harness/error.hpp"

namespace vrrpspec::harness {

struct LinkState {
  bool up{false};       ///< by configuration
  bool carrier{false};  ///< something is at the other end
  std::uint32_t carrier_changes{0};
  friend bool operator==(const LinkState&, const LinkState&) = default;
};

/// The error says that there is no such interface, or what the kernel refuses.
std::expected<LinkState, Error> link_state(const std::string& interface);

/// Why no case can be asked on an interface in this state, and what to do; empty when one can.
std::string objection_to(const LinkState& state, const std::string& interface);

}  // namespace vrrpspec::harness
