// Where the captures of the repository are.
#pragma once

#include <filesystem>

namespace vrrpspec::cli {

inline const std::filesystem::path captures{VRRPSPEC_SOURCE_DIR "/pcaps"};
inline const std::filesystem::path stories{VRRPSPEC_SOURCE_DIR "/pcaps/stories"};

}  // namespace vrrpspec::cli
