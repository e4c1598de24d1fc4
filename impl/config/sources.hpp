// Files, includes, conditions and variables become one tree of statements. The disk and the machine's name come in
// through Environment, so that the rest of the parser is a function of text.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "impl/config/diagnostics.hpp"
#include "impl/config/text.hpp"

namespace vrrpspec::impl {

/// A line, and the block in braces that follows it, if any.
struct Statement {
  Text text;
  std::string keyword;  ///< its first word
  Position at;
  bool has_block{false};
  std::vector<Statement> block;
};

class Environment {
 public:
  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  virtual ~Environment() = default;

  /// The text of a regular file, at most limits::text octets; the error says why there is none.
  [[nodiscard]] virtual std::expected<std::string, std::string> read(const std::filesystem::path& file) const = 0;
  /// The files that a shell pattern names, sorted.
  [[nodiscard]] virtual std::vector<std::filesystem::path> match(const std::filesystem::path& pattern) const = 0;
  /// The same for every name of the same file.
  [[nodiscard]] virtual std::filesystem::path identity(const std::filesystem::path& file) const = 0;
  /// What `@id` lines are compared with.
  [[nodiscard]] virtual std::string id() const = 0;
};

std::vector<Statement> read_statements(std::string_view text, const std::filesystem::path& file,
                                       const Environment& environment, Diagnostics& diagnostics);

/// load.hpp's functions are this one, with the machine as environment.
Loaded parse_configuration(std::string_view text, const std::filesystem::path& file, const Environment& environment);

}  // namespace vrrpspec::impl
