#include "impl/config/tracked.hpp"

#include <fmt/format.h>

namespace vrrpspec::impl {

bool read_weight(Context& context, std::span<const Word> words, int& weight, bool& reverse) {
  constexpr std::int64_t heaviest = 253;  // priorities are 1-254 while something is tracked
  const auto number = read_number(context, words[0], "a weight", -heaviest, heaviest);
  if (!number) return false;
  weight = static_cast<int>(*number);
  reverse = false;
  if (words.size() < 2) return true;
  reverse = words[1].text == "reverse";
  if (reverse || words[1].text == "noreverse") return true;
  context.diagnostics.error(words[1].at, fmt::format("\"{}\" behind a weight", words[1].text),
                            "only reverse or noreverse may follow");
  return false;
}

bool read_tracked_weight(Context& context, std::span<const Word> words, int& weight, bool& reverse) {
  if (words.size() == 1) return true;
  if (words[1].text == "weight" && words.size() >= 3 && words.size() <= 4) {
    return read_weight(context, words.subspan(2), weight, reverse);
  }
  context.diagnostics.error(words[1].at, fmt::format("\"{}\" behind {}", words[1].text, words[0].text),
                            "NAME [weight NUMBER [reverse]] is wanted, one a line");
  return false;
}

}  // namespace vrrpspec::impl
