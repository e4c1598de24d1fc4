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

struct Place {
  std::string file;
  unsigned line{0};    ///< 1-based; 0: the file as a whole
  unsigned column{0};  ///< 1-based, in octets
};

struct Diagnostic {
  Severity severity;
  Place at;
  std::string what;  ///< what is wrong and why
  std::string hint;  ///< what to do; may be empty
};

/// "FILE:LINE", for messages that point to another place.
std::string to_string(const Place& place);
/// `file:line:column: error: what; hint`; `file: error: …` of a file as a whole.
std::string to_string(const Diagnostic& diagnostic);

/// A program that may be run, and where it is named.
struct WrittenCommand {
  Command command;
  Place at;
};

struct Loaded {
  Configuration configuration;           ///< to be used only when is_usable()
  std::vector<Diagnostic> diagnostics;   ///< in the order of the text
  std::vector<WrittenCommand> commands;  ///< of all scripts and notifications
  std::vector<Place> instances;          ///< where those of `configuration` begin, in the same order
  [[nodiscard]] bool is_usable() const;  ///< no diagnostic is an error
};

Loaded load_configuration(const std::filesystem::path& file);

/// The same for text that is already here; `file` names it in messages, its folder is where includes are looked for.
Loaded parse_configuration(std::string_view text, const std::filesystem::path& file);

/// The configuration as a file that reads back to the same values, every default written out.
std::string dump(const Configuration& configuration);

}  // namespace vrrpspec::impl
