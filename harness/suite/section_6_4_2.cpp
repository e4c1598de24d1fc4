// RFC 5798 section 6.4.2: Backup.
#include "harness/suite/context.hpp"
#include "harness/suite/settings.hpp"
#include "model/timers.hpp"

namespace vrrpspec::harness {
namespace {

constexpr Centiseconds short_interval{20};
constexpr Centiseconds long_interval{120};

std::string text_of(const char* what, unsigned value) {
  return std::string{what} + " " + std::to_string(value);
}

/// The window of a takeover; `absent` is broken when there is none. A router that kept its own interval instead of the
/// learnt one breaks (450).
Due takeover_after(Context& c, const Cause& last, Centiseconds learnt, ClauseKey absent) {
  Due due = c.after_master_down_interval(last, learnt, "V3-040"_clause);
  due.absent = absent;
  if (learnt != c.interval()) {
    const Duration own = c.after_master_down_interval(last, c.interval(), absent).nominal;
    due.misreadings.push_back(
        {own, "S-450"_clause, "Master_Down_Interval was computed from the router's own interval"});
  }
  return due;
}

/// A new Master goes on after its own Advertisement_Interval, and sends nothing before.
Script<> expect_second_advert(Context& c, Cause first) {
  const Due second = c.after_advertisement_interval(first, "S-405"_clause);
  co_await c.expect_advert(second);
}

/// Adverts of `frame` hold a Backup for `times` intervals; the last one starts Master_Down_Timer.
Script<Cause> hold(Context& c, AdvertFrame frame, unsigned times, ClauseKey clause, std::string sentence) {
  const Duration period = c.interval().duration();
  const Cause first = c.repeat(frame, period);
  co_await c.forbid_adverts(first, times * period + period / 2, clause, std::move(sentence));
  co_return c.stop_repeating();
}

Script<> shutdown_of_a_backup_is_silent(Context& c) {
  co_await c.become_backup_after_being_master();
  const Cause stop = co_await c.stop_device();
  const Cause last = c.stop_repeating();
  const Duration beyond =
      c.after_master_down_interval(last, c.interval(), "S-350"_clause).nominal + c.interval().duration();
  co_await c.forbid_adverts(stop, last.hi - stop.lo + beyond, "S-355"_clause,
                            "no ADVERTISEMENT from a Backup that shut down");
}

Script<> takeover_after_master_down_interval(Context& c) {
  const Cause last = co_await c.become_backup();
  const Due due = takeover_after(c, last, c.interval(), "S-370"_clause);
  const DueAdvert first = co_await c.expect_advert(due);
  c.require(first.advert.priority == suite_priority, "S-370"_clause, text_of("priority", suite_priority),
            text_of("priority", first.advert.priority), first.cause.frame);
  co_await expect_second_advert(c, first.cause);
}

Script<> announcements_on_takeover(Context& c) {
  const Cause last = co_await c.become_backup();
  const Due due = takeover_after(c, last, c.interval(), "S-370"_clause);
  const DueAdvert first = co_await c.expect_advert(due);
  co_await c.expect_announcements(first.cause, c.clause());
}

Script<> new_master_uses_its_own_interval(Context& c) {
  const Cause last = co_await c.become_backup(short_interval);
  const Due due = takeover_after(c, last, short_interval, "S-370"_clause);
  const DueAdvert first = co_await c.expect_advert(due);
  c.require(first.advert.max_adver_int == c.interval().count(), "S-405"_clause,
            text_of("Max Adver Int", c.interval().count()), text_of("Max Adver Int", first.advert.max_adver_int),
            first.cause.frame);
  Due second = c.after_advertisement_interval(first.cause, "S-405"_clause);
  second.misreadings = {{short_interval.duration(), "S-405"_clause, "the learnt interval was used for Adver_Timer"}};
  co_await c.expect_advert(second);
}

Script<> priority_zero_leaves_skew_time(Context& c) {
  co_await c.become_backup();
  const Cause zero = c.send(c.advert(0));
  Due due = c.after_skew_time(zero, c.interval(), "S-430"_clause);
  due.misreadings = {
      {Duration::zero(), "S-430"_clause, "Master_Down_Timer was not set to Skew_Time: the router took over at once"},
      {c.after_master_down_interval(zero, c.interval(), "S-430"_clause).nominal, "S-430"_clause,
       "Master_Down_Interval ran: priority 0 was treated as any other"}};
  const DueAdvert first = co_await c.expect_advert(due);
  co_await expect_second_advert(c, first.cause);
}

Script<> each_priority_zero_sets_skew_time_anew(Context& c) {
  co_await c.become_backup();
  const Cause first = c.send(c.advert(0));
  const Due skew = c.after_skew_time(first, c.interval(), "S-430"_clause);
  co_await c.sleep_until_phase(first, skew.nominal / 2);
  const Cause second = c.send(c.advert(0));
  Due due = c.after_skew_time(second, c.interval(), "S-430"_clause);
  due.misreadings = {
      {skew.nominal - (second.lo - first.lo), "S-430"_clause, "the second priority 0 did not set the timer anew"}};
  co_await c.expect_advert(due);
}

Script<> skew_time_follows_the_learnt_interval(Context& c) {
  co_await c.become_backup(long_interval);
  const Cause zero = c.send(c.advert(0, long_interval));
  Due due = c.after_skew_time(zero, long_interval, "V3-039"_clause);
  due.misreadings = {{c.after_skew_time(zero, c.interval(), "V3-039"_clause).nominal, "V3-039"_clause,
                      "Skew_Time was computed from the router's own interval"}};
  co_await c.expect_advert(due);
}

/// What RFC 5798 would have: a share of the interval instead of a second.
Duration skew_of_version_3(const Context& c) {
  return skew_time(c.device().priority, c.interval(), rfc5798);
}

Script<> skew_time_is_a_part_of_one_second(Context& c) {
  co_await c.become_backup();
  const Cause zero = c.send(c.advert(0));
  Due due = c.after_skew_time(zero, c.interval(), "2-08"_clause);
  due.misreadings = {
      {skew_of_version_3(c), "2-08"_clause, "Skew_Time was computed from the interval, as VRRPv3 has it"}};
  co_await c.expect_advert(due);
}

Script<> takeover_after_three_own_intervals(Context& c) {
  const Cause last = co_await c.become_backup();
  Due due = c.after_master_down_interval(last, c.interval(), "2-09"_clause);
  due.misreadings = {{3 * c.interval().duration() + skew_of_version_3(c), "2-08"_clause,
                      "Skew_Time was computed from the interval, as VRRPv3 has it"}};
  co_await c.expect_advert(due);
}

Script<> held_by(Context& c, unsigned priority, ClauseKey clause) {
  co_await c.become_backup();
  const std::string sentence =
      "no ADVERTISEMENT while a Master with priority " + std::to_string(priority) + " is heard";
  const Cause last = co_await hold(c, c.advert(priority), 9, clause, sentence);
  const Due due = takeover_after(c, last, c.interval(), "S-460"_clause);
  co_await c.expect_advert(due);
}

/// A router that heeds no advert at all cannot be made Backup, so that no other case can be asked of it.
Script<> held_from_the_start(Context& c) {
  co_await c.start_device();
  const Cause last = co_await hold(c, c.advert(suite_priority + 1), 9, "S-460"_clause,
                                   "no ADVERTISEMENT while a Master with a higher priority is heard from the start on");
  const Due due = takeover_after(c, last, c.interval(), "S-460"_clause);
  co_await c.expect_advert(due);
}

Script<> held_by_equal_priority(Context& c) {
  return held_by(c, suite_priority, "S-445"_clause);
}
Script<> held_by_higher_priority(Context& c) {
  return held_by(c, suite_priority + 1, "S-445"_clause);
}
Script<> held_by_lower_priority_without_preemption(Context& c) {
  return held_by(c, 1, "S-445"_clause);
}

Script<> learns_interval(Context& c, unsigned priority, Centiseconds interval) {
  co_await c.become_backup();
  const Cause last = c.send(c.advert(priority, interval));
  const Due due = takeover_after(c, last, interval, "S-450"_clause);
  co_await c.expect_advert(due);
}

Script<> learns_a_shorter_interval(Context& c) {
  return learns_interval(c, suite_priority + 1, short_interval);
}
Script<> learns_a_longer_interval(Context& c) {
  return learns_interval(c, suite_priority + 1, long_interval);
}
Script<> learns_from_a_lower_priority_without_preemption(Context& c) {
  return learns_interval(c, 1, long_interval);
}

Script<> each_advert_restarts_master_down_timer(Context& c) {
  const Cause begin = co_await c.become_backup();
  const Duration almost = 29 * c.interval().duration() / 10;
  c.repeat(c.advert(suite_priority + 1), almost);
  co_await c.forbid_adverts(begin, 3 * almost + almost / 4, "S-460"_clause,
                            "no ADVERTISEMENT while adverts come every 2.9 intervals");
  const Cause last = c.stop_repeating();
  const Due due = takeover_after(c, last, c.interval(), "S-460"_clause);
  co_await c.expect_advert(due);
}

Script<> lower_priority_does_not_delay_takeover(Context& c) {
  const Cause last = co_await c.become_backup();
  // VRRPv2 discards another interval for itself (2-07).
  const Centiseconds said = c.profile().learns_master_adver_interval ? long_interval : c.interval();
  c.repeat(c.advert(suite_priority - 1, said), 4 * c.interval().duration() / 5);
  Due due = takeover_after(c, last, c.interval(), "S-470"_clause);
  due.misreadings.push_back({c.after_master_down_interval(last, said, "S-470"_clause).nominal, "S-470"_clause,
                             "the interval of an advert that must be discarded was adopted"});
  co_await c.expect_advert(due);
}

}  // namespace

std::vector<Case> section_6_4_2_cases() {
  return {
      {.id = "6.4.2/S-355/shutdown-of-a-backup-is-silent",
       .title = "A Backup that shuts down sends nothing, not even an ADVERTISEMENT with priority 0.",
       .clauses = {"S-355"_clause, "S-345"_clause, "S-350"_clause},
       .settings = backup,
       .needs = {.restart = true},
       .body = shutdown_of_a_backup_is_silent},
      {.id = "6.4.2/S-370/takeover-after-master-down-interval",
       .title = "A Backup sends an ADVERTISEMENT when nothing was heard for Master_Down_Interval, and not before.",
       .clauses = {"S-370"_clause, "S-365"_clause, "V3-040"_clause, "V3-046"_clause},
       .settings = backup,
       .body = takeover_after_master_down_interval},
      {.id = "6.4.2/S-380/gratuitous-arp-on-takeover",
       .title = "A new Master broadcasts a gratuitous ARP request with the virtual MAC for each address.",
       .clauses = {"S-380"_clause, "S-375"_clause},
       .protocols = over_ipv4,
       .settings = backup_for_three_addresses,
       .body = announcements_on_takeover},
      {.id = "6.4.2/S-395/neighbor-advertisements-on-takeover",
       .title = "A new Master sends an unsolicited Neighbor Advertisement with the virtual MAC for each address.",
       .clauses = {"S-395"_clause, "S-385"_clause},
       .protocols = over_ipv6,
       .settings = backup_for_three_addresses,
       .body = announcements_on_takeover},
      {.id = "6.4.2/S-405/new-master-uses-its-own-interval",
       .title = "A new Master advertises at its own Advertisement_Interval, whatever it learnt as Backup.",
       .clauses = {"S-405"_clause, "S-410"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = new_master_uses_its_own_interval},
      {.id = "6.4.2/S-430/priority-zero-leaves-skew-time",
       .title = "After an ADVERTISEMENT with priority 0 a Backup takes over when Skew_Time has passed.",
       .clauses = {"S-430"_clause, "S-425"_clause, "V3-026"_clause},
       .settings = backup,
       .body = priority_zero_leaves_skew_time},
      {.id = "6.4.2/S-430/each-priority-zero-sets-skew-time-anew",
       .title = "A second ADVERTISEMENT with priority 0 sets Master_Down_Timer to Skew_Time again.",
       .clauses = {"S-430"_clause},
       .settings = backup,
       .body = each_priority_zero_sets_skew_time_anew},
      {.id = "6.1/V3-039/skew-time-follows-the-learnt-interval",
       .title = "Skew_Time is computed from the Master's interval, not from the router's own.",
       .clauses = {"V3-039"_clause, "V3-038"_clause, "S-430"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = skew_time_follows_the_learnt_interval},
      {.id = "6.1/2-08/skew-time-is-a-part-of-one-second",
       .title = "Skew_Time of VRRPv2 is a part of one second, whatever the interval.",
       .clauses = {"2-08"_clause, "S-430"_clause},
       .protocols = version_2,
       .settings = slow_backup,
       .body = skew_time_is_a_part_of_one_second},
      {.id = "6.1/2-09/takeover-after-three-own-intervals",
       .title = "Master_Down_Interval of VRRPv2 is three intervals and a Skew_Time that does not grow with them.",
       .clauses = {"2-09"_clause, "2-08"_clause, "S-365"_clause, "S-370"_clause},
       .protocols = version_2,
       .settings = slow_backup,
       .body = takeover_after_three_own_intervals},
      {.id = "6.4.2/S-460/held-from-the-start",
       .title = "A Backup that hears a Master from its start on stays Backup.",
       .clauses = {"S-460"_clause, "S-445"_clause},
       .protocols = sure_of_the_checksum,
       .settings = backup,
       .needs = {.restart = true},
       .body = held_from_the_start},
      {.id = "6.4.2/S-445/held-by-equal-priority",
       .title = "A Backup stays Backup while a Master of equal priority is heard, even one with a lower address.",
       .clauses = {"S-445"_clause, "S-460"_clause, "V3-007"_clause},
       .settings = backup,
       .body = held_by_equal_priority},
      {.id = "6.4.2/S-445/held-by-higher-priority",
       .title = "A Backup stays Backup while a Master of higher priority is heard.",
       .clauses = {"S-445"_clause, "S-460"_clause},
       .settings = backup,
       .body = held_by_higher_priority},
      {.id = "6.4.2/S-445/held-by-lower-priority-without-preemption",
       .title = "With Preempt_Mode False a Backup stays Backup while any Master is heard, even one of priority 1.",
       .clauses = {"S-445"_clause, "S-460"_clause, "V3-007"_clause},
       .settings = backup_without_preemption,
       .needs = {.preempt_off = true},
       .body = held_by_lower_priority_without_preemption},
      {.id = "6.4.2/S-450/learns-a-shorter-interval",
       .title = "A Backup counts Master_Down_Interval with the Master's interval where that is shorter than its own.",
       .clauses = {"S-450"_clause, "S-455"_clause, "V3-038"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = learns_a_shorter_interval},
      {.id = "6.4.2/S-450/learns-a-longer-interval",
       .title = "A Backup counts Master_Down_Interval with the Master's interval where that is longer than its own.",
       .clauses = {"S-450"_clause, "S-455"_clause, "V3-038"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = learns_a_longer_interval},
      {.id = "6.4.2/S-450/learns-from-a-lower-priority-without-preemption",
       .title = "With Preempt_Mode False the interval of a Master with lower priority is adopted as well.",
       .clauses = {"S-450"_clause, "S-445"_clause},
       .protocols = version_3,
       .settings = backup_without_preemption,
       .needs = {.preempt_off = true},
       .body = learns_from_a_lower_priority_without_preemption},
      {.id = "6.4.2/S-460/each-advert-restarts-master-down-timer",
       .title = "Each accepted ADVERTISEMENT restarts Master_Down_Timer: one every 2.9 intervals is enough.",
       .clauses = {"S-460"_clause, "2-12"_clause},
       .settings = backup,
       .body = each_advert_restarts_master_down_timer},
      {.id = "6.4.2/S-470/lower-priority-does-not-delay-takeover",
       .title = "An ADVERTISEMENT of lower priority neither restarts Master_Down_Timer nor changes its interval.",
       .clauses = {"S-470"_clause, "S-465"_clause},
       .settings = backup,
       .body = lower_priority_does_not_delay_takeover},
  };
}

}  // namespace vrrpspec::harness
