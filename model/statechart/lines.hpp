// Every numbered line of RFC 5798 section 6.4 and what sort of line it is. lines.cpp proves that each line that says
// something is claimed by the chart or by the duties of a state, once.
#pragma once

#include <cstdint>
#include <span>

#include "model/clause/clause.hpp"

namespace vrrpspec {

enum class LineKind : std::uint8_t {
  event,      ///< "If ... is received" or "fires": shared by the rows of one state and event
  condition,  ///< "if" and "else" below an event: in the guard of a row, or a choice within it
  order,      ///< something to do: one step of one row
  duty,       ///< what holds while the state lasts
  closing,    ///< "endif", "endwhile": no behaviour
  missing     ///< a number that the RFC leaves out
};

struct NumberedLine {
  ClauseKey clause;
  LineKind kind;
};
std::span<const NumberedLine> numbered_lines();

}  // namespace vrrpspec
