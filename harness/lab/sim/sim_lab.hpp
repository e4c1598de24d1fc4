// The lab without a machine: time jumps from event to event, the wire takes none, and the device is the model. A case
// takes microseconds here, and its verdict depends on nothing but the case and the model.
#pragma once

#include <functional>
#include <memory>

#include "harness/lab/lab.hpp"
#include "harness/lab/sim/sim_router.hpp"

namespace vrrpspec::harness {

using MakeSimRouter = std::function<std::unique_ptr<SimRouter>(const DeviceSettings& settings)>;

/// What the lab pretends of the machine: nothing, unless a test of the verdict rule says otherwise.
struct SimMachine {
  Tolerance tolerance{};
  Noise noise{};             ///< between any two instants
  Duration harness_stall{};  ///< so late every alarm of a case comes
};

/// Each start of a device is a router of `make`. A segment with a directory writes its frames to case.pcapng there,
/// with stamps that count from 1970.
std::unique_ptr<Lab> make_sim_lab(MakeSimRouter make, const SimMachine& machine = {});

}  // namespace vrrpspec::harness
