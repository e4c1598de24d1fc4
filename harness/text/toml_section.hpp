// Tables of TOML files that people write: each mistake is noted as `file:line:column: what is wrong; what to write`,
// and all mistakes of a file are told together.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/error.hpp"
#include "harness/text/toml.hpp"

namespace vrrpspec::harness {

/// What is wrong with a file, from its top to its end.
class TomlProblems {
 public:
  explicit TomlProblems(std::string file) : file_{std::move(file)} {}
  void add(const toml::source_position& at, std::string_view what);
  void add(const toml::parse_error& error);
  [[nodiscard]] bool none() const { return found_.empty(); }
  /// One line each.
  [[nodiscard]] Error error() const;

 private:
  std::string file_;
  std::vector<std::pair<toml::source_position, std::string>> found_;
};

/// "a string", for sentences about a value of the wrong type.
std::string_view type_name(const toml::node& node);

/// "did you mean "x"? known: x, y".
std::string suggestion(std::string_view word, const std::vector<std::string>& known);

/// One table of the file. Reading a value of the wrong type notes the problem and gives nothing.
class TomlSection {
 public:
  /// Notes each key that is not among the known ones.
  TomlSection(TomlProblems& problems, const toml::table& table, std::string path,
              const std::vector<std::string>& known);

  [[nodiscard]] std::string name(std::string_view key) const;
  [[nodiscard]] const toml::node* node(std::string_view key) const { return table_->get(key); }
  void problem(std::string_view key, std::string_view what) const { problem(*node(key), key, what); }
  void problem(const toml::node& at, std::string_view key, std::string_view what) const;
  void require(std::string_view key, std::string_view example) const;
  [[nodiscard]] TomlProblems& problems() const { return *problems_; }

  [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
  /// The nodes of an array that is not empty; none when there is no such key, or when it is something else.
  [[nodiscard]] std::vector<const toml::node*> elements(std::string_view key, std::string_view example) const;
  /// The table below `key`.
  [[nodiscard]] const toml::table* table(std::string_view key, std::string_view example) const;
  /// A string without NUL, which no argument, file name or expression can hold.
  [[nodiscard]] std::optional<std::string> text_of(const toml::node& found, std::string_view key) const;

 private:
  TomlProblems* problems_;
  const toml::table* table_;
  std::string path_;
};

/// The content of a file; `what` names it in the error: "the device description".
std::expected<std::string, Error> read_text_file(const std::filesystem::path& file, std::string_view what);

}  // namespace vrrpspec::harness
