// Reads back the result lines of run.jsonl, wherever they were written: in a guest, on another machine, last week.
#pragma once

#include <expected>
#include <string_view>

#include "harness/error.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

/// One line of type "result", without its end. Never throws; the error says what is missing or wrong in the line.
std::expected<CaseResult, Error> read_result_line(std::string_view line);

}  // namespace vrrpspec::harness
