#include "model/chart/words.hpp"

namespace vrrpspec::chart_text {

std::string trigger(const ChartRow& row) {
  std::string text{row.event};
  if (!row.guard.empty()) text += " [" + std::string{row.guard} + "]";
  return text;
}

std::string order(const ChartLine& line) {
  std::string text{line.text};
  if (!line.condition.empty()) text = std::string{line.condition} + ": " + text;
  return text + " (" + to_string(line.clause) + ")";
}

std::string orders(const ChartRow& row, std::string_view separator) {
  std::string text;
  for (const ChartLine& line : row.lines) {
    if (line.kind != LineKind::order || line.text == "transition") continue;
    if (!text.empty()) text += separator;
    text += order(line);
  }
  return text;
}

std::string clauses(const ChartRow& row) {
  std::string text;
  for (const ClauseKey clause : row.clauses) {
    if (!text.empty()) text += ", ";
    text += to_string(clause);
  }
  return text;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string escaped(std::string text) {
  text = replaced(std::move(text), "&", "&amp;");
  text = replaced(std::move(text), "<", "&lt;");
  text = replaced(std::move(text), ">", "&gt;");
  return replaced(std::move(text), "\"", "&quot;");
}

}  // namespace vrrpspec::chart_text
