// The part of a capture that was judged, as a small capture of its own that is judged alike: the messages of VRRP, and
// rows of text that keep the time where other packets told it. Nothing of other packets is in it.
#pragma once

#include <filesystem>

#include "harness/cli/judged_capture.hpp"

namespace vrrpspec::cli {

std::expected<void, harness::Error> filter_out(const JudgedCapture& capture, const std::filesystem::path& path);

}  // namespace vrrpspec::cli
