// The capture that was judged, written again: the same packets with what was found as comments of theirs, and as rows
// of text between them.
#pragma once

#include <filesystem>

#include "harness/cli/judged_capture.hpp"

namespace vrrpspec::cli {

/// The remarks name packets by their numbers in the file that is written.
std::expected<void, harness::Error> annotate(const JudgedCapture& capture, const std::filesystem::path& path);

}  // namespace vrrpspec::cli
