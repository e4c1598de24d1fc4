// A pattern searched in lines of a device's output. <regex> stays behind this header.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "harness/error.hpp"

namespace vrrpspec::harness {

class OutputPattern {
 public:
  /// ECMAScript syntax.
  static std::expected<OutputPattern, Error> parse(const std::string& text);
  [[nodiscard]] bool found_in(std::string_view line) const;

 private:
  struct Compiled;
  explicit OutputPattern(std::shared_ptr<const Compiled> compiled) : compiled_{std::move(compiled)} {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace vrrpspec::harness
