// The lexical rules of keepalived.conf, one line at a time: comments, braces, words, variables. Any octets may come in.
// PEGTL is used in lexical.cpp and nowhere else.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "impl/config/text.hpp"

namespace vrrpspec::impl {

/// Without comment (`#` or `!` outside double quotes), leading and trailing blanks; `\#` and `\!` give the character.
Text without_comment(const Text& line);

struct Definition {
  std::string name;
  Text value;
};
/// `$NAME=value`; empty for anything else.
std::optional<Definition> match_definition(const Text& line);

/// What stands between references, and references: `${NAME}` anywhere, `$NAME` before a blank or the end.
struct Fragment {
  std::size_t offset{0};
  std::size_t size{0};
  std::optional<std::string> variable;
};
std::vector<Fragment> find_references(std::string_view line);

/// `@id rest` and `@^id rest`: the line counts on machines of that name, or on all others.
struct Condition {
  std::string id;
  bool negated{false};
  std::size_t rest{0};  ///< offset of what follows
};
std::optional<Condition> match_condition(std::string_view line);

enum class Piece : std::uint8_t { statement, open, close };
struct LinePiece {
  Piece kind{Piece::statement};
  Text text;  ///< without blanks around it
};
/// Braces outside double quotes end a statement and stand for themselves.
std::vector<LinePiece> split_at_braces(const Text& line);

struct LexicalError {
  Position at;
  std::string what;
};

/// Words of an ordinary statement: `"..."` groups, nothing is escaped.
std::expected<std::vector<Word>, LexicalError> split_words(const Text& statement);

/// Words of a statement that names a program: both quotes, and escapes as in C.
std::expected<std::vector<Word>, LexicalError> split_command(const Text& statement);

}  // namespace vrrpspec::impl
