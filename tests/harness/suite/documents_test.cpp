// What the tree says about the cases. VRRPSPEC_UPDATE_GOLDEN=1 rewrites it; the difference is then for a reader to
// judge.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "harness/suite/suite.hpp"
#include "model/chart/chart.hpp"

namespace vrrpspec::harness {
namespace {

std::filesystem::path generated(std::string_view name) {
  return std::filesystem::path{VRRPSPEC_SOURCE_DIR} / "docs/reference/generated" / name;
}

bool updating() {
  return std::getenv("VRRPSPEC_UPDATE_GOLDEN") != nullptr;
}

TEST(Documents, trace_every_line_of_the_rfc_to_its_cases) {
  const std::string text = render_traceability([](ClauseKey key) {
    std::vector<std::string> ids;
    for (const Case* const each : cases_claiming(key)) ids.emplace_back(each->id);
    return ids;
  });
  if (updating()) std::ofstream{generated("traceability.md")} << text;
  std::ostringstream kept;
  kept << std::ifstream{generated("traceability.md")}.rdbuf();
  EXPECT_EQ(kept.str(), text);
}

/// Somebody's script selects by these: an id that was ever shipped stays.
TEST(Documents, keep_every_id_ever_shipped) {
  std::set<std::string> ids;
  for (const Case& each : all_cases()) ids.emplace(each.id);
  std::set<std::string> shipped;
  std::ifstream kept{generated("case-ids.txt")};
  for (std::string id; std::getline(kept, id);) shipped.insert(id);
  for (const std::string& id : shipped) EXPECT_TRUE(ids.contains(id)) << id << " was shipped and is gone";
  if (updating()) {
    std::ofstream list{generated("case-ids.txt")};
    shipped.insert(ids.begin(), ids.end());
    for (const std::string& id : shipped) list << id << '\n';
  }
  for (const std::string& id : ids) EXPECT_TRUE(shipped.contains(id)) << id << " is not in case-ids.txt";
}

}  // namespace
}  // namespace vrrpspec::harness
