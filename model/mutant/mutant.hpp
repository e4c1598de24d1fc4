// Single faults of a router. Each is one step of the chart, done wrong; everything else of that router is right.
#pragma once

#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "model/statechart/statechart.hpp"

namespace vrrpspec {

struct Mutant {
  std::string_view id;    ///< for programs: small letters, digits and hyphens
  std::string_view says;  ///< for people: what such a router does
  ClauseKey clause{};     ///< what it breaks
  bool skips_adverts{};   ///< a timer may expire without the ADVERTISEMENT that this orders
  bool answers_aside{};   ///< it may advertise in answer to a packet and leave its Adver_Timer alone
  /// In place of step().
  std::function<Actions(RouterState&, const Profile&, const Event&, Instant)> step;
};

inline std::ostream& operator<<(std::ostream& out, const Mutant& mutant) {
  return out << mutant.id;
}

/// "a Master does not heed higher priorities (S-725)".
inline std::string fault_words(const Mutant& mutant) {
  return std::string{mutant.says} + " (" + to_string(mutant.clause) + ")";
}

/// Faults of section 6.4 that show in when adverts are sent.
std::span<const Mutant> mutants();

}  // namespace vrrpspec
