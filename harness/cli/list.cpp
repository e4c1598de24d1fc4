#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/select.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Case;

std::string keys_of(const Case& c) {
  std::string text;
  for (const ClauseKey key : c.clauses) text += (text.empty() ? "" : " ") + to_string(key);
  return text;
}

void print_json(const std::vector<const Case*>& cases) {
  boost::json::array array;
  for (const Case* c : cases) {
    boost::json::array clauses;
    for (const ClauseKey key : c->clauses) clauses.emplace_back(to_string(key));
    array.push_back(boost::json::object{
        {"id", c->id}, {"level", to_string(c->level)}, {"title", c->title}, {"clauses", std::move(clauses)}});
  }
  std::cout << boost::json::serialize(array) << "\n";
}

void print_table(const std::vector<const Case*>& cases) {
  std::size_t id_width = 0;
  std::size_t keys_width = 0;
  for (const Case* c : cases) {
    id_width = std::max(id_width, c->id.size());
    keys_width = std::max(keys_width, keys_of(*c).size());
  }
  for (const Case* c : cases) {
    std::cout << fmt::format("{:<{}}  {:<10}  {:<{}}  {}\n", c->id, id_width, to_string(c->level), keys_of(*c),
                             keys_width, c->title);
  }
}

}  // namespace

int list(const ListOptions& options) {
  if (options.selectors) {
    for (const std::string& word : known_selectors(harness::all_cases())) std::cout << word << "\n";
    return code(ExitCode::conforms);
  }
  const auto cases = select_cases(harness::all_cases(), options.select);
  if (!cases) return complain(ExitCode::usage, cases.error().message);
  if (cases->empty()) return complain(ExitCode::nothing_ran, "the selectors together leave no case");
  if (options.json) {
    print_json(*cases);
  } else if (options.ids) {
    for (const Case* c : *cases) std::cout << c->id << "\n";
  } else {
    print_table(*cases);
  }
  return code(ExitCode::conforms);
}

}  // namespace vrrpspec::cli
