// g++ 12 takes the unused half of a union in <regex> for uninitialised once sanitizers are on.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "harness/lab/netns/output_pattern.hpp"

#include <fmt/format.h>

#include <regex>

namespace vrrpspec::harness {

struct OutputPattern::Compiled {
  std::regex expression;
};

std::expected<OutputPattern, Error> OutputPattern::parse(const std::string& text) {
  try {
    return OutputPattern{std::make_shared<const Compiled>(Compiled{std::regex{text}})};
  } catch (const std::regex_error& error) {
    return std::unexpected{Error{fmt::format("/{}/ is no regular expression: {}", text, error.what())}};
  }
}

bool OutputPattern::found_in(std::string_view line) const {
  return std::regex_search(line.begin(), line.end(), compiled_->expression);
}

}  // namespace vrrpspec::harness
