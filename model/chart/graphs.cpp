// The chart for Graphviz and for Mermaid.
#include "model/chart/words.hpp"

namespace vrrpspec {

using chart_text::clauses;
using chart_text::replaced;
using chart_text::trigger;

std::string render_dot() {
  std::string text =
      "digraph \"RFC 5798 section 6.4\" {\n"
      "  rankdir=TB;\n"
      "  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n"
      "  edge [fontname=\"Helvetica\", fontsize=9];\n"
      "  start [shape=point];\n"
      "  start -> Initialize;\n";
  for (const ChartRow& row : chart_rows()) {
    const std::string_view target = to_string(row.target.value_or(row.source));
    text += "  " + std::string{to_string(row.source)} + " -> " + std::string{target} + " [label=\"" + trigger(row) +
            "\\n" + clauses(row) + "\"" + (row.is_ours() ? ", style=dashed" : "") + "];\n";
  }
  return text + "}\n";
}

std::string render_mermaid() {
  std::string text = "stateDiagram-v2\n    [*] --> Initialize\n";
  for (const ChartRow& row : chart_rows()) {
    const std::string_view target = to_string(row.target.value_or(row.source));
    // Mermaid writes entities with # in place of &.
    const std::string label = replaced(replaced(trigger(row), "<", "#lt;"), ">", "#gt;");
    text += "    " + std::string{to_string(row.source)} + " --> " + std::string{target} + " : " + label + " / " +
            clauses(row) + "\n";
  }
  return text;
}

}  // namespace vrrpspec
