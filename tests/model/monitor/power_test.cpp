// How the power of the monitor falls with its tolerances, as docs/reference/generated/monitor-power.md says.
// VRRPSPEC_UPDATE_GOLDEN=1 rewrites the document.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/model/monitor/hunt.hpp"

namespace vrrpspec::monitor {
namespace {

using namespace std::chrono_literals;

struct Column {
  const char* name;
  Tolerances tolerances;
};
constexpr std::array columns{Column{"0/0/0", {.processing = 0ms, .output = 0ms, .timer = 0ms}},
                             Column{"1/1/10", {.processing = 1ms, .output = 1ms, .timer = 10ms}},
                             Column{"5/5/100", {}},
                             Column{"20/20/200", {.processing = 20ms, .output = 20ms, .timer = 200ms}},
                             Column{"50/50/500", {.processing = 50ms, .output = 50ms, .timer = 500ms}},
                             Column{"200/200/1000", {.processing = 200ms, .output = 200ms, .timer = 1000ms}}};
constexpr std::uint64_t segments = 200;

std::string document() {
  std::ostringstream text;
  text
      << "# The power of the monitor\n\nMade by `monitor_power_test`. Each mutant of a router, one fault each, lives "
         "on "
      << segments
      << " random segments with\ntwo conforming routers that come and go; delays are up to the tolerances. A figure is "
         "the number of segments on which\nthe monitor finds something. The tolerances of a column are those of "
         "processing, output and timer in milliseconds;\n5/5/100 is the default of `vrrpspec check`. Intervals are "
         "0.5, 1 and 3 s.\n\n| mutant |";
  std::array<unsigned, columns.size()> killed{};
  for (const Column& column : columns) text << " " << column.name << " |";
  text << "\n|---|";
  for (std::size_t i = 0; i < columns.size(); ++i) text << "---:|";
  for (const Mutant& mutant : mutants()) {
    text << "\n| " << mutant.says << " |";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      unsigned found = 0;
      for (std::uint64_t seed = 1; seed <= segments; ++seed) {
        found += is_found(&mutant, columns[i].tolerances, seed) ? 1U : 0U;
      }
      killed[i] += found != 0 ? 1U : 0U;
      text << " " << found << " |";
    }
  }
  text << "\n| **mutants caught, of " << mutants().size() << "** |";
  for (const unsigned count : killed) text << " **" << count << "** |";
  text << "\n| a router that conforms |";
  for (const Column& column : columns) {
    unsigned found = 0;
    for (std::uint64_t seed = 1; seed <= segments; ++seed)
      found += is_found(nullptr, column.tolerances, seed) ? 1U : 0U;
    EXPECT_EQ(found, 0U) << column.name;
    text << " " << found << " |";
  }
  text << "\n";
  return text.str();
}

TEST(Power, is_what_the_document_says) {
  const std::string path = VRRPSPEC_SOURCE_DIR "/docs/reference/generated/monitor-power.md";
  const std::string text = document();
  if (std::getenv("VRRPSPEC_UPDATE_GOLDEN") != nullptr) std::ofstream{path} << text;
  std::ostringstream kept;
  kept << std::ifstream{path}.rdbuf();
  EXPECT_EQ(kept.str(), text) << path << " differs; set VRRPSPEC_UPDATE_GOLDEN=1 to rewrite it";
}

}  // namespace
}  // namespace vrrpspec::monitor
