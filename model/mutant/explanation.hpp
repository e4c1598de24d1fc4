// Faults that explain what a router does, as people are told of them.
#pragma once

#include <span>
#include <string>

#include "model/mutant/mutant.hpp"

namespace vrrpspec {

/// "a Master does not heed higher priorities (S-725); or …" of up to three; more tell nothing, and the text is empty.
std::string explanation_words(std::span<const Mutant* const> faults);

}  // namespace vrrpspec
