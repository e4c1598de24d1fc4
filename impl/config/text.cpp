#include "impl/config/text.hpp"

#include <utility>

#include "model/assert.hpp"

namespace vrrpspec::impl {

Text::Text(std::string octets, Position at) : octets_{std::move(octets)}, at_{at} {}

unsigned Text::column(std::size_t offset) const {
  if (columns_.empty()) return at_.column + static_cast<unsigned>(offset);
  return offset < columns_.size() ? columns_[offset] : columns_.back() + 1;
}

Position Text::position(std::size_t offset) const {
  VRRPSPEC_ASSERT(offset <= octets_.size());
  Position position = at_;
  position.column = column(offset);
  return position;
}

Text Text::emptied() const {
  return {std::string{}, at_};
}

Text Text::part(std::size_t offset, std::size_t size) const {
  VRRPSPEC_ASSERT(offset + size <= octets_.size());
  Text part{octets_.substr(offset, size), position(offset)};
  const auto begin = columns_.begin() + static_cast<std::ptrdiff_t>(columns_.empty() ? 0 : offset);
  if (!columns_.empty()) part.columns_.assign(begin, begin + static_cast<std::ptrdiff_t>(size));
  for (const UndefinedVariable& variable : undefined_) {
    if (size != 0 && variable.column >= column(offset) && variable.column <= column(offset + size - 1)) {
      part.note_undefined(variable);
    }
  }
  return part;
}

void Text::append_octet(char octet, unsigned column) {
  if (octets_.empty()) at_.column = column;
  if (columns_.empty() && column != at_.column + octets_.size()) {
    for (std::size_t offset = 0; offset < octets_.size(); ++offset) {
      columns_.push_back(at_.column + static_cast<unsigned>(offset));
    }
  }
  const bool contiguous = columns_.empty() && column == at_.column + octets_.size();
  octets_ += octet;
  if (!contiguous) columns_.push_back(column);
}

void Text::append(const Text& other, std::size_t offset, std::size_t size) {
  VRRPSPEC_ASSERT(offset + size <= other.octets_.size());
  for (std::size_t at = offset; at < offset + size; ++at) append_octet(other.octets_[at], other.column(at));
}

void Text::append_for(std::string_view octets, unsigned column) {
  for (const char octet : octets) append_octet(octet, column);
}

}  // namespace vrrpspec::impl
