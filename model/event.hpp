// What can happen to a virtual router. Section 6.4 names the first five; the others are ours, each with an ADR.
#pragma once

#include <string>
#include <variant>

#include "model/parameters.hpp"
#include "model/time.hpp"
#include "model/types.hpp"

namespace vrrpspec {

struct Startup {};
struct Shutdown {};
struct MasterDownTimerFired {};
struct AdverTimerFired {};

/// The three values of an ADVERTISEMENT that section 6.4 looks at. Only adverts that passed section 7.1 become events.
struct AdvertisementReceived {
  Priority priority{priority_default};
  Centiseconds max_adver_int{max_adver_int_default};
  IpAddress source;
};

/// New values of section 6.1 while the router runs. The VRID and the family never change. See docs/adr.
struct ParametersChanged {
  Parameters parameters;
};
struct InterfaceDown {};
struct InterfaceUp {};

using Event = std::variant<Startup, Shutdown, MasterDownTimerFired, AdverTimerFired, AdvertisementReceived,
                           ParametersChanged, InterfaceDown, InterfaceUp>;

/// `Startup`, `AdvertisementReceived{priority 100, interval 100 cs, source 192.0.2.1}`.
std::string to_string(const Event& event);

}  // namespace vrrpspec
