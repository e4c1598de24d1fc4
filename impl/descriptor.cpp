#include "impl/descriptor.hpp"

#include <unistd.h>

#include <utility>

namespace vrrpspec::impl {

Descriptor::Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  Descriptor old{std::exchange(number_, std::exchange(other.number_, -1))};
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

}  // namespace vrrpspec::impl
