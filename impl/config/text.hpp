// A piece of a configuration file that remembers where each of its octets was written, so that messages point into the
// file also after comments are cut off and variables are replaced.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vrrpspec::impl {

/// A place in the text. `order` grows through includes: it sorts messages as they are read.
struct Position {
  std::size_t file{0};  ///< index of the file in the order of reading
  unsigned order{0};
  unsigned line{1};    ///< 1-based
  unsigned column{1};  ///< 1-based, in octets
};

/// A variable that nobody defined; its name stayed in the text.
struct UndefinedVariable {
  unsigned column{1};
  std::string name;
};

class Text {
 public:
  Text() = default;
  /// Octets of one line, the first of them at `at`.
  Text(std::string octets, Position at);

  [[nodiscard]] std::string_view octets() const { return octets_; }
  [[nodiscard]] bool empty() const { return octets_.empty(); }
  /// Of the octet at `offset`, at most size(): one behind the last is allowed.
  [[nodiscard]] Position position(std::size_t offset) const;
  [[nodiscard]] const std::vector<UndefinedVariable>& undefined() const { return undefined_; }

  /// Of this line, without octets.
  [[nodiscard]] Text emptied() const;
  [[nodiscard]] Text part(std::size_t offset, std::size_t size) const;
  void append(const Text& other, std::size_t offset, std::size_t size);
  /// Octets that stand for something written at `column`.
  void append_for(std::string_view octets, unsigned column);
  void note_undefined(UndefinedVariable variable) { undefined_.push_back(std::move(variable)); }

 private:
  void append_octet(char octet, unsigned column);
  [[nodiscard]] unsigned column(std::size_t offset) const;

  std::string octets_;
  Position at_;
  std::vector<unsigned> columns_;  ///< of each octet; empty while they follow one another from at_
  std::vector<UndefinedVariable> undefined_;
};

/// One argument of a statement.
struct Word {
  std::string text;
  Position at;
  bool quoted{false};
  std::optional<Position> glued{};  ///< of a program's statement: where a quote touches other text
};

}  // namespace vrrpspec::impl
