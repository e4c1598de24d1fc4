// The documents made from the chart, against the copies in docs/reference/generated. VRRPSPEC_UPDATE_GOLDEN=1 rewrites
// these; the difference is then for a reader to judge.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "model/chart/chart.hpp"

namespace vrrpspec {
namespace {

void expect_golden(const std::string& name, const std::string& text) {
  const auto path = std::filesystem::path{VRRPSPEC_SOURCE_DIR} / "docs/reference/generated" / name;
  if (std::getenv("VRRPSPEC_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path} << text;
  }
  std::ostringstream kept;
  kept << std::ifstream{path}.rdbuf();
  EXPECT_EQ(kept.str(), text) << path << " differs; set VRRPSPEC_UPDATE_GOLDEN=1 to rewrite it";
}

TEST(ChartDocuments, are_those_in_the_tree) {
  expect_golden("statechart.dot", render_dot());
  expect_golden("statechart.mmd", render_mermaid());
  expect_golden("statechart.svg", render_svg());
  expect_golden("matrix.md", render_matrix());
}

TEST(ChartDocuments, show_the_cases_of_a_clause_when_asked) {
  const std::string text = render_traceability([](ClauseKey key) {
    return key == "S-430"_clause ? std::vector<std::string>{"6.4.2/S-430/one", "6.4.2/S-430/two"}
                                 : std::vector<std::string>{};
  });
  EXPECT_NE(text.find("| `6.4.2/S-430/one`<br>`6.4.2/S-430/two` |\n"), std::string::npos) << text;
  EXPECT_NE(text.find("| S-435 | not in the RFC | – | – |\n"), std::string::npos) << text;
}

TEST(ChartRows, number_twelve_for_the_text_and_eight_for_the_events_it_leaves_out) {
  EXPECT_EQ(std::ranges::count_if(chart_rows(), &ChartRow::is_ours), 8);
  EXPECT_EQ(chart_rows().size(), 20U);
}

TEST(ChartRows, end_with_a_transition_exactly_if_they_leave_their_state) {
  for (const ChartRow& row : chart_rows()) {
    EXPECT_EQ(row.target.has_value(), row.lines.back().text == "transition") << row.event;
    EXPECT_NE(row.target, std::optional{row.source}) << row.event;
  }
}

TEST(ChartRows, answer_every_event_somewhere) {
  for (const std::string_view event : event_names()) {
    EXPECT_NE(std::ranges::count(chart_rows(), event, &ChartRow::event), 0) << event;
  }
}

}  // namespace
}  // namespace vrrpspec
