// `$NAME=value` and what is put in the place of `$NAME` and `${NAME}`.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "impl/config/diagnostics.hpp"
#include "impl/config/lexical.hpp"

namespace vrrpspec::impl {

class Variables {
 public:
  explicit Variables(Diagnostics& diagnostics) : diagnostics_{diagnostics} {}

  void define(const Definition& definition, const Position& at);
  /// The last definition ended with a backslash: the next line belongs to it.
  [[nodiscard]] bool continues() const { return open_ != nullptr; }
  void continue_definition(const Text& line);
  void end_definition() { open_ = nullptr; }

  /// `folder` is what `${_PWD}` means here. The result may have newlines, from a definition of several lines.
  [[nodiscard]] Text expand(const Text& line, std::string_view folder);

 private:
  /// False when a limit was met.
  bool expand_value(Text& into, std::string_view value, unsigned column, std::size_t depth, std::string_view folder);
  void append_value(std::string_view value);

  Diagnostics& diagnostics_;
  std::map<std::string, std::string, std::less<>> values_;
  std::string* open_{nullptr};
  std::size_t work_{0};  ///< octets of values looked at: nothing that is empty in the end may cost more than the rest
};

}  // namespace vrrpspec::impl
