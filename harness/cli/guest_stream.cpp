#include "harness/cli/guest_stream.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <utility>

#include "harness/report/jsonl_reader.hpp"

namespace vrrpspec::cli {
namespace {

namespace json = boost::json;

}  // namespace

std::string begin_line(std::string_view case_id) {
  return json::serialize(json::object{{"type", "begin"}, {"id", case_id}}) + "\n";
}

std::expected<GuestNews, harness::Error> read_guest_line(const std::string& line) {
  boost::system::error_code error;
  const json::value value = json::parse(line, error);
  const json::object* const object = error ? nullptr : value.if_object();
  const auto text = [&](const char* key) {
    const json::value* const member = object != nullptr ? object->if_contains(key) : nullptr;
    const json::string* const string = member != nullptr ? member->if_string() : nullptr;
    return string != nullptr ? std::string{*string} : std::string{};
  };
  if (text("type") == "begin") return CaseBegun{text("id")};
  return harness::read_result_line(line);
}

std::vector<std::string> Tail::lines() {
  std::ifstream file{path_};
  file.seekg(static_cast<std::streamoff>(read_));
  std::vector<std::string> complete;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    read_ += line.size() + 1;
    complete.push_back(std::move(line));
  }
  return complete;
}

}  // namespace vrrpspec::cli
