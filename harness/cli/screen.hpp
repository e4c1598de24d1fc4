// What the standard output is: how wide, and whether it takes colour and a status line.
#pragma once

#include "harness/cli/options.hpp"
#include "harness/report/text.hpp"

namespace vrrpspec::cli {

/// Colour and the status line want a terminal; NO_COLOR and `Colour::never` forbid colour, `Colour::always` forces it.
harness::TextStyle screen_style(Colour colour);

}  // namespace vrrpspec::cli
