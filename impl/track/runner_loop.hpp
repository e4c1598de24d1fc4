// The process of the script runner: takes requests, starts programs, waits for their ends and tells them.
#pragma once

#include "impl/descriptor.hpp"
#include "impl/track/runner.hpp"

namespace vrrpspec::impl {

/// Runs until the daemon's end of the socket is closed; then kills what still runs. Call it in the new process.
/// `daemon` is the process whose death ends this one too.
[[noreturn]] void be_script_runner(Descriptor socket, int daemon, const Configuration& configuration,
                                   const ScriptRunner::Loader& load);

}  // namespace vrrpspec::impl
