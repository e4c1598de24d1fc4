// Every demand has a key: `S-430` is line (430) of RFC 5798 section 6.4; `V3-013` another clause of RFC 5798; `D-05` a
// change of RFC 9568; `EID-8298` a verified erratum of it; `2-07` a difference of RFC 3768; `AMB-1` a place where the
// text leaves a choice. Keys are stable: code, cases, reports and documents use them, and none is ever re-used.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vrrpspec {

enum class ClauseSeries : std::uint8_t { step, rfc5798, rfc9568, erratum, rfc3768, ambiguity };

/// A key of the registry. Comparable, hashable as its two numbers, two bytes of payload plus the series.
struct ClauseKey {
  ClauseSeries series{ClauseSeries::step};
  std::uint16_t number{0};
  friend constexpr auto operator<=>(ClauseKey, ClauseKey) = default;
};

/// Whether the registry holds the key. A test compares this rule with the registry.
constexpr bool is_clause(ClauseKey key) {
  const auto within = [key](int low, int high) { return key.number >= low && key.number <= high; };
  switch (key.series) {
    case ClauseSeries::step:
      return key.number % 5 == 0 && (within(100, 175) || within(300, 490) || within(600, 795));
    case ClauseSeries::rfc5798:
      return within(1, 46) || within(60, 119);
    case ClauseSeries::rfc9568:
      return within(1, 32);
    case ClauseSeries::erratum:
      return key.number == 7947 || key.number == 7949 || within(8298, 8301);
    case ClauseSeries::rfc3768:
      return within(1, 20);
    case ClauseSeries::ambiguity:
      return within(1, 21);
  }
  return false;
}

/// Reads `S-430`, `V3-013`, `D-05`, `EID-8298`, `2-07`, `AMB-1`; empty when the text names no clause of the registry.
constexpr std::optional<ClauseKey> parse_clause_key(std::string_view text) {
  struct Prefix {
    std::string_view text;
    ClauseSeries series;
  };
  constexpr Prefix prefixes[] = {{"S-", ClauseSeries::step},    {"V3-", ClauseSeries::rfc5798},
                                 {"D-", ClauseSeries::rfc9568}, {"EID-", ClauseSeries::erratum},
                                 {"2-", ClauseSeries::rfc3768}, {"AMB-", ClauseSeries::ambiguity}};
  for (const Prefix& prefix : prefixes) {
    if (!text.starts_with(prefix.text)) continue;
    const std::string_view digits = text.substr(prefix.text.size());
    if (digits.empty() || digits.size() > 4) return std::nullopt;
    unsigned number = 0;
    for (const char digit : digits) {
      if (digit < '0' || digit > '9') return std::nullopt;
      number = number * 10 + static_cast<unsigned>(digit - '0');
    }
    const ClauseKey key{prefix.series, static_cast<std::uint16_t>(number)};
    if (!is_clause(key)) return std::nullopt;
    return key;
  }
  return std::nullopt;
}

/// `"S-430"_clause`: a key that is known when the program is compiled, or the program is not compiled.
consteval ClauseKey operator""_clause(const char* text, std::size_t size) {
  return parse_clause_key(std::string_view{text, size}).value();
}

std::string to_string(ClauseKey key);

/// The requirement level as printed. `must_lower` and `should_lower` are lower-case words, not bound by RFC 2119.
enum class Level : std::uint8_t { must, must_not, should, should_not, may, must_lower, should_lower, definition };
std::string_view to_string(Level level);

/// One row of the registry.
struct Clause {
  ClauseKey key;
  std::string_view document;  ///< "RFC 5798", "RFC 9568", "RFC 3768"
  std::string_view section;   ///< "6.4.2"; empty where a row spans several
  Level level{Level::definition};
  std::string_view quote;      ///< the words of the document, verbatim up to white space; empty where there are none
  std::string_view summary;    ///< the demand in our words
  std::string_view black_box;  ///< how a black box is asked, or why it cannot be
};

/// Every clause, ordered by key.
std::span<const Clause> all_clauses();
/// The row of a key. Every key that is_clause() admits has one.
const Clause& clause(ClauseKey key);

}  // namespace vrrpspec
