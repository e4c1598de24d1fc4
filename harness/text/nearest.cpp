#include "harness/text/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace vrrpspec::harness {
namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::string from = lower(a);
  const std::string to = lower(b);
  // Rows of the usual table: two back (for swaps), one back, and the one being filled.
  std::vector<std::size_t> before(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t changed = from[i - 1] == to[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + changed});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[to.size()];
}

std::vector<std::string> nearest(std::string_view word, std::span<const std::string> known, std::size_t most) {
  struct Candidate {
    bool contains;
    std::size_t distance;
    const std::string* text;
  };
  const std::string wanted = lower(word);
  std::vector<Candidate> candidates;
  candidates.reserve(known.size());
  for (const std::string& text : known)
    candidates.push_back({!wanted.empty() && lower(text).contains(wanted), edit_distance(word, text), &text});
  std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
    if (a.contains != b.contains) return a.contains;
    if (a.distance != b.distance) return a.distance < b.distance;
    return a.text < b.text;  // both point into `known`
  });
  std::vector<std::string> result;
  for (const Candidate& candidate : candidates) {
    if (result.size() == most) break;
    result.push_back(*candidate.text);
  }
  return result;
}

std::optional<std::string> did_you_mean(std::string_view word, std::span<const std::string> known) {
  const auto best =
      std::ranges::min_element(known, {}, [&](const std::string& text) { return edit_distance(word, text); });
  if (best == known.end()) return std::nullopt;
  // Two slips in a short word, a third of the letters of a long one: beyond that it is another word.
  const std::size_t slips = std::max<std::size_t>(2, best->size() / 3);
  const std::size_t distance = edit_distance(word, *best);
  if (distance > slips || distance >= best->size()) return std::nullopt;
  return *best;
}

}  // namespace vrrpspec::harness
