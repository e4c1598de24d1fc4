#include "model/clause/clause.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "model/assert.hpp"
#include "model/clause/table/ambiguities.hpp"
#include "model/clause/table/rfc3768.hpp"
#include "model/clause/table/rfc5798_operation.hpp"
#include "model/clause/table/rfc5798_packet.hpp"
#include "model/clause/table/rfc5798_steps.hpp"
#include "model/clause/table/rfc9568.hpp"

namespace vrrpspec {
namespace {

template <std::size_t... sizes>
consteval auto join(const Clause (&... tables)[sizes]) {
  std::array<Clause, (sizes + ...)> all{};
  auto* end = all.data();
  ((end = std::ranges::copy(tables, end).out), ...);
  return all;
}

constexpr auto registry =
    join(clause_table::rfc5798_steps, clause_table::rfc5798_packet, clause_table::rfc5798_operation,
         clause_table::rfc9568, clause_table::rfc3768, clause_table::ambiguities);
static_assert(std::ranges::adjacent_find(registry, std::ranges::greater_equal{}, &Clause::key) == registry.end(),
              "the tables are ordered by key and hold each key once");

struct Spelling {
  std::string_view prefix;
  std::size_t digits;  ///< padded with zeros to this width
};

constexpr Spelling spelling(ClauseSeries series) {
  switch (series) {
    case ClauseSeries::step:
      return {"S-", 3};
    case ClauseSeries::rfc5798:
      return {"V3-", 3};
    case ClauseSeries::rfc9568:
      return {"D-", 2};
    case ClauseSeries::erratum:
      return {"EID-", 4};
    case ClauseSeries::rfc3768:
      return {"2-", 2};
    case ClauseSeries::ambiguity:
      return {"AMB-", 1};
  }
  return {};
}

}  // namespace

std::string to_string(ClauseKey key) {
  const auto [prefix, width] = spelling(key.series);
  const std::string digits = std::to_string(key.number);
  std::string text{prefix};
  if (digits.size() < width) text.append(width - digits.size(), '0');
  return text + digits;
}

std::string_view to_string(Level level) {
  switch (level) {
    case Level::must:
      return "MUST";
    case Level::must_not:
      return "MUST NOT";
    case Level::should:
      return "SHOULD";
    case Level::should_not:
      return "SHOULD NOT";
    case Level::may:
      return "MAY";
    case Level::must_lower:
      return "must";
    case Level::should_lower:
      return "should";
    case Level::definition:
      return "definition";
  }
  return {};
}

std::span<const Clause> all_clauses() {
  return registry;
}

const Clause& clause(ClauseKey key) {
  const auto found = std::ranges::lower_bound(registry, key, {}, &Clause::key);
  VRRPSPEC_ASSERT(found != registry.end() && found->key == key);
  return *found;
}

}  // namespace vrrpspec
