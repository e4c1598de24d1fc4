// What a configuration asks of this machine that is not so now: for --check-config. None of it is an error: a router
// waits, a script counts as failed, and the file may be meant for another machine.
#pragma once

#include <vector>

#include "impl/config/load.hpp"
#include "impl/daemon/network_view.hpp"

namespace vrrpspec::impl {

/// A warning for each program that could not be run, each interface that is not there, each address that is somebody
/// else's. `view`: the interfaces of the machine.
std::vector<Diagnostic> check_against_machine(const Loaded& loaded, const NetworkView& view);

/// The same for the machine as it is; without what cannot be found out.
std::vector<Diagnostic> check_against_machine(const Loaded& loaded);

}  // namespace vrrpspec::impl
