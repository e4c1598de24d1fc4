// Metrics in the text format of Prometheus, for a file that the textfile collector of node_exporter reads.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "impl/error.hpp"
#include "impl/router/status.hpp"

namespace vrrpspec::impl {

std::string metrics_text(const DaemonStatus& status);

/// Readers see the old file or the new one, never a part: written beside it as `file` + ".tmp" and renamed. Mode 0644.
std::expected<void, Error> replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace vrrpspec::impl
