// Where the files of a case go, and the removal of what an earlier run left in those places.
#pragma once

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "harness/error.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::harness {

/// The folder of one attempt, which counts from 1, inside the folder of its repetition.
std::string case_folder(std::string_view case_id, unsigned attempt);

/// The folder of a repetition, which counts from 1: `out` itself for the first.
std::filesystem::path repetition_folder(const std::filesystem::path& out, unsigned repetition);

/// Removes what an earlier run into `out` left of these cases: folders that are named like one of them in any attempt
/// and repetition, and folders of repetitions that are empty then. Touches nothing else; links are not followed.
std::expected<void, Error> remove_earlier_folders(const std::filesystem::path& out, std::span<const Case* const> cases);

}  // namespace vrrpspec::harness
