// Selectors: which cases a command is about. Sections, clause keys and ids name cases and add up; tags narrow the
// choice; a `!` in front of any of them takes away. A word that selects nothing is an error, never an empty success.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/options.hpp"
#include "harness/error.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::cli {

/// The chosen cases, in the order of `all`; perhaps none when every word selects something but nothing is left. The
/// error names the word that is wrong and the nearest ones.
std::expected<std::vector<const harness::Case*>, harness::Error> select_cases(std::span<const harness::Case> all,
                                                                              const SelectOptions& options);

/// Whether `section` is the section `word`, or one of its subsections.
bool is_section_of(std::string_view word, std::string_view section);

/// Whether a word selects at least one case, or is a known tag.
bool is_selector(std::span<const harness::Case> all, std::string_view word);

/// Every word that selects something: sections, clause keys, ids, tags.
std::vector<std::string> known_selectors(std::span<const harness::Case> all);

}  // namespace vrrpspec::cli
