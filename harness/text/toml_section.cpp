#include "harness/text/toml_section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "harness/text/nearest.hpp"

namespace vrrpspec::harness {

void TomlProblems::add(const toml::source_position& at, std::string_view what) {
  const auto after = std::ranges::upper_bound(found_, at, {}, &std::pair<toml::source_position, std::string>::first);
  found_.emplace(after, at, fmt::format("{}:{}:{}: {}", file_, at.line, at.column, what));
}

void TomlProblems::add(const toml::parse_error& error) {
  add(error.source().begin, fmt::format("not TOML: {}; see https://toml.io", error.description()));
}

Error TomlProblems::error() const {
  std::vector<std::string_view> lines;
  for (const auto& [at, line] : found_) lines.push_back(line);
  return Error{fmt::format("{}", fmt::join(lines, "\n"))};
}

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or a time";
  }
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const auto meant = did_you_mean(word, known);
  return fmt::format("{}known: {}", meant ? fmt::format("did you mean \"{}\"? ", *meant) : "", fmt::join(known, ", "));
}

TomlSection::TomlSection(TomlProblems& problems, const toml::table& table, std::string path,
                         const std::vector<std::string>& known)
    : problems_{&problems}, table_{&table}, path_{std::move(path)} {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    problems.add(key.source().begin,
                 fmt::format("unknown key \"{}\"; {}", name(key.str()), suggestion(key.str(), known)));
  }
}

std::string TomlSection::name(std::string_view key) const {
  return path_.empty() ? std::string{key} : fmt::format("{}.{}", path_, key);
}

void TomlSection::problem(const toml::node& at, std::string_view key, std::string_view what) const {
  problems_->add(at.source().begin, fmt::format("{} {}", name(key), what));
}

void TomlSection::require(std::string_view key, std::string_view example) const {
  if (node(key) == nullptr)
    problems_->add(table_->source().begin, fmt::format("{} is missing; write for example {}", name(key), example));
}

std::optional<std::string> TomlSection::text(std::string_view key) const {
  const toml::node* found = node(key);
  return found == nullptr ? std::nullopt : text_of(*found, key);
}

std::optional<bool> TomlSection::boolean(std::string_view key) const {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  if (const auto value = found->value_exact<bool>()) return value;
  problem(key, fmt::format("is {}, a boolean is wanted; write true or false", type_name(*found)));
  return std::nullopt;
}

std::vector<const toml::node*> TomlSection::elements(std::string_view key, std::string_view example) const {
  std::vector<const toml::node*> result;
  const toml::node* found = node(key);
  if (found == nullptr) return result;
  if (const toml::array* array = found->as_array()) {
    for (const toml::node& element : *array) result.push_back(&element);
    if (result.empty()) problem(key, fmt::format("is empty; write for example {}", example));
  } else {
    problem(key, fmt::format("is {}, an array is wanted; write for example {}", type_name(*found), example));
  }
  return result;
}

const toml::table* TomlSection::table(std::string_view key, std::string_view example) const {
  const toml::node* found = node(key);
  if (found == nullptr) return nullptr;
  if (const toml::table* below = found->as_table()) return below;
  problem(key, fmt::format("is {}, a table is wanted; write for example {}", type_name(*found), example));
  return nullptr;
}

std::optional<std::string> TomlSection::text_of(const toml::node& found, std::string_view key) const {
  auto value = found.value_exact<std::string>();
  if (!value) {
    problem(found, key, fmt::format("is {}, a string is wanted; put it in quotation marks", type_name(found)));
    return std::nullopt;
  }
  if (!value->contains('\0')) return value;
  problem(found, key, "holds the character NUL; take it out");
  return std::nullopt;
}

std::expected<std::string, Error> read_text_file(const std::filesystem::path& file, std::string_view what) {
  errno = 0;
  std::ifstream stream{file, std::ios::binary};
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream.is_open() || (text.view().empty() && errno != 0))
    return std::unexpected{Error{fmt::format("cannot read {} {}: {}; give the path of a TOML file", what, file.string(),
                                             errno != 0 ? std::strerror(errno) : "it cannot be opened")}};
  return std::move(text).str();
}

}  // namespace vrrpspec::harness
