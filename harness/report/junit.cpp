#include "harness/report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "harness/report/certificate.hpp"
#include "harness/report/finding_text.hpp"
#include "harness/report/summary.hpp"
#include "harness/report/text.hpp"
#include "harness/report/xml_attribute.hpp"

namespace vrrpspec::harness {
namespace {

/// Attributes that suites and the document share, in the order the schema of most readers has them.
void set_counts(pugi::xml_node node, std::span<const CaseResult> results, Duration time) {
  const Tally tally = summarise(results).all;
  set(node, "tests", std::to_string(tally.total()));
  set(node, "failures", std::to_string(tally.of(Verdict::fail) - tally.known));
  set(node, "errors", std::to_string(tally.of(Verdict::error) + tally.of(Verdict::inconclusive)));
  set(node, "skipped", std::to_string(tally.of(Verdict::not_applicable) + tally.known));
  set(node, "time", seconds(time, 3));
}

void add_properties(pugi::xml_node suite, const RunInfo& run, const std::optional<NoiseCertificate>& certificate) {
  pugi::xml_node properties = suite.append_child("properties");
  std::vector<std::pair<const char*, std::string>> rows{{"device", run.device},
                                                        {"device_version", run.device_version},
                                                        {"lab", run.lab},
                                                        {"profile", run.profile},
                                                        {"family", std::string{family_word(run.family)}},
                                                        {"seed", std::to_string(run.seed)},
                                                        {"vrrpspec", run.tool_version}};
  if (certificate) rows.emplace_back("noise", certificate_text(*certificate));
  for (const auto& [name, value] : rows) {
    pugi::xml_node property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", printable(value));
  }
}

/// A failure that is known is skipped: readers of JUnit have no other word for what does not fail a build.
const char* element_of(const CaseResult& result) {
  if (result.is_known_failure()) return "skipped";
  switch (result.verdict) {
    case Verdict::pass:
      return nullptr;
    case Verdict::fail:
      return "failure";
    case Verdict::inconclusive:
    case Verdict::error:
      return "error";
    case Verdict::not_applicable:
      return "skipped";
  }
  return nullptr;
}

void add_case(pugi::xml_node suite, const RunInfo& run, const CaseResult& result) {
  pugi::xml_node test_case = suite.append_child("testcase");
  set(test_case, "name", result.id);
  set(test_case, "classname", fmt::format("vrrpspec.{}{}", run.profile, run.family == Family::ipv6 ? ".ipv6" : ""));
  set(test_case, "time", seconds(result.protocol_time, 3));
  if (result.known && !result.is_known_failure()) {
    const bool passes = result.known->knowledge == Knowledge::passes_now;
    const std::string note = fmt::format(
        "{}: {}", passes ? "passes, although it is known to fail" : "was known until " + result.known->expires,
        result.known->reason);
    test_case.append_child("system-out").text().set(printable(note).c_str());
  }
  const char* element = element_of(result);
  if (element == nullptr) return;
  pugi::xml_node outcome = test_case.append_child(element);
  std::string message = result.finding ? seen_in_one_line(result, *result.finding) : result.reason;
  const bool skipped = result.verdict == Verdict::not_applicable || result.is_known_failure();
  if (result.is_known_failure()) {
    message = fmt::format("known until {}: {} ({})", result.known->expires, result.known->reason, message);
  }
  set(outcome, "message", printable(message));
  if (skipped) return;
  const std::string_view type = result.verdict == Verdict::fail ? to_string(result.level) : to_string(result.verdict);
  set(outcome, "type", std::string{type});
  outcome.text().set(describe(result, run, TextStyle{}).c_str());
}

void add_suites(pugi::xml_node root, const RunInfo& run, std::span<const CaseResult> results, unsigned repetition,
                const std::optional<NoiseCertificate>& certificate) {
  std::vector<std::string> sections;
  for (const CaseResult& result : results) {
    const std::string section{section_of(result.id)};
    if (std::ranges::find(sections, section) == sections.end()) sections.push_back(section);
  }
  for (const std::string& section : sections) {
    std::vector<CaseResult> own;
    std::ranges::copy_if(results, std::back_inserter(own),
                         [&section](const CaseResult& result) { return section_of(result.id) == section; });
    Duration time{};
    for (const CaseResult& result : own) time += result.protocol_time;
    pugi::xml_node suite = root.append_child("testsuite");
    set(suite, "name", run.repeat > 1 ? fmt::format("{} (repetition {})", section, repetition) : section);
    set(suite, "timestamp", run.started);
    set_counts(suite, own, time);
    add_properties(suite, run, certificate);
    for (const CaseResult& result : own) add_case(suite, run, result);
  }
}

}  // namespace

std::string junit_xml(const RunInfo& run, std::span<const std::vector<CaseResult>> repetitions, Duration wall_time,
                      const std::optional<NoiseCertificate>& certificate) {
  std::vector<CaseResult> all;
  for (const auto& results : repetitions) all.insert(all.end(), results.begin(), results.end());

  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name",
      fmt::format("vrrpspec {} {}{}", run.device, run.profile, run.family == Family::ipv6 ? " ipv6" : ""));
  set_counts(root, all, wall_time);
  unsigned repetition = 0;
  for (const auto& results : repetitions) add_suites(root, run, results, ++repetition, certificate);

  std::ostringstream text;
  document.save(text, "  ");
  return std::move(text).str();
}

}  // namespace vrrpspec::harness
