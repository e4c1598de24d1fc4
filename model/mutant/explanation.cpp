#include "model/mutant/explanation.hpp"

namespace vrrpspec {

std::string explanation_words(std::span<const Mutant* const> faults) {
  constexpr std::size_t few = 3;
  std::string words;
  if (faults.size() > few) return words;
  for (const Mutant* fault : faults) words += (words.empty() ? "" : "; or ") + fault_words(*fault);
  return words;
}

}  // namespace vrrpspec
