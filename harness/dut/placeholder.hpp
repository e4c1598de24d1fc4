// Text with placeholders, `{vrid}` and the like, that settings and a place are filled into. docs/reference/
// device-description.md is the list of them for readers; the table in placeholder.cpp is the list for the program.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/dut/device.hpp"

namespace vrrpspec::harness {

struct Placeholder;

/// Text whose placeholders are all known and well written, so that rendering cannot fail.
class Template {
 public:
  /// The error says which placeholder is wrong, in which line of the text, and what to write.
  static std::expected<Template, std::string> parse(std::string_view text);

  [[nodiscard]] std::string render(const DeviceSettings& settings, const LaunchPlace& place) const;

 private:
  struct Use {
    const Placeholder* placeholder;
    std::vector<std::string> arguments;  ///< none: the default; one: a separator; two: a choice
  };
  std::vector<std::variant<std::string, Use>> pieces_;
};

}  // namespace vrrpspec::harness
