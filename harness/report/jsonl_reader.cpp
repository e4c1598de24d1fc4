#include "harness/report/jsonl_reader.hpp"

#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <stdexcept>

#include "harness/report/certificate.hpp"
#include "harness/report/json_duration.hpp"
#include "harness/report/run_info.hpp"

namespace vrrpspec::harness {
namespace {

namespace json = boost::json;

/// The value whose text this is; the enumerators are those that the writer knows.
template <typename Enumeration, std::size_t count>
Enumeration one_of(const std::array<Enumeration, count>& known, std::string_view text) {
  for (const Enumeration each : known) {
    if (to_string(each) == text) return each;
  }
  throw std::invalid_argument{"an unknown word: " + std::string{text}};
}

Verdict verdict_of(const json::value& text) {
  constexpr std::array known{Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable,
                             Verdict::error};
  return one_of(known, text.as_string());
}

FindingKind kind_of(const json::value& text) {
  constexpr std::array known{FindingKind::early,      FindingKind::late,          FindingKind::missing,
                             FindingKind::unexpected, FindingKind::wrong_content, FindingKind::device,
                             FindingKind::lab,        FindingKind::defect};
  return one_of(known, text.as_string());
}

Level level_of(const json::value& text) {
  constexpr std::array known{Level::must, Level::must_not,   Level::should,       Level::should_not,
                             Level::may,  Level::must_lower, Level::should_lower, Level::definition};
  return one_of(known, text.as_string());
}

Family family_of(const json::value& word) {
  for (const Family each : {Family::ipv4, Family::ipv6}) {
    if (family_word(each) == std::string_view{word.as_string()}) return each;
  }
  throw std::invalid_argument{"an unknown family: " + std::string{word.as_string()}};
}

ClauseKey clause_of(const json::value& text) {
  const auto key = parse_clause_key(std::string_view{text.as_string()});
  if (!key) throw std::invalid_argument{"an unknown clause: " + std::string{text.as_string()}};
  return *key;
}

std::string string_of(const json::value& text) {
  return std::string{text.as_string()};
}
Instant instant_of(const json::value& nanoseconds) {
  return Instant{duration_of(nanoseconds)};
}
std::uint32_t frame_of(const json::value& number) {
  return number.to_number<std::uint32_t>();
}

DueWindow window_of(const json::value& object) {
  DueWindow window{.cause_frame = frame_of(object.at("cause_frame")),
                   .cause = string_of(object.at("cause")),
                   .origin = instant_of(object.at("origin_ns")),
                   .lo = duration_of(object.at("lo_ns")),
                   .hi = duration_of(object.at("hi_ns"))};
  for (const json::value& term : object.at("terms").as_array()) {
    window.terms.push_back({duration_of(term.at("amount_ns")), string_of(term.at("why"))});
  }
  return window;
}

Noise noise_of(const json::value& object) {
  const auto younger_than_the_format = [&object](const char* name) {
    const json::value* const found = object.as_object().if_contains(name);
    return found == nullptr ? Duration::zero() : duration_of(*found);
  };
  return {.target_waiting = duration_of(object.at("target_waiting_ns")),
          .target_blocked = duration_of(object.at("target_blocked_ns")),
          .workers_waiting = younger_than_the_format("workers_waiting_ns"),
          .harness_stall = duration_of(object.at("harness_stall_ns")),
          .stolen = duration_of(object.at("stolen_ns")),
          .throttled = younger_than_the_format("throttled_ns"),
          .clock_step = duration_of(object.at("clock_step_ns"))};
}

Finding finding_of(const json::value& value) {
  const json::object& object = value.as_object();
  Finding finding{.verdict = verdict_of(object.at("verdict")),
                  .kind = kind_of(object.at("kind")),
                  .clause = clause_of(object.at("clause")),
                  .expected = string_of(object.at("expected")),
                  .seen = string_of(object.at("seen")),
                  .frame = frame_of(object.at("frame")),
                  .reading = string_of(object.at("reading"))};
  if (const json::value* const window = object.if_contains("window")) finding.window = window_of(*window);
  if (const json::value* const noise = object.if_contains("noise")) finding.noise = noise_of(*noise);
  return finding;
}

TimelineMark::Row row_of(std::string_view text) {
  if (text == "tester") return TimelineMark::Row::tester;
  if (text == "target") return TimelineMark::Row::target;
  if (text == "model") return TimelineMark::Row::model;
  throw std::invalid_argument{"an unknown row: " + std::string{text}};
}

CaseResult result_of(const json::object& object) {
  CaseResult result;
  result.id = string_of(object.at("id"));
  result.verdict = verdict_of(object.at("verdict"));
  result.level = level_of(object.at("level"));
  for (const json::value& key : object.at("clauses").as_array()) result.clauses.push_back(clause_of(key));
  result.observations = object.at("observations").to_number<unsigned>();
  result.protocol_time = duration_of(object.at("protocol_time_ns"));
  result.origin = instant_of(object.at("origin_ns"));
  result.tester_address = string_of(object.at("tester"));
  result.target_address = string_of(object.at("target"));
  result.directory = string_of(object.at("directory"));
  result.reason = string_of(object.at("reason"));
  if (const json::value* const aside = object.if_contains("aside")) result.aside = string_of(*aside);
  result.device_spoke = object.at("device_spoke").as_bool();
  if (const json::value* const known = object.if_contains("known")) {
    constexpr std::array words{Knowledge::known, Knowledge::expired, Knowledge::passes_now};
    result.known = KnownNote{.knowledge = one_of(words, known->at("knowledge").as_string()),
                             .reason = string_of(known->at("reason")),
                             .expires = string_of(known->at("expires"))};
  }
  if (const json::value* const finding = object.if_contains("finding")) result.finding = finding_of(*finding);
  for (const json::value& finding : object.at("earlier").as_array()) result.earlier.push_back(finding_of(finding));
  for (const json::value& mark : object.at("timeline").as_array()) {
    const std::string symbol = string_of(mark.at("symbol"));
    if (symbol.size() != 1) throw std::invalid_argument{"a symbol of the time line is one character"};
    result.timeline.push_back(
        {instant_of(mark.at("at_ns")), row_of(mark.at("row").as_string()), symbol.front(), frame_of(mark.at("frame"))});
  }
  return result;
}

}  // namespace

std::expected<CaseResult, Error> read_result_line(std::string_view line) {
  try {
    const json::value value = json::parse({line.data(), line.size()});
    if (value.as_object().at("type") != "result") return std::unexpected{Error{"the line is no result"}};
    return result_of(value.as_object());
  } catch (const std::exception& problem) {  // Boost.JSON reports by exceptions, which stop here
    return std::unexpected{Error{std::string{"not a result line of run.jsonl: "} + problem.what()}};
  }
}

std::expected<EarlierRun, Error> read_earlier_run(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "run.jsonl";
  std::ifstream file{path};
  if (!file) return std::unexpected{Error{path.string() + " cannot be read: name the folder of an earlier run"}};
  EarlierRun run;
  std::vector<std::string>& cases = run.without_pass;
  std::set<std::string> ended, settled;
  std::size_t number = 0;
  try {
    for (std::string text; std::getline(file, text) && !file.eof();) {  // a line without an end was cut short
      ++number;
      const json::value value = json::parse(text);
      const json::object& object = value.as_object();
      if (object.at("type") == "run") {
        run.profile = string_of(object.at("profile"));
        run.family = family_of(object.at("family"));
        for (const json::value& id : object.at("cases").as_array()) cases.push_back(string_of(id));
      } else if (object.at("type") == "result") {
        const std::string id = string_of(object.at("id"));
        const Verdict verdict = verdict_of(object.at("verdict"));
        const bool well = verdict == Verdict::pass || verdict == Verdict::not_applicable;
        if (ended.insert(id).second && well) settled.insert(id);
        if (!well) settled.erase(id);
      }
    }
  } catch (const std::exception& problem) {  // Boost.JSON reports by exceptions, which stop here
    return std::unexpected{
        Error{path.string() + ":" + std::to_string(number) + ": not a line of run.jsonl: " + problem.what()}};
  }
  if (number == 0 || cases.empty()) {
    return std::unexpected{Error{path.string() + " does not begin as the record of a run does"}};
  }
  std::erase_if(cases, [&settled](const std::string& id) { return settled.contains(id); });
  return run;
}

std::expected<NoiseCertificate, Error> read_certificate_line(std::string_view line) {
  try {
    const json::value value = json::parse({line.data(), line.size()});
    if (value.as_object().at("type") != "noise") return std::unexpected{Error{"the line is no noise certificate"}};
    return certificate_of(value);
  } catch (const std::exception& problem) {
    return std::unexpected{Error{std::string{"not a noise certificate: "} + problem.what()}};
  }
}

}  // namespace vrrpspec::harness
