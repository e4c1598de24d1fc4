#include "impl/config/variables.hpp"

#include <fmt/format.h>

#include <optional>

#include "impl/config/limits.hpp"

namespace vrrpspec::impl {
namespace {

std::optional<std::string_view> predefined(std::string_view name, std::string_view folder) {
  if (name == "_PWD") return folder;
  if (name == "_HASH") return "#";
  if (name == "_BANG") return "!";
  return std::nullopt;
}

}  // namespace

void Variables::define(const Definition& definition, const Position& at) {
  if (values_.size() >= limits::variables && !values_.contains(definition.name)) {
    diagnostics_.error(at, fmt::format("more than {} variables", limits::variables));
    return;
  }
  if (predefined(definition.name, {})) {
    diagnostics_.error(at, fmt::format("the meaning of ${} is fixed", definition.name));
    return;
  }
  open_ = &values_[definition.name];
  open_->clear();
  append_value(definition.value.octets());
}

void Variables::continue_definition(const Text& line) {
  if (!open_->empty()) *open_ += '\n';
  append_value(line.octets());
}

void Variables::append_value(std::string_view value) {
  const bool goes_on = value.ends_with('\\');
  if (goes_on) value.remove_suffix(1);
  // A value that grows beyond any line cannot be used; it need not be stored either.
  if (open_->size() + value.size() <= limits::line + 1) *open_ += value;
  if (!goes_on) open_ = nullptr;
}

Text Variables::expand(const Text& line, std::string_view folder) {
  if (line.octets().find('$') == std::string_view::npos) return line;
  Text result = line.emptied();
  for (const Fragment& fragment : find_references(line.octets())) {
    const unsigned column = line.position(fragment.offset).column;
    if (!fragment.variable) {
      result.append(line, fragment.offset, fragment.size);
    } else if (!expand_value(result, line.octets().substr(fragment.offset, fragment.size), column, 0, folder)) {
      diagnostics_.error(line.position(fragment.offset),
                         fmt::format("${} does not come to an end or makes a line of more than {} octets",
                                     *fragment.variable, limits::line));
      return line.emptied();
    }
  }
  return result;
}

bool Variables::expand_value(Text& into, std::string_view value, unsigned column, std::size_t depth,
                             std::string_view folder) {
  work_ += value.size() + 1;
  if (depth > limits::references || work_ > limits::text) return false;
  for (const Fragment& fragment : find_references(value)) {
    const std::string_view written = value.substr(fragment.offset, fragment.size);
    if (into.octets().size() + written.size() > limits::line) return false;
    const auto found = fragment.variable ? values_.find(*fragment.variable) : values_.end();
    if (!fragment.variable) {
      into.append_for(written, column);
    } else if (const auto fixed = predefined(*fragment.variable, folder)) {
      into.append_for(*fixed, column);
    } else if (found != values_.end()) {
      if (!expand_value(into, found->second, column, depth + 1, folder)) return false;
    } else {
      into.append_for(written, column);
      into.note_undefined({.column = column, .name = *fragment.variable});
    }
  }
  return into.octets().size() <= limits::line;
}

}  // namespace vrrpspec::impl
