// Puts statements and braces together to blocks.
#pragma once

#include <cstddef>
#include <vector>

#include "impl/config/sources.hpp"

namespace vrrpspec::impl {

class TreeBuilder {
 public:
  explicit TreeBuilder(Diagnostics& diagnostics) : diagnostics_{diagnostics} {}

  /// False when there are too many.
  [[nodiscard]] bool add(Text statement);
  /// A brace opens the block of the statement before it. False when blocks are nested too deep.
  [[nodiscard]] bool open(const Position& at);
  [[nodiscard]] bool close(const Position& at);
  std::vector<Statement> finish();

 private:
  std::vector<Statement>& innermost();

  Diagnostics& diagnostics_;
  std::vector<Statement> top_;
  std::vector<Statement*> open_;  ///< parents: a vector grows only while none of its elements is open
  std::size_t count_{0};
};

}  // namespace vrrpspec::impl
