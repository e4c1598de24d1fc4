#include "model/chart/chart.hpp"

#include <algorithm>
#include <array>
#include <boost/mp11/algorithm.hpp>

#include "model/statechart/rows.hpp"

namespace vrrpspec {
namespace {

namespace mp11 = boost::mp11;

constexpr std::array<std::string_view, std::variant_size_v<Event>> names{
    "Startup",           "Shutdown",      "MasterDownTimerFired", "AdverTimerFired", "AdvertisementReceived",
    "ParametersChanged", "InterfaceDown", "InterfaceUp"};

template <class EventType>
constexpr std::size_t index_of = mp11::mp_find<Event, EventType>::value;
static_assert(index_of<AdvertisementReceived> == 4 && index_of<InterfaceUp> == 7);

template <class Row>
ChartRow read_row() {
  ChartRow row{.source = Row::source,
               .event = names[index_of<typename Row::Event>],
               .event_clause = Row::event_line,
               .guard = Row::Guard::text,
               .guard_clauses = {},
               .lines = {},
               .target = Row::target,
               .clauses = {}};
  const auto claim = [&](ClauseKey clause) {
    if (std::ranges::find(row.clauses, clause) == row.clauses.end()) row.clauses.push_back(clause);
  };
  Row::Guard::describe([&](ClauseKey clause) {
    row.guard_clauses.push_back(clause);
    claim(clause);
  });
  Row::describe([&](ClauseKey clause, LineKind kind, std::string_view text, std::string_view condition) {
    row.lines.push_back({clause, kind, text, condition});
    claim(clause);
  });
  return row;
}

template <class... Rows>
std::vector<ChartRow> read_rows(mp11::mp_list<Rows...>) {
  return {read_row<Rows>()...};
}

template <class Row>
bool is_enabled(const RouterState& router, const Event& event) {
  const auto* happened = std::get_if<typename Row::Event>(&event);
  return Row::source == router.state && happened != nullptr && Row::Guard::holds(router, *happened);
}

template <class... Rows>
std::array<bool, sizeof...(Rows)> ask_rows(mp11::mp_list<Rows...>, const RouterState& router, const Event& event) {
  return {is_enabled<Rows>(router, event)...};
}

}  // namespace

std::span<const ChartRow> chart_rows() {
  static const std::vector<ChartRow> rows = read_rows(statechart::Rows{});
  return rows;
}

std::vector<std::size_t> enabled_rows(const RouterState& router, const Event& event) {
  const auto enabled = ask_rows(statechart::Rows{}, router, event);
  std::vector<std::size_t> indices;
  for (std::size_t index = 0; index < enabled.size(); ++index) {
    if (enabled[index]) indices.push_back(index);
  }
  return indices;
}

std::string_view event_name(const Event& event) {
  return names[event.index()];
}
std::span<const std::string_view> event_names() {
  return names;
}

}  // namespace vrrpspec
