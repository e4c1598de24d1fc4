// How demands are judged: the verdict rule. Early is a failure, unless the device had not yet read what forbade it;
// late is a failure unless the machine kept the device from running; what the model does not share is our own defect.
#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/awaiting.hpp"
#include "harness/suite/context.hpp"
#include "model/timers.hpp"

namespace vrrpspec::harness {

namespace {

/// Body and model may differ by what flooring takes from a chain of deadlines.
constexpr Duration agreement = std::chrono::milliseconds{10};

Duration fraction_of(Duration duration, double fraction) {
  return Duration{static_cast<Duration::rep>(static_cast<double>(duration.count()) * fraction)};
}

/// Skew_Time may be kept in whole centiseconds (AMB-5): what that takes away.
Duration lost_by_flooring(Duration duration) {
  return duration % std::chrono::milliseconds{10};
}

std::string since(const Cause& cause, Instant at) {
  return fmt::format("{:.6f} s after {}", std::chrono::duration<double>(at - cause.lo).count(), cause.text);
}

}  // namespace

Due Context::at_startup(ClauseKey clause) const {
  Due due = immediately_after(started(), clause);
  due.allowance = startup_allowance;
  return due;
}

Due Context::immediately_after(const Cause& cause, ClauseKey clause) const {
  return {.cause = cause, .terms = {{Duration::zero(), "at once"}}, .clause = clause};
}

Due Context::after_skew_time(const Cause& cause, Centiseconds learnt, ClauseKey clause) const {
  const Duration skew = skew_time(device().priority, learnt, profile_);
  Due due = immediately_after(cause, clause);
  due.nominal = skew;
  due.rounding = lost_by_flooring(skew);
  const Duration unit = profile_.skew_follows_interval ? learnt.duration() : Duration{std::chrono::seconds{1}};
  due.terms = {{skew, fmt::format("Skew_Time = (256 - {}) / 256 x {:.2f} s", device().priority.value(),
                                  std::chrono::duration<double>(unit).count())}};
  return due;
}

Due Context::after_master_down_interval(const Cause& cause, Centiseconds learnt, ClauseKey clause) const {
  Due due = after_skew_time(cause, learnt, clause);
  due.nominal += 3 * learnt.duration();
  due.terms = {{due.nominal, fmt::format("Master_Down_Interval = 3 x {:.2f} s + Skew_Time {}",
                                         std::chrono::duration<double>(learnt.duration()).count(),
                                         seconds_text(due.nominal - 3 * learnt.duration()))}};
  return due;
}

Due Context::after_advertisement_interval(const Cause& cause, ClauseKey clause) const {
  Due due = immediately_after(cause, clause);
  due.nominal = interval().duration();
  due.terms = {{due.nominal, "Advertisement_Interval"}};
  return due;
}

/// The model's timer was set at that instant, by an event or when it expired: how much earlier may that of a conforming
/// router expire? AMB-5 and a clock of its own allow it, and what an expiry was early by stays.
void Context::note_deadline(Instant set, bool expired) {
  const std::optional<Instant> deadline = model_.next_deadline();
  if (!deadline) return;
  Duration ahead = fraction_of(*deadline - set, segment_.tolerance().clock_fraction);
  if (model_.state() == State::backup) {
    ahead += lost_by_flooring(skew_time(device().priority, model_.master_adver_interval(), profile_));
  }
  ahead_ = expired ? ahead_ + ahead : ahead;
}

std::optional<Context::Expiry> Context::expiry() const {
  const std::optional<Instant> deadline = model_.next_deadline();
  if (!deadline) return std::nullopt;
  return Expiry{.exact = *deadline, .earliest = *deadline - ahead_, .state = model_.state()};
}

/// What a Master's timer is ahead of the model's by shows in the advert before.
bool Context::may_have_expired(const std::optional<Expiry>& timer, Instant at) const {
  if (!timer || timer->earliest > at) return false;
  if (timer->exact <= at || timer->state != State::master || profile_.losing_advert_is_answered) return true;
  const auto before = std::ranges::find_if(trace_.rbegin(), trace_.rend(),
                                           [at](const SeenFrame& seen) { return seen.advert && seen.stamp < at; });
  if (before == trace_.rend()) return true;
  const Duration interval_then = interval().duration();
  const Tolerance tolerance = segment_.tolerance();
  return at >= before->stamp + interval_then - fraction_of(interval_then, tolerance.clock_fraction) - tolerance.link;
}

DueWindow Context::window_of(const Due& due) const {
  const Tolerance tolerance = segment_.tolerance();
  const Duration timer = tolerance.timer_slack.of(due.nominal);
  const Duration drift = fraction_of(due.nominal, tolerance.clock_fraction);
  const Duration uncertain = due.cause.hi - due.cause.lo;
  DueWindow window{.cause_frame = due.cause.frame,
                   .cause = due.cause.text,
                   .origin = due.cause.lo,
                   .lo = due.nominal - due.rounding - drift,
                   .hi = due.nominal + due.allowance + uncertain + timer + drift + tolerance.link,
                   .terms = due.terms};
  if (due.rounding > Duration::zero()) {
    window.terms.push_back({-due.rounding, "floored to a centisecond: allowed (AMB-5)"});
  }
  if (uncertain > Duration::zero()) {
    window.terms.push_back({uncertain, fmt::format("{} may be so much older; times count from then", due.cause.text)});
  }
  if (due.allowance > Duration::zero()) {
    window.terms.push_back({due.allowance, "the RFC does not say how soon Startup is"});
  }
  if (timer > Duration::zero()) {
    window.terms.push_back({timer, fmt::format("the kernel may round a time-out up by so much: {}",
                                               reason(tolerance.timer_slack, due.nominal))});
  }
  if (drift > Duration::zero()) window.terms.push_back({drift, "either way: the device has a clock of its own"});
  if (tolerance.link > Duration::zero()) {
    window.terms.push_back(
        {tolerance.link, tolerance.calibrated ? "resolution of this lab, calibrated" : "resolution of this lab"});
  }
  return window;
}

/// The second opinion: the model's next advert after the cause lies where the body says, or one of the two is wrong.
void Context::agree_with_model(const Due& due) const {
  const Instant nominal = due.cause.lo + due.nominal;
  VirtualRouter ahead = model_;
  std::vector<Instant> adverts = model_adverts_;
  while (const auto deadline = ahead.next_deadline()) {
    if (*deadline > nominal + agreement) break;
    static_cast<void>(ahead.advance(*deadline));
    adverts.push_back(*deadline);
  }
  const auto found =
      std::ranges::find_if(adverts, [&](Instant at) { return at >= nominal - agreement && at <= nominal + agreement; });
  if (found != adverts.end()) return;
  // The model hears the tester as late as it was: after a stall of the tester both may be right.
  const std::string expected = "the case and the model agree on what is due";
  const Noise noise = segment_.noise(result_.origin, segment_.now());
  if (noise.harness_stall + noise.stolen + noise.clock_step > agreement)
    fail_to_tell(expected, "they do not: the tester's own adverts may have come too late for the case");
  fail({.verdict = Verdict::error,
        .kind = FindingKind::defect,
        .clause = due.clause,
        .expected = expected,
        .seen = fmt::format("the case demands an ADVERTISEMENT {}, the model sends none then: a defect of vrrpspec",
                            since(due.cause, nominal))});
}

/// Entitled to an advert at `at` only because a stimulus was not yet read, or came too late: says so, or nothing.
std::optional<std::string> Context::excuse_for_advert(Instant at, Instant since_when) {
  advance_model(at);
  const auto late_harness =
      std::ranges::find_if(model_adverts_, [&](Instant advert) { return advert > since_when && advert <= at; });
  if (late_harness != model_adverts_.end()) {
    return fmt::format(
        "the tester's own adverts came too late: a conforming router would have advertised as well, {} "
        "before this frame",
        seconds_text(at - *late_harness));
  }
  // The timer that ran then: a stimulus that came afterwards may have set it anew.
  const auto later = std::ranges::find_if(stimuli_, [at](const Stimulus& each) { return each.stamp >= at; });
  if (may_have_expired(later != stimuli_.end() ? later->standing : expiry(), at)) {
    return "the tester's own adverts came too late: a conforming router that counts Skew_Time in centiseconds, or "
           "whose clock is fast, would have advertised as well";
  }
  for (auto stimulus = stimuli_.rbegin(); stimulus != stimuli_.rend(); ++stimulus) {
    if (stimulus->stamp >= at || !may_have_expired(stimulus->standing, at)) continue;
    const Duration unread = at - stimulus->stamp;
    if (kept_from_reading(segment_.noise(stimulus->stamp, at)) + segment_.tolerance().link < unread) continue;
    return fmt::format("an advert that was due before the tester's last one had been read, {} earlier",
                       seconds_text(unread));
  }
  return std::nullopt;
}

/// A frame outside its window: who is to blame, and which clause is broken. Nothing when the lab, which looks at the
/// device anew when it is asked for noise, finds it entitled to a wider one.
std::optional<Finding> Context::judge_time(const Due& due, const SeenFrame& seen) {
  const Noise noise = segment_.noise(due.cause.lo, seen.stamp);
  const DueWindow window = window_of(due);
  if (window.holds(seen.stamp)) return std::nullopt;
  const Duration early = window.origin + window.lo - seen.stamp;
  const Duration late = seen.stamp - (window.origin + window.hi);
  Finding finding{.verdict = Verdict::fail,
                  .kind = early > Duration::zero() ? FindingKind::early : FindingKind::late,
                  .clause = due.clause,
                  .expected = "the next ADVERTISEMENT of the device",
                  .window = window,
                  .seen = fmt::format("frame {}, {}", seen.number, since(due.cause, seen.stamp)),
                  .frame = seen.number,
                  .is_about_adverts = true,
                  .noise = noise};
  if (early > Duration::zero()) {
    const std::optional<std::string> excuse = excuse_for_advert(seen.stamp, due.cause.lo + agreement);
    // A step that was noticed later may have moved stamps that were taken before.
    const Duration step = segment_.noise(due.cause.lo, segment_.now()).clock_step;
    if (excuse || step >= early) finding.verdict = Verdict::inconclusive;
    if (excuse) finding.reading = *excuse;
  } else if (noise.total() >= late) {
    finding.verdict = Verdict::inconclusive;
  }
  // A misreading explains the instant as exactly as the machine lets it be known.
  const Duration near = std::max<Duration>(segment_.tolerance().link, std::chrono::milliseconds{10});
  const Duration held_up = noise.total();
  for (const Misreading& misreading : due.misreadings) {
    const Duration off = seen.stamp - (due.cause.hi + misreading.nominal);
    if (!finding.reading.empty() || off <= -near || off >= near + held_up) continue;
    finding.reading = misreading.text;
    finding.clause = misreading.clause;
  }
  return finding;
}

Finding Context::judge_missing(const Due& due, Instant waited_until) {
  const Noise noise = segment_.noise(due.cause.lo, waited_until);
  const DueWindow window = window_of(due);
  const Duration excess = waited_until - (window.origin + window.hi);
  const auto is_yet_to_come = [&](const Misreading& each) { return due.cause.lo + each.nominal > waited_until; };
  const auto misreading = std::ranges::find_if(due.misreadings, is_yet_to_come);
  return {.verdict = noise.total() >= excess ? Verdict::inconclusive : Verdict::fail,
          .kind = FindingKind::missing,
          .clause = due.absent.value_or(due.clause),
          .expected = "the next ADVERTISEMENT of the device",
          .window = window,
          .seen = fmt::format("none until {}", since(due.cause, waited_until)),
          .is_about_adverts = true,
          .reading = misreading != due.misreadings.end() ? misreading->text : "",
          .noise = noise};
}

Script<DueAdvert> Context::expect_advert(Due due) {
  agree_with_model(due);
  const DueWindow window = window_of(due);
  waiting_for_ = fmt::format("an ADVERTISEMENT ({})", to_string(due.clause));
  Next next{*this, is_advert, window.origin, window.origin + window.hi + patience};
  const SeenFrame* const found = co_await next;
  if (found == nullptr) fail(judge_missing(due, next.deadline()));
  const SeenFrame seen = *found;
  if (!window.holds(seen.stamp)) {
    if (const auto finding = judge_time(due, seen)) fail(*finding);
  }
  witness_.in_time(seen.number);
  ++result_.observations;
  co_return DueAdvert{*seen.advert,
                      {window.origin + window.lo, seen.stamp, seen.number, fmt::format("frame {}", seen.number)}};
}

void Context::require_on_time(const Due& due, const DueAdvert& advert) {
  const DueWindow window = window_of(due);
  const SeenFrame seen{.number = advert.cause.frame, .stamp = advert.cause.hi, .advert = advert.advert};
  if (seen.stamp > window.origin + window.hi) {
    if (const auto finding = judge_time(due, seen)) fail(*finding);
  }
  ++result_.observations;
}

Script<> Context::await_adverts(unsigned count) {
  const Instant begin = segment_.now();
  const Instant deadline = begin + (count + 1) * interval().duration() + patience;
  waiting_for_ = fmt::format("{} more adverts", count);
  for (unsigned seen = 0; seen < count; ++seen) {
    Next next{*this, is_advert, started_.lo, deadline};
    const SeenFrame* const found = co_await next;
    if (found != nullptr) continue;
    const Noise noise = segment_.noise(begin, deadline);
    fail({.verdict = noise.total() >= patience ? Verdict::inconclusive : Verdict::fail,
          .kind = FindingKind::missing,
          .clause = "S-685"_clause,
          .expected = fmt::format("{} periodic adverts to look at", count),
          .seen = fmt::format("{} within {}", seen, seconds_text(deadline - begin)),
          .is_about_adverts = true,
          .noise = noise});
  }
}

DueAdvert Context::require_priority_zero_at_last(const Cause& stop) {
  const SeenFrame* last = nullptr;
  for (; cursor_ < trace_.size(); ++cursor_) {
    const SeenFrame& seen = trace_[cursor_];
    if (is_advert(seen) && seen.stamp >= stop.lo && seen.stamp <= stop.hi) last = &seen;
  }
  agree_with_model(immediately_after(stop, "S-665"_clause));
  if (last == nullptr) {
    fail({.kind = FindingKind::wrong_content,
          .clause = "S-665"_clause,
          .expected = "an ADVERTISEMENT with priority 0 before the device ends",
          .seen = fmt::format("none until the end of the device, {}", since(stop, stop.hi))});
  }
  require(last->advert->priority == 0, "S-665"_clause,
          "priority 0 in the last ADVERTISEMENT of a Master that shuts down",
          fmt::format("priority {}", last->advert->priority), last->number);
  return {*last->advert, {last->stamp, last->stamp, last->number, fmt::format("frame {}", last->number)}};
}

Script<> Context::forbid_adverts(Cause cause, Duration duration, ClauseKey clause, std::string sentence) {
  waiting_for_ = fmt::format("no ADVERTISEMENT ({})", to_string(clause));
  Instant end = cause.lo + duration;
  // A device that was kept from running could not break the rule: it is watched for as much longer.
  for (const bool extended : {false, true}) {
    Next next{*this, is_advert, cause.lo, end};
    const SeenFrame* const found = co_await next;
    if (found != nullptr) {
      const SeenFrame seen = *found;
      const std::optional<std::string> excuse = excuse_for_advert(seen.stamp, cause.lo);
      const Noise noise = segment_.noise(cause.lo, seen.stamp);
      const bool doubtful = excuse || segment_.noise(cause.lo, segment_.now()).clock_step > Duration::zero();
      fail({.verdict = doubtful ? Verdict::inconclusive : Verdict::fail,
            .kind = FindingKind::unexpected,
            .clause = clause,
            .expected = std::move(sentence),
            .seen = fmt::format("an ADVERTISEMENT with priority {}, frame {}, {}", seen.advert->priority, seen.number,
                                since(cause, seen.stamp)),
            .frame = seen.number,
            .is_about_adverts = true,
            .reading = excuse.value_or(""),
            .noise = noise});
    }
    if (extended) break;
    const Noise noise = segment_.noise(cause.lo, end);
    end += noise.target_waiting + noise.target_blocked + noise.workers_waiting + noise.stolen + noise.throttled;
  }
  witness_.forbidden({cause.lo, cause.lo + duration});
  ++result_.observations;
}

void Context::require(bool holds, ClauseKey clause, std::string expected, std::string seen, std::uint32_t frame) {
  if (holds) {
    ++result_.observations;
    return;
  }
  fail({.verdict = Verdict::fail,
        .kind = FindingKind::wrong_content,
        .clause = clause,
        .expected = std::move(expected),
        .seen = frame == 0 ? std::move(seen) : fmt::format("{}, frame {}", std::move(seen), frame),
        .frame = frame});
}

}  // namespace vrrpspec::harness
