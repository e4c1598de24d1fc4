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

std::string to_string(const Place& place) {
  return place.line == 0 ? place.file : fmt::format("{}:{}", place.file, place.line);
}

std::string to_string(const Diagnostic& diagnostic) {
  const Place& at = diagnostic.at;
  return fmt::format("{}{}: {}: {}{}{}", to_string(at), at.line == 0 ? "" : fmt::format(":{}", at.column),
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

Place Diagnostics::place(const Position& at) const {
  return {.file = files_.at(at.file), .line = at.line, .column = at.column};
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
                           .at = place(entry.at),
                           .what = std::move(entry.what),
                           .hint = std::move(entry.hint)});
  }
  entries_.clear();
  return diagnostics;
}

}  // namespace vrrpspec::impl
