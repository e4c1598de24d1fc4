// What the daemon says about itself, rendered: as JSON for programs, as text for people. docs/reference/daemon.md says
// what each member means. Values in, text out.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "impl/clock.hpp"
#include "impl/router/status.hpp"

namespace vrrpspec::impl {

/// The members stand in the documented order. `wall` is the time of day at `status.now`.
boost::json::object status_json(const DaemonStatus& status, WallTime wall);

/// A table of the virtual routers, then each in detail; ends with a newline. Nothing of it steers a terminal.
std::string status_text(const DaemonStatus& status, WallTime wall);

}  // namespace vrrpspec::impl
