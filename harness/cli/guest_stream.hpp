// What a guest tells while it runs, a JSON object a line in NAME.jsonl: its calibration, which cases begin, and results
// as in run.jsonl.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/error.hpp"
#include "harness/lab/netns/calibration.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::cli {

struct CaseBegun {
  std::string id;
};
using GuestNews = std::variant<harness::Calibration, CaseBegun, harness::CaseResult>;

std::string calibration_line(const harness::Calibration& calibration);
std::string begin_line(std::string_view case_id);
std::expected<GuestNews, harness::Error> read_guest_line(const std::string& line);

/// The complete lines that were added to a file since the last look.
class Tail {
 public:
  explicit Tail(std::filesystem::path path) : path_{std::move(path)} {}
  std::vector<std::string> lines();

 private:
  std::filesystem::path path_;
  std::size_t read_{0};
};

}  // namespace vrrpspec::cli
