#include "model/monitor/router_monitor.hpp"

#include <algorithm>

#include "model/timers.hpp"

namespace vrrpspec::monitor {
namespace {

/// More hypotheses than this tell nothing any more.
constexpr std::size_t most_hypotheses = 48;
/// So many of either confidence are kept of a router.
constexpr std::ptrdiff_t most_findings = 1000;

/// What a move leads to. Shared by all monitors of a thread: hypotheses are large.
Hypotheses& futures() {
  static thread_local Hypotheses shared;
  return shared;
}

bool every_input_arrived(const Hypotheses& hypotheses) {
  return std::ranges::any_of(hypotheses, &Hypothesis::every_input_arrived);
}

/// How far an instant lies outside a window; negative before it.
Duration distance(Instant at, const Window& window) {
  if (at < window.from) return at - window.from;
  if (at > window.to) return at - window.to;
  return {};
}

}  // namespace

std::string_view to_string(Confidence confidence) {
  return confidence == Confidence::violation ? "violation" : "suspicion";
}

std::string_view to_string(Doubt doubt) {
  switch (doubt) {
    case Doubt::none:
      return "none";
    case Doubt::loss:
      return "loss";
    case Doubt::known_loss:
      return "known_loss";
    case Doubt::stamps:
      return "stamps";
    case Doubt::elsewhere:
      return "elsewhere";
    case Doubt::mixed_segments:
      return "mixed_segments";
    case Doubt::two_senders:
      return "two_senders";
  }
  return "";
}

std::string_view to_string(Deviation deviation) {
  switch (deviation) {
    case Deviation::early:
      return "early";
    case Deviation::late:
      return "late";
    case Deviation::absent:
      return "absent";
    case Deviation::unordered:
      return "unordered";
  }
  return "";
}

RouterMonitor::RouterMonitor(const Parameters& known, const Assumptions& assumptions)
    : subject_{.parameters = known,
               .profiles = assumptions.profiles,
               .tolerances = assumptions.tolerances,
               .fault = assumptions.fault},
      assumptions_{assumptions} {}

void RouterMonitor::started(Window at) {
  hypotheses_.assign(1, after_startup(subject_, assumptions_.preempt_mode, at));
  forget_the_dead();
  earliest_return_ = return_after(at.from, subject_.parameters.advertisement_interval);
  standing_ = Standing::followed;
}

void RouterMonitor::own_advert(const OwnAdvert& advert) {
  pass_time(advert.at);
  if (advert.priority == priority_stop) {
    stop(advert);
  } else if (standing_ != Standing::unknown && parameters_differ(advert)) {
    // Configured anew, or its priority follows what it tracks: what it decided since its last advert, it may have
    // decided with either value, and it may send at once.
    ++doubts_;
    follow_as_master(advert);
  } else if (standing_ == Standing::unknown) {
    follow_as_master(advert);
  } else {
    judge(advert);
  }
  if (advert.maybe_copy) return;
  if (sent_.size() == remembered) sent_.erase(sent_.begin());
  sent_.push_back(advert.at);
}

void RouterMonitor::judge(const OwnAdvert& advert) {
  const bool restarted = !assumptions_.never_stops && advert.at + subject_.tolerances.output >= earliest_return_;
  if (standing_ != Standing::followed) {
    if (restarted) ++restarts_;
    if (!restarted) report(confidence_in_spite_of_loss(advert), Deviation::late, advert.at, advert.packet, last_);
    follow_as_master(advert);
    return;
  }
  // What most adverts are, without a copy: the next of a Master about whom there is no doubt.
  const bool is_alone = hypotheses_.size() == 1 && !advert.maybe_copy;
  if (is_alone && advertise(subject_, hypotheses_.front(), advert.at, advert.packet)) return accept(advert);
  futures().clear();
  for (const Hypothesis& hypothesis : hypotheses_) {
    after_own_advert(subject_, hypothesis, advert.at, advert.packet, futures());
    if (advert.maybe_copy) futures().push_back(hypothesis);
  }
  if (futures().empty()) {
    // One that is over already may be what the advert missed by least.
    last_.insert(last_.end(), hypotheses_.begin(), hypotheses_.end());
    if (restarted) {
      ++restarts_;
    } else {
      report(confidence_in_spite_of_loss(advert), Deviation::early, advert.at, advert.packet, last_);
      look_for_two_senders(advert);
    }
    follow_as_master(advert);
    return;
  }
  if (!every_input_arrived(futures()) && restarted) {
    ++restarts_;
    return follow_as_master(advert);
  }
  if (!every_input_arrived(futures()) && every_input_arrived(hypotheses_)) {
    std::erase_if(hypotheses_, [](const Hypothesis& hypothesis) { return !hypothesis.every_input_arrived; });
    report(Confidence::suspicion, Deviation::early, advert.at, advert.packet, hypotheses_);
  }
  keep(futures());
  accept(advert);
}

void RouterMonitor::accept(const OwnAdvert& advert) {
  settle();
  earliest_return_ = return_after(advert.at, advert.max_adver_int);
}

/// A suspicion where adverts of the router that were lost before the capture would explain this one.
Confidence RouterMonitor::confidence_in_spite_of_loss(const OwnAdvert& advert) {
  constexpr int most_lost = 8;
  if (assumptions_.inputs_arrive) return Confidence::violation;
  if (heard_since_last_) return Confidence::suspicion;
  futures().clear();
  for (Hypothesis lossy : last_) {
    lossy.owed.clear();
    after_own_advert(subject_, lossy, advert.at, advert.packet, futures());
    for (int lost = 0; lost < most_lost && lossy.deadline.from <= advert.at; ++lost) {
      const Window fired{lossy.deadline.from, lossy.deadline.to + subject_.tolerances.timer};
      lossy = after_timer(subject_, lossy, fired);
      lossy.owed.clear();
      after_own_advert(subject_, lossy, advert.at, advert.packet, futures());
    }
  }
  return futures().empty() ? Confidence::violation : Confidence::suspicion;
}

/// Two routers that use one address interleave, each of them in time.
void RouterMonitor::look_for_two_senders(const OwnAdvert& advert) {
  if (assumptions_.one_sender || sent_.size() < remembered) return;
  const bool each_is_in_time = is_an_interval(advert.at - sent_[1]) && is_an_interval(sent_[2] - sent_[0]);
  if (!each_is_in_time) return;
  two_senders_ = true;
  doubt_since(sent_[0], Doubt::two_senders);
}

bool RouterMonitor::is_an_interval(Duration between) const {
  const Tolerances& within = subject_.tolerances;
  const Duration interval = subject_.parameters.advertisement_interval.duration();
  const Duration rate = interval / 1'000'000 * within.clock_rate_ppm;
  return std::chrono::abs(between - interval) <= within.timer + within.output + rate;
}

void RouterMonitor::doubt_since(Instant from, Doubt why) {
  is_doubted_ = true;
  for (Finding& finding : findings_) {
    if (finding.at < from || finding.confidence == Confidence::suspicion) continue;
    finding.confidence = Confidence::suspicion;
    finding.doubt = why;
  }
}

void RouterMonitor::stop(const OwnAdvert& advert) {
  if (assumptions_.never_stops) {
    if (standing_ == Standing::followed) {
      report(Confidence::violation, Deviation::unordered, advert.at, advert.packet, hypotheses_);
    }
    lose_track();
    return;
  }
  const auto may_stop = [](const Hypothesis& hypothesis) { return hypothesis.state == State::master; };
  const bool late_master = std::ranges::any_of(last_, may_stop);
  const bool decided =
      std::ranges::none_of(recent_, [&](const Heard& input) { return may_still_wait(input, advert.at); });
  if (standing_ == Standing::followed && decided && !late_master && std::ranges::none_of(hypotheses_, may_stop)) {
    report(Confidence::suspicion, Deviation::unordered, advert.at, advert.packet, hypotheses_);
  } else if (standing_ == Standing::followed && std::ranges::all_of(hypotheses_, may_stop)) {
    ++obeyed_[Lines::index_of("S-665"_clause)];
    maybe_obeyed_.add("S-665"_clause);
  }
  hypotheses_.clear();
  forget_the_dead();
  standing_ = Standing::shut_down;
  earliest_return_ = return_after(advert.at, subject_.parameters.advertisement_interval);
}

void RouterMonitor::heard(const Heard& input, Acceptance acceptance) {
  pass_time(input.at);
  heard_since_last_ = heard_since_last_ || !last_.empty();
  remember(input);
  // A router that was restarted learns the interval of whom it hears; and of an interval that it has just learnt, which
  // may be any, Priority 0 leaves it Skew_Time to wait.
  earliest_return_ = std::min(earliest_return_,
                              input.priority == priority_stop ? input.at : return_after(input.at, input.max_adver_int));
  if (standing_ != Standing::followed) return;

  futures().clear();
  for (const Hypothesis& hypothesis : hypotheses_) {
    if (owes_too_much(hypothesis)) return lose_track();
    after_input(subject_, hypothesis, input, futures());
    if (assumptions_.inputs_arrive && acceptance == Acceptance::demanded) continue;
    futures().push_back(hypothesis);
    if (acceptance == Acceptance::demanded) futures().back().every_input_arrived = false;
  }
  keep(futures());
}

void RouterMonitor::pass_time(Instant now) {
  if (standing_ != Standing::followed) return;
  const auto is_over = [&](const Hypothesis& hypothesis) { return latest_output(subject_, hypothesis) < now; };
  if (std::ranges::none_of(hypotheses_, is_over)) return;
  if (std::ranges::all_of(hypotheses_, is_over)) {
    if (assumptions_.never_stops) {
      report(Confidence::violation, Deviation::absent, now, 0, hypotheses_);
      lose_track();
      return;
    }
    last_.insert(last_.end(), hypotheses_.begin(), hypotheses_.end());
    hypotheses_.clear();
    standing_ = Standing::silent;
    return;
  }
  if (last_.size() > most_hypotheses) {
    // Too many to ask whether what they sent was lost.
    last_.clear();
    heard_since_last_ = true;
  }
  std::ranges::copy_if(hypotheses_, std::back_inserter(last_), is_over);
  std::erase_if(hypotheses_, is_over);
  if (every_input_arrived(hypotheses_)) return;
  for (Hypothesis& hypothesis : hypotheses_) hypothesis.every_input_arrived = true;
}

void RouterMonitor::took_over_from(const Heard& master, Instant at, PacketNumber packet) {
  if (assumptions_.preempt_mode.value_or(true) || subject_.parameters.is_owner()) return;
  const auto is_known = [packet](const Finding& finding) { return finding.packet == packet; };
  if (std::ranges::any_of(findings_, is_known)) return;
  // Until then it may have been on its way.
  if (at - master.at <= subject_.tolerances.processing + subject_.tolerances.output) return;
  const Hypothesis waiting = after_startup(subject_, false, {master.at, master.at});
  futures().clear();
  after_input(subject_, waiting, master, futures());
  const Hypotheses held = futures();
  const auto is_early = [&](const Hypothesis& each) { return at < demand_of(subject_, each).seen.from; };
  if (std::ranges::all_of(held, is_early)) report(Confidence::suspicion, Deviation::early, at, packet, held);
}

void RouterMonitor::lose_track() {
  if (standing_ == Standing::unknown) return;
  ++doubts_;
  hypotheses_.clear();
  forget_the_dead();
  standing_ = Standing::unknown;
}

bool RouterMonitor::may_be(State state) const {
  switch (standing_) {
    case Standing::unknown:
      return true;
    case Standing::followed:
      return std::ranges::any_of(hypotheses_, [state](const Hypothesis& each) { return each.state == state; });
    case Standing::shut_down:
    case Standing::silent:
      return state != State::master;
  }
  return true;
}

std::optional<bool> RouterMonitor::preempt_mode() const {
  if (hypotheses_.empty() || assumptions_.preempt_mode) return std::nullopt;
  const std::optional<bool> first = hypotheses_.front().preempt_mode;
  const bool agreed = std::ranges::all_of(hypotheses_, [&](const auto& each) { return each.preempt_mode == first; });
  return agreed ? first : std::nullopt;
}

const Profile* RouterMonitor::profile() const {
  if (hypotheses_.empty() || subject_.profiles.size() == 1) return nullptr;
  const Profile* const first = hypotheses_.front().profile;
  const bool agreed = std::ranges::all_of(hypotheses_, [&](const auto& each) { return each.profile == first; });
  return agreed ? first : nullptr;
}

std::uint32_t RouterMonitor::obeyed(ClauseKey line) const {
  return line.series == ClauseSeries::step ? obeyed_[Lines::index_of(line)] : 0;
}

/// From an ADVERTISEMENT alone: its sender is Master now, and was Master or became it just before.
void RouterMonitor::follow_as_master(const OwnAdvert& advert) {
  const auto waits = [&](const Heard& input) { return may_still_wait(input, advert.at); };
  const bool may_answer = standing_ == Standing::unknown || std::ranges::any_of(recent_, waits);
  subject_.parameters.priority = advert.priority;
  subject_.parameters.advertisement_interval = advert.max_adver_int;
  hypotheses_.clear();
  forget_the_dead();
  earliest_return_ = return_after(advert.at, advert.max_adver_int);
  if (advert.max_adver_int == Centiseconds{0}) {
    // Timers of no length: AMB-6.
    standing_ = Standing::unknown;
    return;
  }
  const Hypothesis master{.state = State::master,
                          .master_adver_interval = advert.max_adver_int,
                          .deadline = {advert.at - subject_.tolerances.output - subject_.tolerances.timer, advert.at},
                          .preempt_mode = assumptions_.preempt_mode};
  // As if its Adver_Timer had fired at this instant, in time or as late as it may.
  after_own_advert(subject_, master, advert.at, advert.packet, hypotheses_);
  if (may_answer) add_answer(advert);
  // What was seen just before, it may process afterwards; or it did before, in the state that nobody knows.
  standing_ = Standing::followed;
  for (const Heard& input : recent_) {
    if (!waits(input)) continue;
    if (std::ranges::any_of(hypotheses_, owes_too_much)) return lose_track();
    futures() = hypotheses_;
    for (const Hypothesis& each : hypotheses_) after_input(subject_, each, input, futures());
    keep(futures());
  }
  for (Hypothesis& each : hypotheses_) each.must = each.may = {};
}

/// D-05: it may be the answer to a losing advert, which leaves the Adver_Timer alone. There are faults that do so, too.
void RouterMonitor::add_answer(const OwnAdvert& advert) {
  for (const Profile* profile : subject_.profiles) {
    const bool answers_aside = subject_.fault != nullptr && subject_.fault->answers_aside;
    if (!profile->losing_advert_is_answered && !answers_aside) continue;
    Hypothesis answered = hypotheses_.front();
    if (subject_.profiles.size() > 1) answered.profile = profile;
    answered.deadline.from = advert.at - subject_.tolerances.output - subject_.tolerances.timer;
    hypotheses_.push_back(answered);
  }
}

bool RouterMonitor::may_still_wait(const Heard& input, Instant sent) const {
  return input.at + subject_.tolerances.processing >= sent - subject_.tolerances.output;
}

void RouterMonitor::remember(const Heard& input) {
  const Duration wait = subject_.tolerances.processing + subject_.tolerances.output;
  const auto is_over = [&](const Heard& each) { return each.at + wait < input.at; };
  while (!recent_.empty() && (is_over(recent_.front()) || recent_.size() == recent_.capacity())) {
    recent_.erase(recent_.begin());
  }
  recent_.push_back(input);
}

void RouterMonitor::keep(Hypotheses& futures) {
  std::swap(hypotheses_, futures);
  merge(hypotheses_);
  if (hypotheses_.size() > most_hypotheses) lose_track();
  if (every_input_arrived(hypotheses_)) return;
  for (Hypothesis& hypothesis : hypotheses_) hypothesis.every_input_arrived = true;
}

void RouterMonitor::forget_the_dead() {
  // A capture may hold many routers that were once hard to follow.
  constexpr std::size_t few = 8;
  if (last_.capacity() > few) last_ = Hypotheses{};
  last_.clear();
  heard_since_last_ = false;
}

void RouterMonitor::settle() {
  forget_the_dead();
  if (hypotheses_.empty()) return;
  Lines must = hypotheses_.front().must;
  for (Hypothesis& hypothesis : hypotheses_) {
    must &= hypothesis.must;
    maybe_obeyed_ |= hypothesis.may;
    hypothesis.must = hypothesis.may = {};
  }
  must.for_each([this](ClauseKey line) { ++obeyed_[Lines::index_of(line)]; });
}

void RouterMonitor::report(Confidence confidence, Deviation deviation, Instant at, PacketNumber packet,
                           const Hypotheses& demanding) {
  Doubt doubt = confidence == Confidence::suspicion ? Doubt::loss : Doubt::none;
  if (two_senders_) doubt = Doubt::two_senders;
  if (assumptions_.segments_mixed) doubt = Doubt::mixed_segments;
  if (doubt != Doubt::none) confidence = Confidence::suspicion;
  if (std::ranges::count(findings_, confidence, &Finding::confidence) >= most_findings) {
    ++untold_findings_;
    return;
  }
  Finding finding{.confidence = confidence, .doubt = doubt, .deviation = deviation, .at = at, .packet = packet};
  Duration nearest = Duration::max();
  const bool beaten = std::ranges::all_of(demanding, [](const Hypothesis& each) { return each.beaten_by != 0; });
  for (const Hypothesis& hypothesis : demanding) {
    const Demand demand = demand_of(subject_, hypothesis);
    const Duration by = distance(at, demand.seen);
    // Whoever need not have heard the other Master is the likelier.
    if (std::chrono::abs(by) < nearest && (beaten || hypothesis.beaten_by == 0)) {
      nearest = std::chrono::abs(by);
      finding.nearest = demand;
      finding.by = by;
    }
    finding.demands.push_back(demand);
  }
  if (deviation == Deviation::unordered) {
    finding.nearest.clause = finding.nearest.state == State::master ? "S-665"_clause : "S-355"_clause;
  }
  if (deviation == Deviation::early && finding.by > Duration::zero()) finding.deviation = Deviation::late;
  findings_.push_back(std::move(finding));
}

bool RouterMonitor::parameters_differ(const OwnAdvert& advert) const {
  return advert.priority != subject_.parameters.priority ||
         advert.max_adver_int != subject_.parameters.advertisement_interval;
}

/// From Startup on a router waits for Master_Down_Interval, an owner for nothing: (150) to (165), (100) to (145).
Instant RouterMonitor::return_after(Instant from, Centiseconds interval) {
  if (subject_.parameters.is_owner()) return from;
  if (interval != returning_.interval) {
    // Its priority may be any other by then, and so its Skew_Time.
    const Duration down = master_down_interval(Priority{254}, interval, *subject_.profiles.front());
    const Duration rounding = Centiseconds{1}.duration();
    const Duration rate = down / 1'000'000 * subject_.tolerances.clock_rate_ppm;
    returning_ = {.interval = interval, .wait = down - rate - rounding - subject_.tolerances.output};
  }
  return from + returning_.wait;
}

}  // namespace vrrpspec::monitor
