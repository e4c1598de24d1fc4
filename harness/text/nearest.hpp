// Suggestions for a word that is not known: which known ones it was probably meant to be.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vrrpspec::harness {

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other; case counts for
/// nothing.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// At most `most` of the known words, best first: those that contain `word`, then by edit distance, then as given.
std::vector<std::string> nearest(std::string_view word, std::span<const std::string> known, std::size_t most = 3);

/// The one known word that `word` is probably a slip of; empty when none is close.
std::optional<std::string> did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace vrrpspec::harness
