// Reads back the result lines of run.jsonl, wherever they were written: in a guest, on another machine, last week.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/error.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

/// One line of type "result", without its end. Never throws; the error says what is missing or wrong in the line.
std::expected<CaseResult, Error> read_result_line(std::string_view line);
/// The same of one line of type "noise".
std::expected<NoiseCertificate, Error> read_certificate_line(std::string_view line);

/// Of the run whose results are in `folder`: the cases that failed, stayed in doubt or ended as an error in any
/// repetition, and those without a result. In the order of that run.
std::expected<std::vector<std::string>, Error> cases_without_pass(const std::filesystem::path& folder);

}  // namespace vrrpspec::harness
