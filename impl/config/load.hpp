// Reads a configuration file in the syntax of keepalived.conf: docs/reference/configuration.md. Includes are followed.
// Nothing that is read is passed over in silence: what is not supported or not as it should be is a diagnostic.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "impl/config/configuration.hpp"

namespace vrrpspec::impl {

enum class Severity : std::uint8_t {
  error,    ///< would not run as meant: the file is refused
  warning,  ///< runs, but not all of what is written takes effect
  note,     ///< a default or a difference from keepalived that the reader should know of
};

struct Diagnostic {
  Severity severity;
  std::string file;
  unsigned line;     ///< 1-based
  unsigned column;   ///< 1-based, in octets
  std::string what;  ///< what is wrong and why
  std::string hint;  ///< what to do; may be empty
};

/// `file:line:column: error: what; hint`.
std::string to_string(const Diagnostic& diagnostic);

struct Loaded {
  Configuration configuration;           ///< to be used only when is_usable()
  std::vector<Diagnostic> diagnostics;   ///< in the order of the text
  [[nodiscard]] bool is_usable() const;  ///< no diagnostic is an error
};

Loaded load_configuration(const std::filesystem::path& file);

/// The same for text that is already here; `file` names it in messages, its folder is where includes are looked for.
Loaded parse_configuration(std::string_view text, const std::filesystem::path& file);

/// The configuration as a file that reads back to the same values, every default written out.
std::string dump(const Configuration& configuration);

}  // namespace vrrpspec::impl
