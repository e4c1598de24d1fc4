#include "harness/report/block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/report/text.hpp"

namespace vrrpspec::harness {
namespace {

constexpr unsigned label_width = 15;
constexpr unsigned narrowest_value = 30;

}  // namespace

Block::Block(unsigned width) : width_{std::max(width, label_width + narrowest_value)} {}

void Block::row(std::string_view label, std::string_view value, unsigned hanging) {
  std::string lead = fmt::format("  {:<{}}", label, label_width - 2);
  for (const std::string& line : fold(printable(value), width_ - label_width - hanging)) {
    text_ += line.empty() ? "\n" : lead + line + "\n";
    lead.assign(label_width + hanging, ' ');
  }
}

void Block::line(std::string_view value) {
  text_.append(value.empty() ? "" : "  ").append(value).append("\n");
}

std::string Block::take() {
  return std::move(text_);
}

}  // namespace vrrpspec::harness
