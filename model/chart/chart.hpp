// The chart of section 6.4 as data, read from the very rows that the state machine runs, and the documents made from
// it: diagrams, the matrix of states and events, and the table that says where each numbered line of the RFC went. All
// text is deterministic, so it can be kept under version control.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/action.hpp"
#include "model/clause/clause.hpp"
#include "model/event.hpp"
#include "model/statechart/lines.hpp"
#include "model/statechart/statechart.hpp"

namespace vrrpspec {

/// One line below the event and the guard of a row: an order, or a choice of the address family.
struct ChartLine {
  ClauseKey clause;
  LineKind kind{LineKind::order};
  std::string_view text;       ///< "Master_Down_Timer := Skew_Time"
  std::string_view condition;  ///< "IPv4", "RFC 9568 only"; empty where the line always holds
};

/// One branch of the text. Rows are numbered from 1 in documents, by their place in chart_rows().
struct ChartRow {
  State source{State::initialize};
  std::string_view event;  ///< the name of the type: "AdvertisementReceived"
  ClauseKey event_clause;
  std::string_view guard;  ///< empty where the event alone decides
  std::vector<ClauseKey> guard_clauses;
  std::vector<ChartLine> lines;
  std::optional<State> target;     ///< empty where the router stays and its timers are left to the lines
  std::vector<ClauseKey> clauses;  ///< of the guard and the lines, in the order of the text, each once

  /// Whether it answers one of the events on which section 6.4 is silent.
  [[nodiscard]] bool is_ours() const { return event_clause.series == ClauseSeries::ambiguity; }
};
std::span<const ChartRow> chart_rows();

/// The rows of this state and event whose guards hold, by index: one, or none where the text is silent. Asks the guards
/// one by one and not the state machine, so it also tells which row a step is about to take.
std::vector<std::size_t> enabled_rows(const RouterState& router, const Event& event);

/// "Startup", "AdvertisementReceived": the names ChartRow::event uses.
std::string_view event_name(const Event& event);
/// All of them, in the order of Event.
std::span<const std::string_view> event_names();

std::string render_dot();
std::string render_mermaid();
std::string render_svg();
/// Markdown: one line an event, one column a state.
std::string render_matrix();

/// The identifiers of the cases that test a clause.
using CasesOf = std::function<std::vector<std::string>(ClauseKey)>;
/// Markdown: every numbered line of section 6.4, its row or duty and, if asked, its cases.
std::string render_traceability(const CasesOf& cases_of = {});

}  // namespace vrrpspec
