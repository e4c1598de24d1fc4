// The matrix of states and events, and the traceability table, in Markdown.
#include <algorithm>

#include "model/chart/words.hpp"
#include "model/state_duties.hpp"

namespace vrrpspec {

using chart_text::escaped;
using chart_text::orders;
using chart_text::replaced;
using chart_text::states;
using chart_text::trigger;

namespace {

std::string number_of(const ChartRow& row) {
  return std::to_string(&row - chart_rows().data() + 1);
}

std::string matrix_cell(State state, std::string_view event) {
  std::string cell;
  for (const ChartRow& row : chart_rows()) {
    if (row.source != state || row.event != event) continue;
    if (!cell.empty()) cell += "<br><br>";
    cell += "**" + number_of(row) + "** ";
    if (!row.guard.empty()) cell += "*" + escaped(std::string{row.guard}) + "*:<br>";
    cell += escaped(orders(row, "\n"));
    if (row.target) {
      cell += "\n→ **" + std::string{to_string(*row.target)} + "** (" + to_string(row.lines.back().clause) + ")";
    }
  }
  return cell.empty() ? "–" : replaced(cell, "\n", "<br>");
}

std::string place(const ChartRow& row) {
  return "row " + number_of(row) + ": " + std::string{to_string(row.source)} + ", " + escaped(trigger(row));
}

bool holds(const std::vector<ClauseKey>& clauses, ClauseKey clause) {
  return std::ranges::find(clauses, clause) != clauses.end();
}

std::string places(ClauseKey clause) {
  std::string text;
  const auto add = [&](const std::string& one) {
    if (!text.empty()) text += "<br>";
    text += one;
  };
  for (const ChartRow& row : chart_rows()) {
    const bool numbered = clause.series == ClauseSeries::step;
    if (numbered && holds(row.guard_clauses, clause)) {
      add("guard of " + place(row));
    } else if (numbered && row.event_clause == clause) {
      add("event of " + place(row));
    } else if (row.event_clause == clause || holds(row.clauses, clause)) {
      add(place(row));
    }
  }
  for (const DutyLine& line : duty_lines()) {
    if (line.clause == clause) add("duty in " + std::string{to_string(line.state)} + ": " + std::string{line.duty});
  }
  return text;
}

std::string_view word_for(LineKind kind) {
  switch (kind) {
    case LineKind::event:
      return "event";
    case LineKind::condition:
      return "condition";
    case LineKind::order:
      return "order";
    case LineKind::duty:
      return "duty";
    case LineKind::closing:
      return "closes a block";
    case LineKind::missing:
      return "not in the RFC";
  }
  return "";
}

std::string cells_of_cases(const CasesOf& cases_of, ClauseKey clause) {
  if (!cases_of) return "";
  std::string cell;
  for (const std::string& identifier : cases_of(clause)) cell += (cell.empty() ? "`" : "<br>`") + identifier + "`";
  return " " + (cell.empty() ? "–" : cell) + " |";
}

/// The keys of other series that rows name, in order, each once.
std::vector<ClauseKey> other_clauses() {
  std::vector<ClauseKey> keys;
  for (const ChartRow& row : chart_rows()) {
    std::ranges::copy_if(row.clauses, std::back_inserter(keys),
                         [](ClauseKey key) { return key.series != ClauseSeries::step; });
  }
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  return keys;
}

}  // namespace

std::string render_matrix() {
  std::string text =
      "# States and events of RFC 5798 section 6.4\n\n"
      "Generated from the chart. Bold numbers are rows of the chart; S-430 is line (430) of the RFC. A dash: the RFC "
      "says\n"
      "nothing about this event in this state, and the model does nothing (AMB-15).\n\n"
      "| Event | Initialize | Backup | Master |\n|---|---|---|---|\n";
  for (const std::string_view event : event_names()) {
    text += "| " + std::string{event};
    for (const State state : states) text += " | " + matrix_cell(state, event);
    text += " |\n";
  }
  return text;
}

std::string render_traceability(const CasesOf& cases_of) {
  const std::string_view more_heading = cases_of ? " Cases |\n" : "\n";
  const std::string_view more_rule = cases_of ? "---|\n" : "\n";
  std::string text =
      "# Where each numbered line of RFC 5798 section 6.4 went\n\n"
      "Generated from the chart. The compiler refuses a chart that leaves a line out or claims one twice.\n\n"
      "| Line | Kind | Where |";
  text.append(more_heading).append("|---|---|---|").append(more_rule);
  for (const NumberedLine& line : numbered_lines()) {
    const std::string where = places(line.clause);
    text += "| " + to_string(line.clause) + " | " + std::string{word_for(line.kind)} + " | " +
            (where.empty() ? "–" : where) + " |" + cells_of_cases(cases_of, line.clause) + "\n";
  }
  text.append("\n## Clauses beside the numbered lines\n\n| Clause | Where |");
  text.append(more_heading).append("|---|---|").append(more_rule);
  for (const ClauseKey clause : other_clauses()) {
    text += "| " + to_string(clause) + " | " + places(clause) + " |" + cells_of_cases(cases_of, clause) + "\n";
  }
  return text;
}

}  // namespace vrrpspec
