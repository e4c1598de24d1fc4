#include "model/mutant/mutant.hpp"

#include <array>
#include <vector>

#include "model/timers.hpp"

namespace vrrpspec {
namespace {

using Advert = AdvertisementReceived;

const Advert* advert_of(const Event& event) {
  return std::get_if<Advert>(&event);
}
bool is_backup(const RouterState& router) {
  return router.state == State::backup;
}
bool is_master(const RouterState& router) {
  return router.state == State::master;
}
/// Before, or after, each address that a router may have.
IpAddress extreme(Family family, std::uint8_t octet) {
  std::array<std::uint8_t, 16> octets{};
  octets.fill(octet);
  return IpAddress::from_octets(std::span{octets}.first(family == Family::ipv4 ? 4 : 16));
}
IpAddress least(const RouterState& router) {
  return extreme(router.parameters.family, 1);
}
IpAddress greatest(const RouterState& router) {
  return extreme(router.parameters.family, 255);
}
Duration skew(const RouterState& router, const Profile& profile) {
  return skew_time(router.parameters.priority, router.master_adver_interval, profile);
}

/// D-05, whatever the document.
Profile answering(Profile profile) {
  profile.losing_advert_is_answered = true;
  return profile;
}

/// The step as it should be, unless the advert is one that the mutant takes for another.
using Replace = void (*)(const RouterState&, Advert&);
auto taking_for(Replace replace) {
  return [replace](RouterState& router, const Profile& profile, const Event& event, Instant now) {
    const Advert* advert = advert_of(event);
    if (advert == nullptr) return step(router, profile, event, now);
    Advert taken = *advert;
    replace(router, taken);
    return step(router, profile, taken, now);
  };
}

/// An advert on which the condition holds is not heard.
using Condition = bool (*)(const RouterState&, const Advert&);
auto deaf_if(Condition condition) {
  return [condition](RouterState& router, const Profile& profile, const Event& event, Instant now) {
    const Advert* advert = advert_of(event);
    if (advert != nullptr && condition(router, *advert)) return Actions{};
    return step(router, profile, event, now);
  };
}

/// Where the step sets the timer that runs in `state`, it sets it to another length.
using Retime = Duration (*)(const RouterState&, const Profile&, Duration after);
auto retiming(State state, Retime retime) {
  return [state, retime](RouterState& router, const Profile& profile, const Event& event, Instant now) {
    const Actions actions = step(router, profile, event, now);
    Actions changed;
    for (Action action : actions) {
      auto* const adver = std::get_if<SetAdverTimer>(&action.order);
      auto* const master_down = std::get_if<SetMasterDownTimer>(&action.order);
      Duration* const after = adver != nullptr ? &adver->after : master_down != nullptr ? &master_down->after : nullptr;
      if (after != nullptr && router.state == state) {
        *after = retime(router, profile, *after);
        router.deadline = now + *after;
      }
      changed.push_back(action);
    }
    return changed;
  };
}

/// One line is left out.
auto without(ClauseKey line) {
  return [line](RouterState& router, const Profile& profile, const Event& event, Instant now) {
    const RouterState before = router;
    const Actions actions = step(router, profile, event, now);
    Actions rest;
    bool learns_nothing = false;
    for (Action action : actions) {
      auto* const master_down = std::get_if<SetMasterDownTimer>(&action.order);
      if (action.clause != line) {
        if (master_down != nullptr && learns_nothing) {
          // With the old interval the timer of the same step has another length.
          master_down->after = master_down_interval(router.parameters.priority, router.master_adver_interval, profile);
          router.deadline = now + master_down->after;
        }
        rest.push_back(action);
      } else if (master_down != nullptr || std::holds_alternative<SetAdverTimer>(action.order)) {
        router.deadline = before.deadline;
      } else if (std::holds_alternative<SetMasterAdverInterval>(action.order)) {
        router.master_adver_interval = before.master_adver_interval;
        learns_nothing = true;
      }
    }
    return rest;
  };
}

/// Appends to the step what sets the running timer again.
template <typename SetTimer>
void set_again(RouterState& router, Actions& actions, ClauseKey clause, Duration after, Instant now) {
  router.deadline = now + after;
  actions.push_back({.clause = clause, .order = SetTimer{after}});
}

std::vector<Mutant> of_whom_is_heard() {
  return {
      {.id = "master-deaf-to-higher",
       .says = "a Master does not heed higher priorities",
       .clause = "S-725"_clause,
       .step = deaf_if([](const RouterState& router, const Advert& advert) {
         return is_master(router) && advert.priority > router.parameters.priority;
       })},
      {.id = "master-deaf-to-equal",
       .says = "a Master does not heed its own priority from a greater address",
       .clause = "S-735"_clause,
       .step = deaf_if([](const RouterState& router, const Advert& advert) {
         return is_master(router) && advert.priority == router.parameters.priority;
       })},
      {.id = "master-yields-to-equal",
       .says = "a Master yields to its own priority whatever the address",
       .clause = "S-735"_clause,
       .step = taking_for([](const RouterState& router, Advert& advert) {
         if (is_master(router) && advert.priority == router.parameters.priority) {
           advert.source = greatest(router);
         }
       })},
      {.id = "lesser-address-wins",
       .says = "the lesser address wins a tie",
       .clause = "S-735"_clause,
       .step = taking_for([](const RouterState& router, Advert& advert) {
         if (!is_master(router)) return;
         const bool is_greater = advert.source > router.parameters.primary_address;
         advert.source = is_greater ? least(router) : greatest(router);
       })},
      {.id = "signed-addresses",
       .says = "the last octets of addresses are compared as signed numbers",
       .clause = "S-735"_clause,
       .step = taking_for([](const RouterState& router, Advert& advert) {
         if (!is_master(router)) return;
         const auto last = [](const IpAddress& address) { return static_cast<std::int8_t>(address.octets().back()); };
         const bool is_greater = last(advert.source) > last(router.parameters.primary_address);
         advert.source = is_greater ? greatest(router) : least(router);
       })},
      {.id = "master-yields-to-all",
       .says = "a Master yields to every advert but those of Priority 0",
       .clause = "S-775"_clause,
       .step = taking_for([](const RouterState& router, Advert& advert) {
         if (is_master(router) && advert.priority != priority_stop) advert.priority = priority_owner;
       })},
      {.id = "master-deaf-to-stop",
       .says = "a Master does not heed Priority 0",
       .clause = "S-705"_clause,
       .step = deaf_if([](const RouterState& router, const Advert& advert) {
         return is_master(router) && advert.priority == priority_stop;
       })},
      {.id = "master-yields-to-stop",
       .says = "a Master yields to Priority 0",
       .clause = "S-705"_clause,
       .step = taking_for([](const RouterState& router, Advert& advert) {
         if (is_master(router) && advert.priority == priority_stop) advert.priority = priority_owner;
       })},
      {.id = "backup-deaf",
       .says = "a Backup heeds no adverts but those of Priority 0",
       .clause = "S-445"_clause,
       .step = deaf_if([](const RouterState& router, const Advert& advert) {
         return is_backup(router) && advert.priority != priority_stop;
       })},
      {.id = "backup-deaf-to-stop",
       .says = "a Backup does not heed Priority 0",
       .clause = "S-425"_clause,
       .step = deaf_if([](const RouterState& router, const Advert& advert) {
         return is_backup(router) && advert.priority == priority_stop;
       })},
      {.id = "backup-takes-stop-for-ordinary",
       .says = "a Backup takes Priority 0 for an ordinary advert",
       .clause = "S-425"_clause,
       .step = taking_for([](const RouterState& router, Advert& advert) {
         if (is_backup(router) && advert.priority == priority_stop) advert.priority = priority_owner;
       })},
      {.id = "backup-takes-1-for-stop",
       .says = "a Backup takes Priority 1 for Priority 0",
       .clause = "S-425"_clause,
       .step = taking_for([](const RouterState& router, Advert& advert) {
         if (is_backup(router) && advert.priority == Priority{1}) advert.priority = priority_stop;
       })},
      {.id = "backup-deaf-to-equal",
       .says = "a Backup does not heed its own priority",
       .clause = "S-445"_clause,
       .step = deaf_if([](const RouterState& router, const Advert& advert) {
         return is_backup(router) && advert.priority == router.parameters.priority;
       })},
      {.id = "backup-never-preempts",
       .says = "a Backup heeds lower priorities, and so never preempts",
       .clause = "S-445"_clause,
       .step = taking_for([](const RouterState& router, Advert& advert) {
         if (is_backup(router) && advert.priority != priority_stop) advert.priority = priority_owner;
       })},
      {.id = "backup-preempts-always",
       .says = "a Backup preempts although Preempt_Mode is false",
       .clause = "S-445"_clause,
       .step = deaf_if([](const RouterState& router, const Advert& advert) {
         return is_backup(router) && advert.priority != priority_stop && advert.priority < router.parameters.priority;
       })}};
}

std::vector<Mutant> of_lines_left_out() {
  return {{.id = "stop-answered-without-timer",
           .says = "a Master that answers Priority 0 leaves its Adver_Timer alone",
           .clause = "S-715"_clause,
           .answers_aside = true,
           .step = without("S-715"_clause)},
          {.id = "stop-not-answered",
           .says = "a Master sets its Adver_Timer on Priority 0 and does not answer it",
           .clause = "S-710"_clause,
           .step = without("S-710"_clause)},
          {.id = "backup-does-not-learn",
           .says = "a Backup does not learn the Master's interval",
           .clause = "S-450"_clause,
           .step = without("S-450"_clause)},
          {.id = "yielding-does-not-learn",
           .says = "a Master that yields does not learn the other's interval",
           .clause = "S-745"_clause,
           .step = without("S-745"_clause)},
          {.id = "master-down-timer-not-reset",
           .says = "adverts do not reset the Master_Down_Timer",
           .clause = "S-460"_clause,
           .step = without("S-460"_clause)},
          {.id = "takeover-is-silent",
           .says = "a takeover sends no advert",
           .clause = "S-370"_clause,
           .skips_adverts = true,
           .step = without("S-370"_clause)}};
}

std::vector<Mutant> of_timers() {
  return {
      {.id = "two-intervals",
       .says = "a Backup waits two intervals instead of three",
       .clause = "V3-040"_clause,
       .step = retiming(State::backup,
                        [](const RouterState& router, const Profile&, Duration after) {
                          const Duration interval = router.master_adver_interval.duration();
                          return after > 2 * interval ? after - interval : after;
                        })},
      {.id = "four-intervals",
       .says = "a Backup waits four intervals instead of three",
       .clause = "V3-040"_clause,
       .step = retiming(State::backup,
                        [](const RouterState& router, const Profile&, Duration after) {
                          const Duration interval = router.master_adver_interval.duration();
                          return after > 2 * interval ? after + interval : after;
                        })},
      {.id = "no-skew",
       .says = "Skew_Time is left out",
       .clause = "V3-040"_clause,
       .step = retiming(State::backup, [](const RouterState& router, const Profile& profile,
                                          Duration after) { return after - skew(router, profile); })},
      {.id = "double-skew",
       .says = "Skew_Time is doubled",
       .clause = "V3-039"_clause,
       .step = retiming(State::backup, [](const RouterState& router, const Profile& profile,
                                          Duration after) { return after + skew(router, profile); })},
      {.id = "skew-of-one-second",
       .says = "Skew_Time is reckoned as if the interval were 1 s",
       .clause = "V3-039"_clause,
       .step = retiming(State::backup,
                        [](const RouterState& router, const Profile& profile, Duration after) {
                          return after - skew(router, profile) +
                                 skew_time(router.parameters.priority, Centiseconds{100}, profile);
                        })},
      {.id = "skew-grows",
       .says = "Skew_Time grows with the priority",
       .clause = "V3-039"_clause,
       .step = retiming(State::backup,
                        [](const RouterState& router, const Profile& profile, Duration after) {
                          const Duration whole = profile.skew_follows_interval ? router.master_adver_interval.duration()
                                                                               : Duration{std::chrono::seconds{1}};
                          return after - skew(router, profile) + router.parameters.priority.value() * whole / 256;
                        })},
      {.id = "adver-timer-short",
       .says = "the Adver_Timer is a tenth short",
       .clause = "S-690"_clause,
       .step = retiming(State::master,
                        [](const RouterState&, const Profile&, Duration after) { return after - after / 10; })},
      {.id = "adver-timer-long",
       .says = "the Adver_Timer is a quarter long",
       .clause = "S-690"_clause,
       .step = retiming(State::master,
                        [](const RouterState&, const Profile&, Duration after) { return after + after / 4; })},
      {.id = "interval-is-a-tenth",
       .says = "adverts are sent ten times as often as they say",
       .clause = "S-690"_clause,
       .step = retiming(State::master, [](const RouterState&, const Profile&, Duration after) { return after / 10; })},
      {.id = "interval-is-tenfold",
       .says = "adverts are sent a tenth as often as they say",
       .clause = "S-690"_clause,
       .step = retiming(State::master, [](const RouterState&, const Profile&, Duration after) { return after * 10; })},
      {.id = "master-down-timer-never-fires",
       .says = "a Backup never takes over",
       .clause = "S-365"_clause,
       .step = retiming(State::backup, [](const RouterState&, const Profile&, Duration) {
         return Duration{std::chrono::hours{24}};
       })}};
}

std::vector<Mutant> of_what_is_done_besides() {
  return {{.id = "losing-advert-answered",
           .says = "a Master answers a losing advert at once",
           .clause = "S-775"_clause,
           .answers_aside = true,
           .step = [](RouterState& router, const Profile& profile, const Event& event,
                      Instant now) { return step(router, answering(profile), event, now); }},
          {.id = "losing-advert-resets",
           .says = "a losing advert resets the Adver_Timer of a Master",
           .clause = "S-775"_clause,
           .step =
               [](RouterState& router, const Profile& profile, const Event& event, Instant now) {
                 const bool was_master = is_master(router);
                 Actions actions = step(router, profile, event, now);
                 if (was_master && is_master(router) && advert_of(event) != nullptr) {
                   const Duration interval = router.parameters.advertisement_interval.duration();
                   set_again<SetAdverTimer>(router, actions, "S-775"_clause, interval, now);
                 }
                 return actions;
               }},
          {.id = "losing-advert-answered-and-resets",
           .says = "a Master answers a losing advert at once, and its Adver_Timer starts anew",
           .clause = "S-775"_clause,
           .step =
               [](RouterState& router, const Profile& profile, const Event& event, Instant now) {
                 const Advert* advert = advert_of(event);
                 const Advert as_stop{.priority = priority_stop, .source = {}};
                 RouterState after = router;
                 const Actions actions = step(after, profile, event, now);
                 const bool loses = is_master(router) && is_master(after) && advert != nullptr;
                 if (loses) return step(router, profile, as_stop, now);
                 router = after;
                 return actions;
               }},
          {.id = "lesser-advert-resets",
           .says = "a lesser advert resets the Master_Down_Timer of a Backup that preempts",
           .clause = "S-470"_clause,
           .step =
               [](RouterState& router, const Profile& profile, const Event& event, Instant now) {
                 const Advert* advert = advert_of(event);
                 const bool was_backup = is_backup(router);
                 Actions actions = step(router, profile, event, now);
                 if (was_backup && advert != nullptr && advert->priority != priority_stop) {
                   const Duration wait =
                       master_down_interval(router.parameters.priority, router.master_adver_interval, profile);
                   set_again<SetMasterDownTimer>(router, actions, "S-470"_clause, wait, now);
                 }
                 return actions;
               }},
          {.id = "starts-as-master",
           .says = "a router starts as Master",
           .clause = "S-165"_clause,
           .step = [](RouterState& router, const Profile& profile, const Event& event, Instant now) {
             const Actions actions = step(router, profile, event, now);
             if (!std::holds_alternative<Startup>(event) || !is_backup(router)) return actions;
             return step(router, profile, MasterDownTimerFired{}, now);
           }}};
}

std::vector<Mutant> all_of_them() {
  std::vector<Mutant> all;
  for (auto* const some : {of_whom_is_heard, of_lines_left_out, of_timers, of_what_is_done_besides}) {
    for (Mutant& mutant : some()) all.push_back(std::move(mutant));
  }
  return all;
}

}  // namespace

std::span<const Mutant> mutants() {
  static const std::vector<Mutant> all = all_of_them();
  return all;
}

}  // namespace vrrpspec
