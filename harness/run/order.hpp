// The order in which cases are asked.
#pragma once

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace vrrpspec::harness {

/// The same shuffle of the same list on each machine: unlike std::shuffle, whose result is the library's affair.
template <typename Element>
void shuffle(std::vector<Element>& elements, std::uint64_t seed) {
  std::mt19937_64 draw{seed};
  for (std::size_t left = elements.size(); left > 1; --left) {
    // The remainder favours small numbers by less than one in 2^50.
    std::swap(elements[left - 1], elements[draw() % left]);
  }
}

}  // namespace vrrpspec::harness
