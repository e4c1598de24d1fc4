#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/report/check_results.hpp"

namespace vrrpspec::harness {
namespace {

namespace json = boost::json;

/// A path as a reference of RFC 3986; an absolute one as a URI.
std::string uri_of(std::string_view path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || std::string_view{"-._~/"}.contains(c)) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

/// Each rule that a result names, once.
class Rules {
 public:
  std::size_t index_of(const CheckRow& row) {
    const std::string id = rule_name(row);
    const auto found = std::ranges::find(ids_, id);
    if (found != ids_.end()) return static_cast<std::size_t>(found - ids_.begin());
    ids_.push_back(id);
    std::string title;
    std::string words;
    if (row.clause) {
      title = clause_reference(*row.clause);
      words = clause_words(*row.clause);
    } else if (row.rule == two_masters_rule) {
      title = "Two routers are Master at once";
      words = "RFC 5798 section 6.4.3, lines (725) and (735): the lesser of two Masters yields";
    } else if (row.rule == shared_address_rule) {
      title = "Two virtual routers have one address";
      words = "RFC 5798 section 7.3: each virtual router has a MAC address of its own, and both Masters answer";
    } else {
      title = "Somebody claims a virtual address beside the Master";
      words = "RFC 5798 sections 6.4.2 and 8.1.2: the Master answers for the virtual addresses, and nobody else";
    }
    rules_.push_back(json::object{{"id", id},
                                  {"shortDescription", json::object{{"text", title}}},
                                  {"fullDescription", json::object{{"text", words}}}});
    return ids_.size() - 1;
  }
  [[nodiscard]] const std::string& id(std::size_t index) const { return ids_[index]; }
  json::array take() { return std::move(rules_); }

 private:
  std::vector<std::string> ids_;
  json::array rules_;
};

json::object result_of(const CheckRow& row, const CheckedFile& file, std::size_t artifact, Rules& rules) {
  const std::size_t rule = rules.index_of(row);
  const json::object artifact_location{{"uri", uri_of(file.file)}, {"index", artifact}};
  json::object properties{
      {"verdict", std::string{to_string(row.judgement)}}, {"virtual_router", row.group}, {"router", row.router}};
  if (row.packet != 0) properties["packet"] = row.packet;
  const json::array logical{json::object{{"fullyQualifiedName", fmt::format("{}/{}", row.group, row.router)}}};
  return {{"ruleId", rules.id(rule)},
          {"ruleIndex", rule},
          {"level", row.judgement == Judgement::fail ? "error" : "warning"},
          {"message", json::object{{"text", fmt::format("{}: {}: {}", row.group, row.router, row.sentence)}}},
          {"locations",
           json::array{json::object{{"physicalLocation", json::object{{"artifactLocation", artifact_location}}},
                                    {"logicalLocations", logical}}}},
          {"properties", std::move(properties)}};
}

json::object notification_of(const CheckedFile& file, std::size_t artifact) {
  const json::object location{
      {"physicalLocation",
       json::object{{"artifactLocation", json::object{{"uri", uri_of(file.file)}, {"index", artifact}}}}}};
  return {{"level", file.is_capture ? "warning" : "error"},
          {"message", json::object{{"text", printable(file.damage)}}},
          {"locations", json::array{location}}};
}

}  // namespace

std::string check_sarif(std::span<const CheckedFile> files, std::string_view version) {
  Rules rules;
  json::array artifacts;
  json::array results;
  json::array notifications;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const CheckedFile& file = files[i];
    artifacts.push_back(json::object{{"location", json::object{{"uri", uri_of(file.file)}}}});
    for (const CheckRow& row : file.rows) {
      if (row.judgement != Judgement::pass) results.push_back(result_of(row, file, i, rules));
    }
    if (!file.damage.empty()) notifications.push_back(notification_of(file, i));
  }
  json::object invocation{{"executionSuccessful", std::ranges::all_of(files, &CheckedFile::is_capture)}};
  if (!notifications.empty()) invocation["toolExecutionNotifications"] = std::move(notifications);
  json::object driver{{"name", "vrrpspec"}, {"version", version}, {"rules", rules.take()}};
  json::object run{{"tool", json::object{{"driver", std::move(driver)}}},
                   {"invocations", json::array{std::move(invocation)}},
                   {"artifacts", std::move(artifacts)},
                   {"results", std::move(results)}};
  const json::object log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                         {"version", "2.1.0"},
                         {"runs", json::array{std::move(run)}}};
  return json::serialize(log) + "\n";
}

}  // namespace vrrpspec::harness
