// Plain text: figures, folding, colour, and making foreign text (logs of a device) safe to print.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/verdict/verdict.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

/// How a terminal, or a file that stands for one, wants its text.
struct TextStyle {
  unsigned width{100};  ///< columns
  bool colour{false};
  bool live{false};     ///< a terminal: a status line may be drawn and erased
  bool quiet{false};    ///< no line for a case that passed or does not apply
  bool verbose{false};  ///< the clauses and the folder of each case
};

/// "3.609375": seconds with that many decimals.
std::string seconds(Duration duration, int decimals = 6);
/// "37.4 ms"
std::string milliseconds(Duration duration);

/// "PASS", "NOT APPLICABLE"
std::string_view title(Verdict verdict);
/// The title, coloured when the style says so, padded with blanks to `columns`.
std::string coloured(Verdict verdict, const TextStyle& style, unsigned columns = 0);

/// Columns that a UTF-8 text takes, one for each code point.
unsigned columns(std::string_view text);
/// Lines of at most `width` columns, broken at blanks; line breaks in the text stay. A longer word has a line of its
/// own.
std::vector<std::string> fold(std::string_view text, unsigned width);

/// Control characters but tab and line feed, and octets that are not UTF-8, are spelled `\x1b`.
std::string printable(std::string_view text);

/// A word of a shell command, quoted where it must be.
std::string shell_word(std::string_view word);

/// "(430)" for a step of section 6.4, "V3-013" for any other key.
std::string clause_mark(ClauseKey key);
/// "RFC 5798 §6.4.2 (430)"
std::string clause_reference(ClauseKey key);
/// The words of the document, or ours where it has none.
std::string_view clause_words(ClauseKey key);

}  // namespace vrrpspec::harness
