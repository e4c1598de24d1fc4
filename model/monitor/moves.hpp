// What a hypothesis may turn into: the timer fires, an ADVERTISEMENT is heard, the router's own is seen. Each move is a
// step of the very chart that drives a router; here are only the windows around it.
#pragma once

#include <span>

#include "model/monitor/hypothesis.hpp"
#include "model/mutant/mutant.hpp"

namespace vrrpspec::monitor {

/// What is known of the router under judgement.
struct Subject {
  Parameters parameters;  ///< as its adverts show; the preempt mode is taken from the hypothesis
  /// The documents it may follow: one, or several that agree about every timer.
  std::span<const Profile* const> profiles;
  Tolerances tolerances;
  /// That it has this fault is supposed; null: it conforms. Never one that skips_adverts.
  const Mutant* fault{nullptr};
};

/// An ADVERTISEMENT of somebody else, as the router would process it.
struct Heard {
  Instant at;
  PacketNumber packet{0};
  Priority priority;
  Centiseconds max_adver_int;
  IpAddress source;
};

/// The protocol starts on the router at an instant of the window.
Hypothesis after_startup(const Subject& subject, std::optional<bool> preempt_mode, Window started);

/// The timer expired at an instant of the window, of which the caller knows that it overlaps the deadline's; the
/// ADVERTISEMENT that this orders is the last one owed.
Hypothesis after_timer(const Subject& subject, const Hypothesis& hypothesis, Window fired);

/// Everything that may follow once the packet has been processed: with the timer expired just before it or not, for
/// each value of what is hidden and now matters. Appends to `futures`. Of a hypothesis that owes too much it aborts.
void after_input(const Subject& subject, const Hypothesis& hypothesis, const Heard& input, Hypotheses& futures);

/// Moves the hypothesis to where it explains an own ADVERTISEMENT with the router's priority, seen at that instant: by
/// one that was owed, or by a timer. False, and the hypothesis as it was, when nothing explains it.
bool advertise(const Subject& subject, Hypothesis& hypothesis, Instant seen, PacketNumber packet);

/// The same, appended to `futures`.
void after_own_advert(const Subject& subject, const Hypothesis& hypothesis, Instant seen, PacketNumber packet,
                      Hypotheses& futures);

/// Until when the hypothesis lets the router be silent.
Instant latest_output(const Subject& subject, const Hypothesis& hypothesis);

/// What a hypothesis demands next: an ADVERTISEMENT within a window, and the line that orders it.
struct Demand {
  State state{State::backup};
  ClauseKey clause{};
  Window seen{};           ///< tolerances included
  Instant nominal_from{};  ///< without the tolerances of the timer and of the output
  Instant nominal_to{};
  PacketNumber because{0};    ///< the packet that it is counted from; 0: none was seen
  PacketNumber beaten_by{0};  ///< the packet that made the router leave Master, and the line
  ClauseKey beaten_at{};
};
Demand demand_of(const Subject& subject, const Hypothesis& hypothesis);

/// The hypothesis owes so many outputs that its router has to be lost track of.
bool owes_too_much(const Hypothesis& hypothesis);

}  // namespace vrrpspec::monitor
