#include "model/chart/chart.hpp"

#include <algorithm>
#include <iostream>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::cli {
namespace {

std::vector<std::string> ids_of_cases(ClauseKey key) {
  std::vector<std::string> ids;
  for (const harness::Case* const each : harness::cases_claiming(key)) ids.emplace_back(each->id);
  return ids;
}

struct Document {
  std::string_view name;
  std::string (*render)();
};

constexpr Document documents[] = {
    {"dot", [] { return render_dot(); }},
    {"mermaid", [] { return render_mermaid(); }},
    {"svg", [] { return render_svg(); }},
    {"table", [] { return render_matrix(); }},
    {"trace", [] { return render_traceability(ids_of_cases); }},
};

}  // namespace

int model(const std::string& what) {
  const Document* const found = std::ranges::find(documents, what, &Document::name);
  if (found == std::end(documents)) {
    std::vector<std::string> known;
    for (const Document& document : documents) known.emplace_back(document.name);
    return complain(ExitCode::usage, "no document of the model is called '" + what + "'" + nearest_of(what, known));
  }
  std::cout << found->render();
  return code(ExitCode::conforms);
}

}  // namespace vrrpspec::cli
