#include "harness/cli/complain.hpp"

#include <fmt/format.h>

#include <iostream>

#include "harness/report/text.hpp"
#include "harness/text/nearest.hpp"

namespace vrrpspec::cli {
namespace {

constexpr std::size_t most_suggestions = 3;

}  // namespace

int complain(ExitCode exit_code, std::string_view message) {
  std::cout << std::flush;
  std::cerr << "vrrpspec: " << harness::printable(message) << "\n" << std::flush;
  return code(exit_code);
}

std::string nearest_of(std::string_view word, const std::vector<std::string>& known) {
  std::string text;
  for (const auto& name : harness::nearest(word, known, most_suggestions)) {
    text += fmt::format("{}{}", text.empty() ? "; nearest: " : ", ", name);
  }
  return text;
}

}  // namespace vrrpspec::cli
