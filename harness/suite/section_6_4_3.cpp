// RFC 5798 section 6.4.3: Master.
#include "harness/suite/context.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {
namespace {

/// Stimuli come at this phase of the advertisement interval: away from both adverts.
Duration phase(const Context& c) {
  return 2 * c.interval().duration() / 5;
}

/// The next `times` adverts, each one Advertisement_Interval after the one before; returns the last.
Script<Cause> expect_schedule(Context& c, Cause from, unsigned times, ClauseKey clause) {
  for (unsigned i = 0; i < times; ++i) {
    const Due due = c.after_advertisement_interval(from, clause);
    const DueAdvert next = co_await c.expect_advert(due);
    from = next.cause;
  }
  co_return from;
}

Script<> adverts_every_advertisement_interval(Context& c) {
  const DueAdvert first = co_await c.become_master();
  DueAdvert latest = first;
  for (unsigned i = 1; i <= 20; ++i) {
    const Due next = c.after_advertisement_interval(latest.cause, "S-690"_clause);
    latest = co_await c.expect_advert(next);
  }
  Due all_twenty = c.after_advertisement_interval(first.cause, "S-690"_clause);
  all_twenty.nominal *= 20;
  all_twenty.terms = {{all_twenty.nominal, "20 x Advertisement_Interval"}};
  c.require_on_time(all_twenty, latest);
}

Script<> shutdown_sends_priority_zero(Context& c) {
  const DueAdvert first = co_await c.become_master();
  co_await expect_schedule(c, first.cause, 1, "S-690"_clause);
  const Cause stop = co_await c.stop_device();
  c.require_priority_zero_at_last(stop);
}

Script<> nothing_after_priority_zero(Context& c) {
  const DueAdvert first = co_await c.become_master();
  co_await c.sleep_until_phase(first.cause, phase(c));
  const Cause stop = co_await c.stop_device();
  const DueAdvert last = c.require_priority_zero_at_last(stop);
  co_await c.forbid_adverts(last.cause, 4 * c.interval().duration(), "S-660"_clause,
                            "no ADVERTISEMENT after the one with priority 0");
}

Script<> priority_zero_is_answered_at_once(Context& c) {
  const DueAdvert first = co_await c.become_master();
  co_await c.sleep_until_phase(first.cause, phase(c));
  const Cause zero = c.send(c.advert(0));
  Due at_once = c.immediately_after(zero, "S-710"_clause);
  at_once.misreadings = {
      {c.interval().duration() - (zero.lo - first.cause.hi), "S-710"_clause, "priority 0 was not answered"}};
  co_await c.expect_advert(at_once);
}

Script<> priority_zero_resets_adver_timer(Context& c) {
  const DueAdvert first = co_await c.become_master();
  co_await c.sleep_until_phase(first.cause, phase(c));
  const Cause zero = c.send(c.advert(0));
  const Due at_once = c.immediately_after(zero, "S-710"_clause);
  const DueAdvert answer = co_await c.expect_advert(at_once);
  Due due = c.after_advertisement_interval(answer.cause, "S-690"_clause);
  due.misreadings = {
      {c.interval().duration() - (zero.lo - first.cause.hi), "S-715"_clause, "Adver_Timer was not reset"}};
  const DueAdvert next = co_await c.expect_advert(due);
  co_await expect_schedule(c, next.cause, 1, "S-690"_clause);
}

/// The Master receives `frame`, falls silent at once, and comes back when Master_Down_Interval has passed. A Master
/// that stays breaks `stays`.
Script<> yields_to(Context& c, AdvertFrame frame, Centiseconds learnt, ClauseKey stays) {
  const DueAdvert first = co_await c.become_master();
  const Cause second = co_await expect_schedule(c, first.cause, 1, "S-690"_clause);
  co_await c.sleep_until_phase(second, phase(c));
  const Cause rival = c.send(frame);
  Due comeback = c.after_master_down_interval(rival, learnt, "S-760"_clause);
  comeback.misreadings = {
      {c.interval().duration() - (rival.lo - second.hi), stays, "the router stayed Master and kept its schedule"},
      {Duration::zero(), stays, "the router stayed Master and answered"},
      {c.interval().duration(), stays, "the router stayed Master, its Adver_Timer was reset"},
      {c.after_master_down_interval(rival, c.interval(), stays).nominal, "S-745"_clause,
       "Master_Down_Interval was computed from the router's own interval"}};
  const DueAdvert back = co_await c.expect_advert(comeback);
  co_await expect_schedule(c, back.cause, 1, "S-405"_clause);
}

Script<> yields_to_higher_priority(Context& c) {
  return yields_to(c, c.advert(suite_priority + 1), c.interval(), "S-740"_clause);
}

Script<> yields_although_preemption_is_off(Context& c) {
  return yields_to(c, c.advert(suite_priority + 1), c.interval(), "S-600"_clause);
}

Script<> yields_to_equal_priority_with_higher_address(Context& c) {
  AdvertFrame rival = c.advert(suite_priority);
  rival.source = higher_address(c.device().family);
  return yields_to(c, rival, c.interval(), "S-735"_clause);
}

Script<> learns_a_shorter_interval_when_yielding(Context& c) {
  constexpr Centiseconds learnt{20};
  return yields_to(c, c.advert(suite_priority + 1, learnt), learnt, "S-740"_clause);
}

Script<> learns_a_longer_interval_when_yielding(Context& c) {
  constexpr Centiseconds learnt{120};
  return yields_to(c, c.advert(suite_priority + 1, learnt), learnt, "S-740"_clause);
}

/// The Master receives `frame` and goes on as if it had not. A Master that yields breaks `yields`.
Script<> stays_master_in_spite_of(Context& c, AdvertFrame frame, ClauseKey yields) {
  const DueAdvert first = co_await c.become_master();
  const Cause second = co_await expect_schedule(c, first.cause, 1, "S-690"_clause);
  co_await c.sleep_until_phase(second, phase(c));
  const Cause losing = c.send(frame);
  const Duration at = losing.lo - second.hi;
  Due due = c.after_advertisement_interval(second, "S-690"_clause);
  due.misreadings = {
      {at, "S-775"_clause, "the losing advert was answered, as RFC 9568 wants it"},
      {at + c.interval().duration(), "S-775"_clause, "Adver_Timer was reset by a discarded advert"},
      {at + c.after_master_down_interval(losing, c.interval(), yields).nominal, yields, "the router yielded"}};
  const DueAdvert next = co_await c.expect_advert(due);
  co_await expect_schedule(c, next.cause, 2, "S-690"_clause);
}

Script<> lower_priority_is_discarded(Context& c) {
  return stays_master_in_spite_of(c, c.advert(suite_priority - 1), "S-725"_clause);
}

Script<> equal_priority_with_lower_address_is_discarded(Context& c) {
  return stays_master_in_spite_of(c, c.advert(suite_priority), "S-735"_clause);
}

}  // namespace

std::vector<Case> section_6_4_3_cases() {
  return {
      {.id = "6.4.3/S-600/yields-although-preemption-is-off",
       .title =
           "A Master with Preempt_Mode False yields to a higher priority: in this state the flag is not considered.",
       .clauses = {"S-600"_clause, "S-725"_clause, "S-740"_clause},
       .settings = backup_without_preemption,
       .needs = {.preempt_off = true},
       .body = yields_although_preemption_is_off},
      {.id = "6.4.3/S-660/nothing-after-priority-zero",
       .title = "A Master that shut down sends nothing after its ADVERTISEMENT with priority 0.",
       .clauses = {"S-660"_clause, "S-670"_clause},
       .settings = backup,
       .needs = {.restart = true},
       .body = nothing_after_priority_zero},
      {.id = "6.4.3/S-665/shutdown-sends-priority-zero",
       .title = "A Master that shuts down sends an ADVERTISEMENT with priority 0.",
       .clauses = {"S-665"_clause, "S-655"_clause, "V3-026"_clause},
       .settings = backup,
       .needs = {.restart = true},
       .body = shutdown_sends_priority_zero},
      {.id = "6.4.3/S-690/adverts-every-advertisement-interval",
       .title = "A Master advertises every Advertisement_Interval, and has not drifted after twenty of them.",
       .clauses = {"S-690"_clause, "S-685"_clause, "S-680"_clause, "V3-030"_clause},
       .settings = backup,
       .body = adverts_every_advertisement_interval},
      {.id = "6.4.3/S-710/priority-zero-is-answered-at-once",
       .title = "A Master answers an ADVERTISEMENT with priority 0 by one of its own at once.",
       .clauses = {"S-710"_clause, "S-705"_clause},
       .settings = backup,
       .body = priority_zero_is_answered_at_once},
      {.id = "6.4.3/S-715/priority-zero-resets-adver-timer",
       .title = "After answering priority 0 the next ADVERTISEMENT follows after Advertisement_Interval, and the old "
                "schedule is forgotten.",
       .clauses = {"S-715"_clause},
       .settings = backup,
       .body = priority_zero_resets_adver_timer},
      {.id = "6.4.3/S-725/yields-to-higher-priority",
       .title = "A Master that hears a higher priority falls silent at once, for Master_Down_Interval.",
       .clauses = {"S-725"_clause, "S-740"_clause, "S-760"_clause, "S-765"_clause, "2-13"_clause},
       .settings = backup,
       .body = yields_to_higher_priority},
      {.id = "6.4.3/S-735/yields-to-equal-priority-with-higher-address",
       .title = "A Master that hears its own priority from a higher address yields.",
       .clauses = {"S-735"_clause, "S-740"_clause, "S-765"_clause},
       .settings = backup,
       .body = yields_to_equal_priority_with_higher_address},
      {.id = "6.4.3/S-735/equal-priority-with-lower-address-is-discarded",
       .title = "A Master that hears its own priority from a lower address stays Master and keeps its schedule.",
       .clauses = {"S-735"_clause, "S-775"_clause, "S-770"_clause},
       .settings = backup,
       .answers_losing_adverts = false,
       .body = equal_priority_with_lower_address_is_discarded},
      {.id = "6.4.3/S-745/learns-a-shorter-interval-when-yielding",
       .title = "A Master that yields counts Master_Down_Interval with the rival's interval, where that is shorter.",
       .clauses = {"S-745"_clause, "S-750"_clause, "S-755"_clause, "S-760"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = learns_a_shorter_interval_when_yielding},
      {.id = "6.4.3/S-745/learns-a-longer-interval-when-yielding",
       .title = "A Master that yields counts Master_Down_Interval with the rival's interval, where that is longer.",
       .clauses = {"S-745"_clause, "S-750"_clause, "S-755"_clause, "S-760"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = learns_a_longer_interval_when_yielding},
      {.id = "6.4.3/S-775/lower-priority-is-discarded",
       .title = "A Master that hears a lower priority sends no answer and keeps its schedule.",
       .clauses = {"S-775"_clause, "S-770"_clause, "S-720"_clause, "V3-003"_clause, "2-14"_clause},
       .settings = backup,
       .answers_losing_adverts = false,
       .body = lower_priority_is_discarded},
  };
}

}  // namespace vrrpspec::harness
