#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>
#include <utility>

#include "harness/report/check_results.hpp"
#include "harness/report/xml_attribute.hpp"

namespace vrrpspec::harness {
namespace {

/// RFC 3339, UTC, whole seconds.
std::string date_and_time(Instant at) {
  const std::chrono::sys_time<Duration> since_epoch{at.time_since_epoch()};
  const auto day = std::chrono::floor<std::chrono::days>(since_epoch);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(since_epoch - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

/// The word of JUnit for a case; null: it passed.
const char* element_of(Judgement judgement) {
  switch (judgement) {
    case Judgement::fail:
      return "failure";
    case Judgement::inconclusive:
      return "error";
    case Judgement::pass:
      break;
  }
  return nullptr;
}

struct Case {
  std::string name;
  const char* element{nullptr};
  std::string type{};
  std::vector<std::string> sentences{};  ///< of what did not pass
};

struct Suite {
  std::string name;
  Instant begin;
  Duration length;
  std::vector<Case> cases;

  [[nodiscard]] std::size_t count(std::string_view element) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        cases, [element](const Case& each) { return each.element != nullptr && each.element == element; }));
  }
};

/// Rows of one router and rule are one case, which is as bad as the worst of them.
void add_row(Suite& suite, const CheckRow& row) {
  const std::string name = row.router + " " + rule_name(row);
  auto found = std::ranges::find(suite.cases, name, &Case::name);
  if (found == suite.cases.end()) found = suite.cases.insert(found, Case{.name = name});
  if (row.judgement == Judgement::pass) return;
  if (found->element == nullptr) {  // judged rules come worst first
    found->element = element_of(row.judgement);
    found->type = to_string(row.judgement);
  }
  found->sentences.push_back(row.sentence);
}

Suite suite_of_file(const CheckedFile& file) {
  Suite suite{.name = file.file, .begin = file.begin, .length = file.length, .cases = {}};
  Case whole{.name = "is read to its end"};
  if (!file.damage.empty()) {
    whole = {.name = whole.name, .element = "error", .type = "UNREADABLE", .sentences = {file.damage}};
  }
  suite.cases.push_back(std::move(whole));
  if (file.is_capture && !file.has_adverts) {
    suite.cases.push_back({.name = "has VRRP adverts",
                           .element = "skipped",
                           .type = {},
                           .sentences = {"no VRRP advertisement in it: nothing was judged"}});
  }
  return suite;
}

std::vector<Suite> suites_of(std::span<const CheckedFile> files) {
  std::vector<Suite> suites;
  const auto unique = [&suites](std::string name) {
    std::string wanted = name;
    for (unsigned i = 2; std::ranges::find(suites, wanted, &Suite::name) != suites.end(); ++i) {
      wanted = fmt::format("{} ({})", name, i);
    }
    return wanted;
  };
  for (const CheckedFile& file : files) {
    suites.push_back(suite_of_file(file));
    suites.back().name = unique(std::exchange(suites.back().name, {}));
    const std::size_t first_group = suites.size();
    const std::string prefix = suites.back().name + ": ";
    for (const CheckRow& row : file.rows) {
      const std::string name = prefix + row.group;
      auto own = std::ranges::find(suites.begin() + static_cast<std::ptrdiff_t>(first_group), suites.end(), name,
                                   &Suite::name);
      if (own == suites.end()) {
        own = suites.insert(own, Suite{.name = name, .begin = file.begin, .length = file.length, .cases = {}});
      }
      add_row(*own, row);
    }
  }
  return suites;
}

void set_counts(pugi::xml_node node, std::span<const Suite> suites, Duration time) {
  const auto sum = [suites](auto count) {
    std::size_t all = 0;
    for (const Suite& suite : suites) all += count(suite);
    return std::to_string(all);
  };
  set(node, "tests", sum([](const Suite& suite) { return suite.cases.size(); }));
  set(node, "failures", sum([](const Suite& suite) { return suite.count("failure"); }));
  set(node, "errors", sum([](const Suite& suite) { return suite.count("error"); }));
  set(node, "skipped", sum([](const Suite& suite) { return suite.count("skipped"); }));
  set(node, "time", seconds(time, 3));
}

void write(pugi::xml_node suite, const std::string& suite_name, const Case& each) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "name", each.name);
  set(node, "classname", suite_name);
  set(node, "time", "0");
  if (each.element == nullptr) return;
  pugi::xml_node outcome = node.append_child(each.element);
  const std::size_t more = each.sentences.size() - 1;
  set(outcome, "message", printable(each.sentences.front()) + (more == 0 ? "" : fmt::format(" (and {} more)", more)));
  if (each.type.empty()) return;
  set(outcome, "type", each.type);
  std::string text;
  for (const std::string& sentence : each.sentences) text += printable(sentence) + "\n";
  outcome.text().set(text.c_str());
}

}  // namespace

std::string check_junit(std::span<const CheckedFile> files) {
  const std::vector<Suite> suites = suites_of(files);
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", "vrrpspec check");
  Duration all{};
  for (const CheckedFile& file : files) all += file.length;
  set_counts(root, suites, all);
  for (const Suite& suite : suites) {
    pugi::xml_node node = root.append_child("testsuite");
    set(node, "name", suite.name);
    set(node, "timestamp", date_and_time(suite.begin));
    set_counts(node, std::span{&suite, 1}, suite.length);
    for (const Case& each : suite.cases) write(node, suite.name, each);
  }
  std::ostringstream text;
  document.save(text, "  ");
  return std::move(text).str();
}

}  // namespace vrrpspec::harness
