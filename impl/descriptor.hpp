// A file descriptor that has one owner: it is closed when that owner goes, once.
#pragma once

namespace vrrpspec::impl {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  /// -1 when there is none.
  [[nodiscard]] int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_{-1};
};

}  // namespace vrrpspec::impl
