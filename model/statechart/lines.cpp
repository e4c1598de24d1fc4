#include "model/statechart/lines.hpp"

#include <algorithm>
#include <array>
#include <boost/mp11/algorithm.hpp>

#include "model/statechart/duty_table.hpp"
#include "model/statechart/rows.hpp"

namespace vrrpspec {
namespace {

using enum LineKind;

struct Numbered {
  std::uint16_t number;
  LineKind kind;
};
constexpr Numbered numbers[] = {
    // 6.4.1 Initialize
    {100, event},
    {105, condition},
    {110, order},
    {115, condition},
    {120, order},
    {125, condition},
    {130, order},
    {135, closing},
    {140, order},
    {145, order},
    {150, condition},
    {155, order},
    {160, order},
    {165, order},
    {170, closing},
    {175, closing},
    // 6.4.2 Backup
    {300, duty},
    {305, duty},
    {310, duty},
    {315, duty},
    {320, duty},
    {325, duty},
    {330, closing},
    {335, duty},
    {340, duty},
    {345, event},
    {350, order},
    {355, order},
    {360, closing},
    {365, event},
    {370, order},
    {375, condition},
    {380, order},
    {385, condition},
    {390, order},
    {395, order},
    {400, closing},
    {405, order},
    {410, order},
    {415, closing},
    {420, event},
    {425, condition},
    {430, order},
    {435, missing},
    {440, condition},
    {445, condition},
    {450, order},
    {455, order},
    {460, order},
    {465, condition},
    {470, order},
    {475, closing},
    {480, closing},
    {485, closing},
    {490, closing},
    // 6.4.3 Master
    {600, duty},
    {605, duty},
    {610, duty},
    {615, duty},
    {620, duty},
    {625, duty},
    {630, duty},
    {635, duty},
    {640, closing},
    {645, duty},
    {650, duty},
    {655, event},
    {660, order},
    {665, order},
    {670, order},
    {675, closing},
    {680, event},
    {685, order},
    {690, order},
    {695, closing},
    {700, event},
    {705, condition},
    {710, order},
    {715, order},
    {720, condition},
    {725, condition},
    {730, condition},
    {735, condition},
    {740, order},
    {745, order},
    {750, order},
    {755, order},
    {760, order},
    {765, order},
    {770, condition},
    {775, order},
    {780, closing},
    {785, closing},
    {790, closing},
    {795, closing},
};

constexpr auto lines = [] {
  std::array<NumberedLine, std::size(numbers)> all{};
  std::ranges::transform(numbers, all.begin(), [](const Numbered& line) {
    return NumberedLine{{ClauseSeries::step, line.number}, line.kind};
  });
  return all;
}();

/// How often a line is claimed, by what sort of claim.
struct Claims {
  int events{0};      ///< pairs of a state and an event
  int conditions{0};  ///< guards that state it, and choices within a row
  int orders{0};      ///< steps of rows
  int duties{0};      ///< duties of states
  friend constexpr bool operator==(const Claims&, const Claims&) = default;
};

class Ledger {
  constexpr void claim(ClauseKey key, int Claims::* sort) {
    if (key.series == ClauseSeries::step) ++(of_[key.number].*sort);
  }
  template <class Row>
  constexpr void add_row() {
    Row::Guard::describe([&](ClauseKey key) { claim(key, &Claims::conditions); });
    Row::describe([&](ClauseKey key, LineKind kind, std::string_view, std::string_view) {
      claim(key, kind == order ? &Claims::orders : &Claims::conditions);
    });
  }
  template <class... Rows>
  constexpr void add_chart(boost::mp11::mp_list<Rows...>) {
    (add_row<Rows>(), ...);
    using Reactions = boost::mp11::mp_unique<
        boost::mp11::mp_list<statechart::Reaction<Rows::source, typename Rows::Event, Rows::event_line>...>>;
    [&]<class... Each>(boost::mp11::mp_list<Each...>) { (claim(Each::line, &Claims::events), ...); }(Reactions{});
  }

 public:
  constexpr Ledger() {
    add_chart(statechart::Rows{});
    for (const DutyLine& entry : statechart::duty_table) claim(entry.clause, &Claims::duties);
  }
  [[nodiscard]] constexpr bool is_balanced(const NumberedLine& line) const {
    const Claims& claims = of_[line.clause.number];
    switch (line.kind) {
      case event:
        return claims == Claims{.events = 1};
      case condition:
        return claims == Claims{.conditions = 1};
      case order:
        return claims == Claims{.orders = 1};
      case duty:
        return claims == Claims{.duties = 1};
      case closing:
      case missing:
        return claims == Claims{};
    }
    return false;
  }

 private:
  std::array<Claims, 800> of_{};
};

constexpr bool all_lines_are_claimed_once() {
  const Ledger ledger;
  return std::ranges::all_of(lines, [&](const NumberedLine& line) { return ledger.is_balanced(line); });
}
static_assert(all_lines_are_claimed_once(), "a numbered line of 6.4 is claimed by no row and no duty, or twice");
static_assert(std::ranges::count_if(lines, [](const NumberedLine& line) {
                return line.kind != closing && line.kind != missing;
              }) == 76);
static_assert(std::ranges::is_sorted(lines, {}, &NumberedLine::clause));

}  // namespace

std::span<const NumberedLine> numbered_lines() {
  return lines;
}

}  // namespace vrrpspec
