#include "harness/report/jsonl.hpp"

#include <boost/json.hpp>

#include "harness/report/certificate.hpp"
#include "harness/report/text.hpp"

namespace vrrpspec::harness {
namespace {

namespace json = boost::json;
constexpr int format_version = 1;

json::string text(std::string_view foreign) {
  return json::string{printable(foreign)};
}

json::array keys(const std::vector<ClauseKey>& clauses) {
  json::array array;
  for (const ClauseKey key : clauses) array.emplace_back(to_string(key));
  return array;
}

std::int64_t nanoseconds(Instant at) {
  return at.time_since_epoch().count();
}

json::object window_object(const DueWindow& window) {
  json::array terms;
  for (const WindowTerm& term : window.terms) {
    terms.push_back(json::object{{"amount_ns", term.amount.count()}, {"why", text(term.why)}});
  }
  return {{"cause_frame", window.cause_frame}, {"cause", text(window.cause)}, {"origin_ns", nanoseconds(window.origin)},
          {"lo_ns", window.lo.count()},        {"hi_ns", window.hi.count()},  {"terms", std::move(terms)}};
}

json::object noise_object(const Noise& noise) {
  return {{"target_waiting_ns", noise.target_waiting.count()},
          {"target_blocked_ns", noise.target_blocked.count()},
          {"workers_waiting_ns", noise.workers_waiting.count()},
          {"harness_stall_ns", noise.harness_stall.count()},
          {"stolen_ns", noise.stolen.count()},
          {"throttled_ns", noise.throttled.count()},
          {"clock_step_ns", noise.clock_step.count()}};
}

json::object finding_object(const Finding& finding) {
  json::object object{
      {"verdict", to_string(finding.verdict)}, {"kind", to_string(finding.kind)}, {"clause", to_string(finding.clause)},
      {"expected", text(finding.expected)},    {"seen", text(finding.seen)},      {"frame", finding.frame},
      {"reading", text(finding.reading)}};
  if (finding.window) object["window"] = window_object(*finding.window);
  if (finding.noise) object["noise"] = noise_object(*finding.noise);
  return object;
}

std::string_view row_name(TimelineMark::Row row) {
  switch (row) {
    case TimelineMark::Row::tester:
      return "tester";
    case TimelineMark::Row::target:
      return "target";
    case TimelineMark::Row::model:
      return "model";
  }
  return {};
}

json::array timeline_array(const std::vector<TimelineMark>& timeline) {
  json::array array;
  for (const TimelineMark& mark : timeline) {
    array.push_back(json::object{{"at_ns", nanoseconds(mark.at)},
                                 {"row", row_name(mark.row)},
                                 {"symbol", std::string_view{&mark.symbol, 1}},
                                 {"frame", mark.frame}});
  }
  return array;
}

json::object tally_object(const Tally& tally) {
  json::object object;
  for (const Verdict verdict :
       {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable, Verdict::error}) {
    object[to_string(verdict)] = tally.of(verdict);
  }
  return object;
}

std::string line(const json::object& object) {
  return json::serialize(object) + "\n";
}

}  // namespace

std::string run_line(const RunInfo& run) {
  json::array cases;
  for (const std::string& id : run.cases) cases.emplace_back(id);
  return line({{"type", "run"},
               {"format", format_version},
               {"tool", "vrrpspec"},
               {"tool_version", run.tool_version},
               {"device", {{"name", text(run.device)}, {"version", text(run.device_version)}}},
               {"lab", run.lab},
               {"why_lab", run.why_lab},
               {"priority", run.priority},
               {"profile", run.profile},
               {"family", family_word(run.family)},
               {"seed", run.seed},
               {"strict", run.gates.strict},
               {"inconclusive", to_string(run.gates.doubt)},
               {"repeat", run.repeat},
               {"started", run.started},
               {"kernel", text(run.kernel)},
               {"cases", std::move(cases)}});
}

std::string result_line(const CaseResult& result, unsigned repetition) {
  json::object object{{"type", "result"},
                      {"id", result.id},
                      {"repetition", repetition},
                      {"verdict", to_string(result.verdict)},
                      {"level", to_string(result.level)},
                      {"clauses", keys(result.clauses)},
                      {"observations", result.observations},
                      {"protocol_time_ns", result.protocol_time.count()},
                      {"origin_ns", nanoseconds(result.origin)},
                      {"tester", result.tester_address},
                      {"target", result.target_address},
                      {"directory", text(result.directory.string())},
                      {"reason", text(result.reason)},
                      {"aside", text(result.aside)},
                      {"device_spoke", result.device_spoke}};
  if (result.known) {
    object["known"] = json::object{{"knowledge", to_string(result.known->knowledge)},
                                   {"reason", text(result.known->reason)},
                                   {"expires", result.known->expires}};
  }
  if (result.finding) object["finding"] = finding_object(*result.finding);
  json::array earlier;
  for (const Finding& finding : result.earlier) earlier.push_back(finding_object(finding));
  object["earlier"] = std::move(earlier);
  object["timeline"] = timeline_array(result.timeline);
  return line(object);
}

std::string summary_line(const Summary& summary, ExitCode exit_code, Duration wall_time) {
  json::object levels;
  for (const Weight weight : {Weight::must, Weight::should, Weight::may}) {
    levels[to_string(weight)] = tally_object(summary.by_weight[static_cast<std::size_t>(weight)]);
  }
  json::array broken;
  for (const BrokenClause& row : summary.broken) {
    json::array cases;
    for (const std::string& id : row.cases) cases.emplace_back(id);
    broken.push_back(
        json::object{{"clause", to_string(row.clause)}, {"level", to_string(row.level)}, {"cases", std::move(cases)}});
  }
  json::array varying;
  for (const CaseTally& row : summary.cases) {
    if (row.varies()) varying.emplace_back(row.id);
  }
  json::array passing_known;
  for (const std::string& id : summary.passing_known) passing_known.emplace_back(id);
  json::object object{{"type", "summary"},
                      {"verdicts", tally_object(summary.all)},
                      {"levels", std::move(levels)},
                      {"broken", std::move(broken)},
                      {"varying", std::move(varying)},
                      {"known_failures", summary.all.known},
                      {"passing_known", std::move(passing_known)},
                      {"unfinished", summary.unfinished},
                      {"interruption", summary.unfinished > 0 ? summary.interruption : std::string{}},
                      {"wall_time_ns", wall_time.count()},
                      {"exit_code", static_cast<int>(exit_code)}};
  if (summary.certificate) object["noise"] = certificate_object(*summary.certificate);
  return line(object);
}

std::string certificate_line(const NoiseCertificate& certificate) {
  json::object object = certificate_object(certificate);
  object["type"] = "noise";
  return line(object);
}

}  // namespace vrrpspec::harness
