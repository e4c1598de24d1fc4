#include "impl/config/tree.hpp"

#include <fmt/format.h>

#include <utility>

#include "impl/config/limits.hpp"

namespace vrrpspec::impl {

std::vector<Statement>& TreeBuilder::innermost() {
  return open_.empty() ? top_ : open_.back()->block;
}

bool TreeBuilder::add(Text statement) {
  if (++count_ > limits::statements) return false;
  const std::string_view octets = statement.octets();
  std::string keyword{octets.substr(0, octets.find_first_of(" \t\r\v\f"))};
  const Position at = statement.position(0);
  innermost().push_back(
      {.text = std::move(statement), .keyword = std::move(keyword), .at = at, .has_block = false, .block = {}});
  return true;
}

bool TreeBuilder::open(const Position& at) {
  if (open_.size() >= limits::nesting) return false;
  if (innermost().empty() || innermost().back().has_block) {
    diagnostics_.error(at, "a block without a name", "a statement stands before each {");
    if (!add(Text{"{", at})) return false;
  }
  innermost().back().has_block = true;
  open_.push_back(&innermost().back());
  return true;
}

bool TreeBuilder::close(const Position& at) {
  if (open_.empty()) {
    diagnostics_.error(at, "a } without a {");
  } else {
    open_.pop_back();
  }
  return true;
}

std::vector<Statement> TreeBuilder::finish() {
  if (!open_.empty()) {
    const Statement& outer = *open_.front();
    diagnostics_.error(outer.at, fmt::format("the block of \"{}\" is not closed", outer.keyword),
                       "a } is missing somewhere behind this line");
  }
  open_.clear();
  return std::move(top_);
}

}  // namespace vrrpspec::impl
