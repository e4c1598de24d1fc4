// An ADVERTISEMENT that passed the format checks of section 7.1. Frames that may lie are octets, not this.
#pragma once

#include "model/parameters.hpp"
#include "model/time.hpp"
#include "model/types.hpp"

namespace vrrpspec {

/// Built by wire::decode() from a packet, or by a router from its parameters. `source` is the IP source address: the
/// "primary IPvX address of the sender" of step (735).
struct Advertisement {
  Version version{Version::v3};
  Vrid vrid;
  Priority priority{priority_default};
  Centiseconds max_adver_int{max_adver_int_default};
  IpAddress source;
  AddressList addresses;

  friend bool operator==(const Advertisement&, const Advertisement&) = default;
};

}  // namespace vrrpspec
