#include "harness/cli/guest_stream.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "harness/report/jsonl_reader.hpp"

namespace vrrpspec::cli {
namespace {

namespace json = boost::json;

harness::Calibration calibration_of(const json::object& object) {
  const auto duration = [&](const char* key) { return Duration{object.at(key).to_number<std::int64_t>()}; };
  return {.link = duration("link_ns"), .timer = duration("timer_ns"), .timeout = duration("timeout_ns")};
}

}  // namespace

std::string calibration_line(const harness::Calibration& calibration) {
  return json::serialize(json::object{{"type", "calibration"},
                                      {"link_ns", calibration.link.count()},
                                      {"timer_ns", calibration.timer.count()},
                                      {"timeout_ns", calibration.timeout.count()},
                                      {"resolution_ns", harness::resolution(calibration).count()}}) +
         "\n";
}

std::string begin_line(std::string_view case_id) {
  return json::serialize(json::object{{"type", "begin"}, {"id", case_id}}) + "\n";
}

std::expected<GuestNews, harness::Error> read_guest_line(const std::string& line) {
  try {
    const json::value value = json::parse(line);
    const json::string& type = value.at("type").as_string();
    if (type == "calibration") return calibration_of(value.as_object());
    if (type == "begin") return CaseBegun{std::string{value.at("id").as_string()}};
  } catch (const std::exception& problem) {  // Boost.JSON reports by exceptions, which stop here
    return std::unexpected{harness::Error{std::string{"not a line of a guest: "} + problem.what()}};
  }
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
