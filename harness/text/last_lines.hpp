// The end of a log, for a message that says why something ended.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace vrrpspec::harness {

/// The last lines of a file, at most so many, without their ends; none when it cannot be read.
std::vector<std::string> last_lines(const std::filesystem::path& file, std::size_t most);

}  // namespace vrrpspec::harness
