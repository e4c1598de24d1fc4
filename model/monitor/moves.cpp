#include "model/monitor/moves.hpp"

#include <algorithm>

#include "model/assert.hpp"
#include "model/statechart/statechart.hpp"
#include "model/timers.hpp"

namespace vrrpspec::monitor {
namespace {

const Profile& profile_of(const Subject& subject, const Hypothesis& hypothesis) {
  return hypothesis.profile != nullptr ? *hypothesis.profile : *subject.profiles.front();
}

/// A timer of that length, on a clock that may run faster or slower.
Span on_its_clock(const Subject& subject, Duration least, Duration most) {
  static constexpr std::int64_t million = 1'000'000;
  const auto error = [&subject](Duration after) { return after / million * subject.tolerances.clock_rate_ppm; };
  return {.least = least - error(least), .most = most + error(most)};
}

/// AMB-5: Skew_Time may be cut to a whole number of centiseconds.
Duration rounding_of(const Subject& subject, const Hypothesis& hypothesis) {
  const Duration skew =
      skew_time(subject.parameters.priority, hypothesis.master_adver_interval, profile_of(subject, hypothesis));
  return skew % Centiseconds{1}.duration();
}

struct Applied {
  const Subject& subject;
  Hypothesis& hypothesis;
  Window now;
  PacketNumber because;
  bool sends{false};

  void arm(Span after) {
    hypothesis.deadline = {now.from + after.least, now.to + after.most};
    hypothesis.armed_by = because;
    if (sends) hypothesis.owed.back().timer_after = after;
  }
  void operator()(ClauseKey clause, const SendAdvertisement& order) {
    VRRPSPEC_ASSERT(hypothesis.owed.size() < Hypothesis::most_owed);
    hypothesis.owed.push_back({.priority = order.priority,
                               .seen = {now.from, now.to + subject.tolerances.output},
                               .clause = clause,
                               .because = because,
                               .timer_after = std::nullopt});
    sends = true;
  }
  void operator()(ClauseKey, const SetAdverTimer& order) { arm(on_its_clock(subject, order.after, order.after)); }
  void operator()(ClauseKey, const SetMasterDownTimer& order) {
    arm(on_its_clock(subject, order.after - rounding_of(subject, hypothesis), order.after));
  }
  void operator()(ClauseKey, const auto&) {}
};

/// One step of the chart at an instant of the window.
void apply(const Subject& subject, Hypothesis& hypothesis, const Event& event, Window now, PacketNumber because) {
  RouterState router{.parameters = subject.parameters,
                     .state = hypothesis.state,
                     .master_adver_interval = hypothesis.master_adver_interval};
  router.parameters.preempt_mode = hypothesis.preempt_mode.value_or(true);
  const Profile& profile = profile_of(subject, hypothesis);
  const Actions actions = subject.fault == nullptr ? step(router, profile, event, now.from)
                                                   : subject.fault->step(router, profile, event, now.from);
  hypothesis.state = router.state;
  hypothesis.master_adver_interval = router.master_adver_interval;
  Applied applied{.subject = subject, .hypothesis = hypothesis, .now = now, .because = because};
  for (const Action& action : actions) {
    hypothesis.must.add(action.clause);
    hypothesis.may.add(action.clause);
    std::visit([&](const auto& order) { applied(action.clause, order); }, action.order);
  }
}

/// (445): only then does a Backup look at Preempt_Mode.
bool preempt_mode_matters(const Subject& subject, const Hypothesis& hypothesis, const Heard& input) {
  return hypothesis.state == State::backup && !hypothesis.preempt_mode && input.priority != priority_stop &&
         input.priority < subject.parameters.priority;
}

/// D-05 and EID-8298 are all in which the two documents of VRRPv3 differ once a packet was accepted.
bool document_matters(const Subject& subject, const Hypothesis& hypothesis) {
  return hypothesis.profile == nullptr && subject.profiles.size() > 1 && hypothesis.state == State::master;
}

void hear(const Subject& subject, Hypothesis hypothesis, const Heard& input, Window now, Hypotheses& futures) {
  const Profile& profile = profile_of(subject, hypothesis);
  // V3-066: an owner hears nobody.
  if (subject.parameters.is_owner() && !profile.owner_hears_adverts) {
    futures.push_back(hypothesis);
    return;
  }
  const State before = hypothesis.state;
  const std::size_t owed = hypothesis.owed.size();
  const AdvertisementReceived event{
      .priority = input.priority, .max_adver_int = input.max_adver_int, .source = input.source};
  apply(subject, hypothesis, event, now, input.packet);
  if (before == State::master && hypothesis.state == State::backup) {
    hypothesis.beaten_by = input.packet;
    hypothesis.beaten_at = input.priority > subject.parameters.priority ? "S-725"_clause : "S-735"_clause;
  }
  futures.push_back(hypothesis);
  // AMB-17: an answer to a losing advert may also reset the Adver_Timer.
  const bool answered = before == State::master && hypothesis.owed.size() > owed && !hypothesis.owed.back().timer_after;
  if (!answered || subject.fault != nullptr) return;
  const Duration interval = subject.parameters.advertisement_interval.duration();
  const Span after = on_its_clock(subject, interval, interval);
  futures.push_back(hypothesis);
  futures.back().deadline = {now.from + after.least, now.to + after.most};
  futures.back().armed_by = input.packet;
  futures.back().owed.back().timer_after = after;
}

/// For each value of what is hidden, if it matters now.
void hear_as_hidden(const Subject& subject, const Hypothesis& hypothesis, const Heard& input, Window now,
                    Hypotheses& futures) {
  if (preempt_mode_matters(subject, hypothesis, input)) {
    for (const bool preempt_mode : {true, false}) {
      Hypothesis known = hypothesis;
      known.preempt_mode = preempt_mode;
      hear(subject, known, input, now, futures);
    }
  } else if (document_matters(subject, hypothesis)) {
    for (const Profile* profile : subject.profiles) {
      Hypothesis known = hypothesis;
      known.profile = profile;
      hear(subject, known, input, now, futures);
    }
  } else {
    hear(subject, hypothesis, input, now, futures);
  }
}

/// The timer expired at an instant of the window.
void fire(const Subject& subject, Hypothesis& hypothesis, Window fired) {
  if (hypothesis.state == State::backup) {
    apply(subject, hypothesis, MasterDownTimerFired{}, fired, 0);
    hypothesis.beaten_by = 0;
  } else {
    apply(subject, hypothesis, AdverTimerFired{}, fired, 0);
  }
}

/// How often a timer may have expired unseen while one packet waited to be processed.
constexpr int most_expiries = 3;

}  // namespace

Hypothesis after_startup(const Subject& subject, std::optional<bool> preempt_mode, Window started) {
  Hypothesis hypothesis{.state = State::initialize,
                        .master_adver_interval = subject.parameters.advertisement_interval,
                        .preempt_mode = preempt_mode};
  apply(subject, hypothesis, Startup{}, started, 0);
  return hypothesis;
}

Hypothesis after_timer(const Subject& subject, const Hypothesis& hypothesis, Window fired) {
  Hypothesis after = hypothesis;
  fire(subject, after, fired);
  return after;
}

void after_input(const Subject& subject, const Hypothesis& hypothesis, const Heard& input, Hypotheses& futures) {
  const Tolerances& tolerances = subject.tolerances;
  const Window processed{input.at - tolerances.output, input.at + tolerances.processing};
  // AMB-16: whichever comes first where the timer may be due: both are followed.
  Hypothesis now = hypothesis;
  Window rest = processed;
  for (int expiries = 0;; ++expiries) {
    if (now.deadline.to + tolerances.timer >= processed.from) hear_as_hidden(subject, now, input, rest, futures);
    const Window fired{now.deadline.from, std::min(now.deadline.to + tolerances.timer, processed.to)};
    if (fired.is_empty() || expiries == most_expiries || owes_too_much(now)) return;
    now = after_timer(subject, now, fired);
    rest.from = std::max(processed.from, fired.from);
  }
}

bool advertise(const Subject& subject, Hypothesis& hypothesis, Instant seen, PacketNumber packet) {
  const Tolerances& tolerances = subject.tolerances;
  if (!hypothesis.owed.empty()) {
    const Owed first = hypothesis.owed.front();
    if (!first.seen.holds(seen) || first.priority == priority_stop) return false;
    const bool is_last_step = hypothesis.owed.size() == 1 && first.timer_after && first.because == hypothesis.armed_by;
    hypothesis.owed.erase(hypothesis.owed.begin());
    if (!is_last_step) return true;
    // Sent at most O before it was seen; a timer that does not drift may have been set for J before that.
    const Window set{seen - tolerances.output - tolerances.timer + first.timer_after->least,
                     seen + first.timer_after->most};
    hypothesis.deadline = {std::max(hypothesis.deadline.from, set.from), std::min(hypothesis.deadline.to, set.to)};
    hypothesis.armed_by = packet;
    return true;
  }
  const Window before = hypothesis.deadline;
  const Window may_fire{before.from, before.to + tolerances.timer};
  const Window fired{std::max(may_fire.from, seen - tolerances.output), std::min(may_fire.to, seen)};
  if (fired.is_empty()) return false;
  fire(subject, hypothesis, fired);
  const Span timer = hypothesis.owed.back().timer_after.value_or(Span{});
  hypothesis.owed.pop_back();
  // Counted from the deadline instead of from the late firing: adverts without drift.
  hypothesis.deadline.from = std::max(before.from, seen - tolerances.output - tolerances.timer) + timer.least;
  hypothesis.armed_by = packet;
  return true;
}

void after_own_advert(const Subject& subject, const Hypothesis& hypothesis, Instant seen, PacketNumber packet,
                      Hypotheses& futures) {
  Hypothesis after = hypothesis;
  if (advertise(subject, after, seen, packet)) futures.push_back(after);
}

Instant latest_output(const Subject& subject, const Hypothesis& hypothesis) {
  if (!hypothesis.owed.empty()) return hypothesis.owed.front().seen.to;
  return hypothesis.deadline.to + subject.tolerances.timer + subject.tolerances.output;
}

Demand demand_of(const Subject& subject, const Hypothesis& hypothesis) {
  Demand demand{.state = hypothesis.state, .beaten_by = hypothesis.beaten_by, .beaten_at = hypothesis.beaten_at};
  if (!hypothesis.owed.empty()) {
    const Owed& owed = hypothesis.owed.front();
    demand.clause = owed.clause;
    demand.seen = owed.seen;
    demand.nominal_from = owed.seen.from;
    demand.nominal_to = owed.seen.to - subject.tolerances.output;
    demand.because = owed.because;
    return demand;
  }
  demand.clause = hypothesis.state == State::backup ? "S-370"_clause : "S-685"_clause;
  demand.seen = {hypothesis.deadline.from, latest_output(subject, hypothesis)};
  demand.nominal_from = hypothesis.deadline.from;
  demand.nominal_to = hypothesis.deadline.to;
  demand.because = hypothesis.armed_by;
  return demand;
}

bool owes_too_much(const Hypothesis& hypothesis) {
  // One more expiry and one more answer must still fit.
  return hypothesis.owed.size() + 2 > Hypothesis::most_owed;
}

}  // namespace vrrpspec::monitor
