#include "impl/config/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "impl/config/limits.hpp"

namespace vrrpspec::impl {
namespace {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      break;
  }
  return "note";
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
  return fmt::format("{}:{}:{}: {}: {}{}{}", diagnostic.file, diagnostic.line, diagnostic.column,
                     to_string(diagnostic.severity), diagnostic.what, diagnostic.hint.empty() ? "" : "; ",
                     diagnostic.hint);
}

std::size_t Diagnostics::add_file(std::string name) {
  files_.push_back(std::move(name));
  return files_.size() - 1;
}

void Diagnostics::error(const Position& at, std::string what, std::string hint) {
  add(at, Severity::error, std::move(what), std::move(hint));
}
void Diagnostics::warning(const Position& at, std::string what, std::string hint) {
  add(at, Severity::warning, std::move(what), std::move(hint));
}
void Diagnostics::note(const Position& at, std::string what, std::string hint) {
  add(at, Severity::note, std::move(what), std::move(hint));
}

std::string Diagnostics::place(const Position& at) const {
  return fmt::format("{}:{}", files_.at(at.file), at.line);
}

bool Diagnostics::is_full() const {
  return entries_.size() > limits::diagnostics;
}

void Diagnostics::add(const Position& at, Severity severity, std::string what, std::string hint) {
  if (entries_.size() < limits::diagnostics) {
    entries_.push_back(
        {.at = at, .number = entries_.size(), .severity = severity, .what = std::move(what), .hint = std::move(hint)});
  } else if (!is_full()) {
    entries_.push_back({.at = at,
                        .number = entries_.size(),
                        .severity = Severity::error,
                        .what = fmt::format("more than {} messages; the rest is left out", limits::diagnostics),
                        .hint = {}});
  }
}

std::vector<Diagnostic> Diagnostics::take() {
  std::ranges::sort(entries_, {},
                    [](const Entry& entry) { return std::tuple{entry.at.order, entry.at.column, entry.number}; });
  std::vector<Diagnostic> diagnostics;
  diagnostics.reserve(entries_.size());
  for (Entry& entry : entries_) {
    diagnostics.push_back({.severity = entry.severity,
                           .file = files_.at(entry.at.file),
                           .line = entry.at.line,
                           .column = entry.at.column,
                           .what = std::move(entry.what),
                           .hint = std::move(entry.hint)});
  }
  entries_.clear();
  return diagnostics;
}

}  // namespace vrrpspec::impl
