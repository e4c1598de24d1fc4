// The chart as a picture. Three states need no layout engine: their places and the curves between them are written down
// here, and the labels and the legend come from the rows.
#include <array>

#include "model/assert.hpp"
#include "model/chart/words.hpp"

namespace vrrpspec {

using chart_text::escaped;
using chart_text::orders;
using chart_text::trigger;

namespace {

constexpr int width = 1240;
constexpr int line_height = 17;
constexpr int legend_top = 640;
constexpr std::size_t legend_columns = 172;

struct Arc {
  State source;
  State target;
  std::string_view path;
  int label_x;
  int label_y;
  std::string_view anchor;
};
using enum State;
constexpr std::array arcs{Arc{initialize, initialize, "M 590 58 C 565 12, 675 12, 650 58", 682, 34, "start"},
                          Arc{initialize, master, "M 530 84 C 380 92, 220 220, 215 386", 296, 160, "end"},
                          Arc{master, initialize, "M 285 388 C 300 270, 420 150, 562 124", 394, 236, "start"},
                          Arc{initialize, backup, "M 710 84 C 860 92, 1020 220, 1025 386", 944, 160, "start"},
                          Arc{backup, initialize, "M 955 388 C 940 270, 820 150, 678 124", 846, 236, "end"},
                          Arc{backup, master, "M 900 408 C 750 374, 490 374, 342 408", 620, 346, "middle"},
                          Arc{master, backup, "M 340 436 C 490 470, 750 470, 898 436", 620, 488, "middle"},
                          Arc{master, master, "M 225 452 C 200 512, 300 512, 275 452", 20, 530, "start"},
                          Arc{backup, backup, "M 965 452 C 940 512, 1040 512, 1015 452", 1220, 530, "end"}};

bool is_on(const ChartRow& row, const Arc& arc) {
  return row.source == arc.source && row.target.value_or(row.source) == arc.target;
}

std::string attribute(std::string_view name, int value) {
  return " " + std::string{name} + "=\"" + std::to_string(value) + "\"";
}

std::string text_at(int x, int y, std::string_view style, const std::string& content) {
  return "<text" + attribute("x", x) + attribute("y", y) + " class=\"" + std::string{style} + "\">" + content +
         "</text>\n";
}

std::string box(State state, int x, int y, std::string_view fill) {
  return "<rect" + attribute("x", x - 90) + attribute("y", y - 32) + " width=\"180\" height=\"64\" rx=\"14\" fill=\"" +
         std::string{fill} + "\" stroke=\"#37474f\" stroke-width=\"1.5\"/>\n" +
         text_at(x, y + 6, "state", std::string{to_string(state)});
}

std::string arc_with_labels(const Arc& arc) {
  std::string text = "<path class=\"arc\" d=\"" + std::string{arc.path} + "\"/>\n";
  int y = arc.label_y;
  int number = 0;
  for (const ChartRow& row : chart_rows()) {
    ++number;
    if (!is_on(row, arc)) continue;
    text += "<text" + attribute("x", arc.label_x) + attribute("y", y) + " text-anchor=\"" + std::string{arc.anchor} +
            "\"" + (row.is_ours() ? " class=\"ours\"" : "") + "><tspan class=\"number\">" + std::to_string(number) +
            "</tspan> " + escaped(trigger(row)) + "</text>\n";
    y += line_height;
  }
  return text;
}

/// Breaks after commas only, so that an order is not torn apart.
std::vector<std::string> wrapped(const std::string& text) {
  std::vector<std::string> lines{""};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = text.find(", ", at);
    const std::string part = text.substr(at, comma == std::string::npos ? comma : comma + 2 - at);
    if (lines.back().size() + part.size() > legend_columns) lines.emplace_back();
    lines.back() += part;
    at += part.size();
  }
  return lines;
}

struct Legend {
  std::string text;
  int y{legend_top};
};

Legend legend() {
  Legend legend;
  legend.text += text_at(20, legend.y, "title", "What each row orders");
  legend.text += "<text x=\"1220\"" + attribute("y", legend.y) +
                 " text-anchor=\"end\" class=\"ours\">violet: events on which the RFC is silent (AMB-15)</text>\n";
  int number = 0;
  for (const ChartRow& row : chart_rows()) {
    legend.y += line_height + 9;
    std::string head = "<tspan class=\"number\">" + std::to_string(++number) + "</tspan> " +
                       std::string{to_string(row.source)} + ": " + escaped(trigger(row));
    if (row.target) head += " <tspan class=\"number\">→ " + std::string{to_string(*row.target)} + "</tspan>";
    legend.text += text_at(20, legend.y, row.is_ours() ? "ours" : "row", head);
    for (const std::string& line : wrapped(orders(row, ", "))) {
      legend.y += line_height;
      legend.text += text_at(44, legend.y, "orders", escaped(line));
    }
  }
  return legend;
}

constexpr std::string_view style =
    "<style>\n"
    "text { font: 12px Helvetica, Arial, sans-serif; fill: #263238; }\n"
    ".state { font-size: 18px; font-weight: bold; text-anchor: middle; }\n"
    ".title { font-size: 16px; font-weight: bold; }\n"
    ".number { font-weight: bold; }\n"
    ".ours { fill: #6a3fa0; }\n"
    ".orders { fill: #546e7a; font-size: 11.5px; }\n"
    ".arc { fill: none; stroke: #546e7a; stroke-width: 1.5; marker-end: url(#tip); }\n"
    "</style>\n"
    "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" "
    "orient=\"auto\"><path d=\"M 0 0 L 10 5 L 0 10 z\" fill=\"#546e7a\"/></marker></defs>\n";

}  // namespace

std::string render_svg() {
  std::size_t drawn = 0;
  std::string picture;
  for (const Arc& arc : arcs) {
    for (const ChartRow& row : chart_rows()) drawn += is_on(row, arc);
    picture += arc_with_labels(arc);
  }
  VRRPSPEC_ASSERT(drawn == chart_rows().size());
  picture += box(initialize, 620, 90, "#eceff1") + box(master, 250, 420, "#fff3e0") + box(backup, 990, 420, "#e3f2fd");
  picture += text_at(20, 34, "title", "RFC 5798 section 6.4");
  const Legend rows = legend();
  const int height = rows.y + 20;
  return "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", width) + attribute("height", height) +
         " viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height) + "\">\n" + std::string{style} +
         "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n" + picture + rows.text + "</svg>\n";
}

}  // namespace vrrpspec
