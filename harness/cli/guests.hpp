// The lab uml: cases are dealt out to guests with virtual time, each guest runs its portion in the lab netns of its own
// kernel, and results are read back as they come.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/run.hpp"

namespace vrrpspec::cli {

/// The kernel that ci/uml-kernel builds, in the build tree this program lies in; empty when it is not there.
std::optional<std::filesystem::path> find_guest_kernel();

/// Boots a guest that sleeps for an hour, and says how much wall time that took: well under a second where it works.
std::expected<Duration, harness::Error> sleep_an_hour_in_a_guest(const std::filesystem::path& kernel);

/// As run_cases(). `device` is what the command line said; `files` holds
/// options.out and is writable in the guests.
std::vector<harness::CaseResult> run_cases_in_guests(const std::filesystem::path& kernel, const std::string& device,
                                                     const std::filesystem::path& files,
                                                     const std::vector<const harness::Case*>& cases,
                                                     const harness::RunOptions& options,
                                                     harness::RunObserver& observer);

/// What the program does as init of a guest: `word` is a plan, or a folder in which to sleep for an hour,
/// as_one_word(). Does not return.
[[noreturn]] void run_guest(std::string_view word);

}  // namespace vrrpspec::cli
