// One thing a router may be doing, as far as can be seen from outside: a state of the chart, what it has learnt, and
// between which instants its one timer expires. A router under judgement is a set of these. Since each state runs one
// timer, a window is all that time needs.
#pragma once

#include <array>
#include <bit>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/action.hpp"
#include "model/clause/clause.hpp"
#include "model/clause/profile.hpp"
#include "model/monitor/tolerances.hpp"
#include "model/parameters.hpp"

namespace vrrpspec::monitor {

/// The number of a packet in its capture, from 1 on; 0: none.
using PacketNumber = std::uint64_t;

/// A set of numbered lines of section 6.4.
class Lines {
 public:
  static constexpr std::size_t capacity = 192;
  /// The place of a line among all, below `capacity`.
  static constexpr std::size_t index_of(ClauseKey line) { return line.number / step; }
  /// Keys of other series are not kept.
  void add(ClauseKey key) {
    if (key.series != ClauseSeries::step) return;
    words_[index_of(key) / 64] |= std::uint64_t{1} << (index_of(key) % 64);
  }
  void for_each(auto&& visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
        const auto index = 64 * i + static_cast<std::size_t>(std::countr_zero(rest));
        visit(ClauseKey{ClauseSeries::step, static_cast<std::uint16_t>(index * step)});
      }
    }
  }
  Lines& operator|=(const Lines& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  Lines& operator&=(const Lines& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
  }
  friend bool operator==(const Lines&, const Lines&) = default;

 private:
  static constexpr std::uint16_t step = 5;  // the RFC numbers every fifth
  std::array<std::uint64_t, capacity / 64> words_{};
};

/// Shortest and longest.
struct Span {
  Duration least{};
  Duration most{};
  friend constexpr bool operator==(const Span&, const Span&) = default;
};

/// An ADVERTISEMENT that was ordered and has not been seen.
struct Owed {
  Priority priority{priority_default};  ///< 0 on Shutdown, else the router's own
  Window seen{};                        ///< when it is to be seen
  ClauseKey clause{};                   ///< the line that ordered it
  PacketNumber because{0};              ///< the packet that caused it; 0: a timer
  /// What the same step set the timer to, counted from the instant of sending; none: the timer was left alone.
  std::optional<Span> timer_after{};
  friend bool operator==(const Owed&, const Owed&) = default;
};

struct Hypothesis {
  static constexpr std::size_t most_owed = 8;
  State state{State::backup};  ///< never initialize: a router that is down is no hypothesis but silence
  Centiseconds master_adver_interval{max_adver_int_default};
  Window deadline{};                               ///< when the timer expires; the router may be late by the tolerance
  PacketNumber armed_by{0};                        ///< the packet after which the timer was set
  PacketNumber beaten_by{0};                       ///< the packet that made it leave Master, until it is Master again
  ClauseKey beaten_at{};                           ///< the line that did
  std::optional<bool> preempt_mode{};              ///< hidden until it matters
  const Profile* profile{nullptr};                 ///< hidden until it matters: null stands for each of the candidates
  bool every_input_arrived{true};                  ///< no packet had to get lost on its way for this to be so
  boost::container::small_vector<Owed, 1> owed{};  ///< in the order of sending; rarely more than one, at most most_owed
  Lines must{};  ///< the lines obeyed since the last output, whichever way this hypothesis came about
  Lines may{};   ///< those obeyed on some way

  /// Same behaviour from here on, apart from the instants.
  [[nodiscard]] bool is_like(const Hypothesis& other) const;
};

using Hypotheses = std::vector<Hypothesis>;

/// Joins hypotheses that are alike and whose windows touch; those in which a packet was lost also when they do not.
/// Joining never forgets a behaviour.
void merge(Hypotheses& hypotheses);

}  // namespace vrrpspec::monitor
