// The lay-out of explanations: a label in the left column, its value folded beside it.
#pragma once

#include <string>
#include <string_view>

namespace vrrpspec::harness {

class Block {
 public:
  /// `width`: columns of the page.
  explicit Block(unsigned width);

  /// A value, made printable; its second and later lines are indented by `hanging` columns more.
  void row(std::string_view label, std::string_view value, unsigned hanging = 0);
  /// A line as it is, indented; its author has fitted it to the width.
  void line(std::string_view value);
  [[nodiscard]] unsigned width() const { return width_; }
  [[nodiscard]] std::string take();

 private:
  unsigned width_;
  std::string text_;
};

}  // namespace vrrpspec::harness
