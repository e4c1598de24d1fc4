// Reads back the result lines of run.jsonl, wherever they were written: in a guest, on another machine, last week.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/error.hpp"
#include "harness/verdict/verdict.hpp"
#include "model/types.hpp"

namespace vrrpspec::harness {

/// One line of type "result", without its end. Never throws; the error says what is missing or wrong in the line.
std::expected<CaseResult, Error> read_result_line(std::string_view line);
/// The same of one line of type "noise".
std::expected<NoiseCertificate, Error> read_certificate_line(std::string_view line);

/// What is needed to ask a run again for what did not pass.
struct EarlierRun {
  std::string profile;  ///< its name
  Family family{Family::ipv4};
  /// The cases that failed, stayed in doubt or ended as an error in any repetition, and those without a result. In the
  /// order of that run.
  std::vector<std::string> without_pass;
};

/// The run whose results are in `folder`; the error names what cannot be read there.
std::expected<EarlierRun, Error> read_earlier_run(const std::filesystem::path& folder);

}  // namespace vrrpspec::harness
