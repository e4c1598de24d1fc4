#include "tests/model/monitor/mutants.hpp"

#include "model/timers.hpp"

namespace vrrpspec::monitor {
namespace {

using Advert = AdvertisementReceived;

const Advert* advert_of(const Event& event) {
  return std::get_if<Advert>(&event);
}
bool fires(const Event& event) {
  return std::holds_alternative<MasterDownTimerFired>(event);
}
Duration skew(const RouterState& router, const Profile& profile) {
  return skew_time(router.parameters.priority, router.master_adver_interval, profile);
}

/// The step as it should be, unless the advert is one that the mutant takes for another.
using Replace = Advert (*)(const RouterState&, const Advert&);
auto taking_for(Replace replace) {
  return [replace](RouterState& router, const Profile& profile, const Event& event, Instant now) {
    const Advert* advert = advert_of(event);
    return step(router, profile, advert != nullptr ? Event{replace(router, *advert)} : event, now);
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

/// The running timer is changed after each step that set it.
using Retime = Duration (*)(const RouterState&, const Profile&, Duration after);
auto retiming(State state, Retime retime) {
  return [state, retime](RouterState& router, const Profile& profile, const Event& event, Instant now) {
    Actions actions = step(router, profile, event, now);
    for (const Action& action : actions) {
      const bool armed = std::holds_alternative<SetAdverTimer>(action.order) ||
                         std::holds_alternative<SetMasterDownTimer>(action.order);
      if (armed && router.state == state) router.deadline = now + retime(router, profile, router.deadline - now);
    }
    return actions;
  };
}

/// One line is left out.
auto without(ClauseKey line) {
  return [line](RouterState& router, const Profile& profile, const Event& event, Instant now) {
    const RouterState before = router;
    const Actions actions = step(router, profile, event, now);
    Actions rest;
    for (const Action& action : actions) {
      if (action.clause != line) {
        rest.push_back(action);
      } else if (std::holds_alternative<SetMasterDownTimer>(action.order) ||
                 std::holds_alternative<SetAdverTimer>(action.order)) {
        router.deadline = before.deadline;
      } else if (std::holds_alternative<SetMasterAdverInterval>(action.order)) {
        // With the old interval the timer of the same step has another length.
        router.master_adver_interval = before.master_adver_interval;
        router.deadline = now + master_down_interval(router.parameters.priority, router.master_adver_interval, profile);
      }
    }
    return rest;
  };
}

bool is_backup(const RouterState& router) {
  return router.state == State::backup;
}
bool is_master(const RouterState& router) {
  return router.state == State::master;
}

const std::
    vector<Mutant>
        all{{"a Master is deaf to higher priorities", deaf_if([](const RouterState& r, const Advert& a) {
               return is_master(r) && a.priority > r.parameters.priority;
             })},
            {"a Master is deaf to an equal priority", deaf_if([](const RouterState& r, const Advert& a) {
               return is_master(r) && a.priority == r.parameters.priority;
             })},
            {"a Master yields to an equal priority whatever the address",
             taking_for([](const RouterState& r, const Advert& a) {
               Advert taken = a;
               if (is_master(r) && a.priority == r.parameters.priority)
                 taken.source = IpAddress::v4(255, 255, 255, 255);
               return taken;
             })},
            {"the lesser address wins a tie", taking_for([](const RouterState& r, const Advert& a) {
               Advert taken = a;
               if (is_master(r)) {
                 taken.source = a.source > r.parameters.primary_address ? IpAddress::v4(0, 0, 0, 1)
                                                                        : IpAddress::v4(255, 255, 255, 255);
               }
               return taken;
             })},
            {"addresses are compared as signed octets", taking_for([](const RouterState& r, const Advert& a) {
               Advert taken = a;
               const auto last = [](const IpAddress& address) { return static_cast<std::int8_t>(address.octets()[3]); };
               if (is_master(r)) {
                 taken.source = last(a.source) > last(r.parameters.primary_address) ? IpAddress::v4(255, 255, 255, 255)
                                                                                    : IpAddress::v4(0, 0, 0, 1);
               }
               return taken;
             })},
            {"a Master yields to every advert", taking_for([](const RouterState& r, const Advert& a) {
               Advert taken = a;
               if (is_master(r) && a.priority != priority_stop) taken.priority = priority_owner;
               return taken;
             })},
            {"a Master is deaf to Priority 0", deaf_if([](const RouterState& r, const Advert& a) {
               return is_master(r) && a.priority == priority_stop;
             })},
            {"a Master yields to Priority 0", taking_for([](const RouterState& r, const Advert& a) {
               Advert taken = a;
               if (is_master(r) && a.priority == priority_stop) taken.priority = priority_owner;
               return taken;
             })},
            {"a Master that answers Priority 0 leaves its timer alone", without("S-715"_clause)},
            {"a Master does not send its answer to Priority 0", without("S-710"_clause)},
            {"a Backup is deaf", deaf_if([](const RouterState& r, const Advert& a) {
               return is_backup(r) && a.priority != priority_stop;
             })},
            {"a Backup is deaf to Priority 0", deaf_if([](const RouterState& r, const Advert& a) {
               return is_backup(r) && a.priority == priority_stop;
             })},
            {"a Backup takes Priority 0 for an ordinary advert", taking_for([](const RouterState& r, const Advert& a) {
               Advert taken = a;
               if (is_backup(r) && a.priority == priority_stop) taken.priority = priority_owner;
               return taken;
             })},
            {"a Backup takes Priority 1 for Priority 0", taking_for([](const RouterState& r, const Advert& a) {
               Advert taken = a;
               if (is_backup(r) && a.priority == Priority{1}) taken.priority = priority_stop;
               return taken;
             })},
            {"a Backup is deaf to an equal priority", deaf_if([](const RouterState& r, const Advert& a) {
               return is_backup(r) && a.priority == r.parameters.priority;
             })},
            {"a Backup never preempts", taking_for([](const RouterState& r, const Advert& a) {
               Advert taken = a;
               if (is_backup(r) && a.priority != priority_stop) taken.priority = priority_owner;
               return taken;
             })},
            {"a Backup preempts although it is told not to", deaf_if([](const RouterState& r, const Advert& a) {
               return is_backup(r) && a.priority != priority_stop && a.priority < r.parameters.priority;
             })},
            {"a Backup does not learn the interval", without("S-450"_clause)},
            {"a Master that yields does not learn the interval", without("S-745"_clause)},
            {"the Master_Down_Timer is not reset", without("S-460"_clause)},
            {"Priority 0 does not set the timer to Skew_Time", without("S-430"_clause)},
            {"the takeover sends nothing", without("S-370"_clause)},
            {"two intervals are waited instead of three",
             retiming(State::backup,
                      [](const RouterState& r, const Profile&, Duration after) {
                        return after > 2 * r.master_adver_interval.duration()
                                   ? after - r.master_adver_interval.duration()
                                   : after;
                      })},
            {"four intervals are waited instead of three",
             retiming(State::backup,
                      [](const RouterState& r, const Profile&, Duration after) {
                        return after > 2 * r.master_adver_interval.duration()
                                   ? after + r.master_adver_interval.duration()
                                   : after;
                      })},
            {"Skew_Time is left out", retiming(State::backup, [](const RouterState& r, const Profile& p,
                                                                 Duration after) { return after - skew(r, p); })},
            {"Skew_Time is doubled", retiming(State::backup, [](const RouterState& r, const Profile& p,
                                                                Duration after) { return after + skew(r, p); })},
            {"Skew_Time is that of a seconds' interval",
             retiming(State::backup,
                      [](const RouterState& r, const Profile& p, Duration after) {
                        return after - skew(r, p) + skew_time(r.parameters.priority, Centiseconds{100}, p);
                      })},
            {"Skew_Time grows with the priority", retiming(State::backup,
                                                           [](const RouterState& r, const Profile& p, Duration after) {
                                                             return after - skew(r, p) +
                                                                    r.parameters.priority.value() *
                                                                        r.master_adver_interval.duration() / 256;
                                                           })},
            {"the Adver_Timer is a tenth short",
             retiming(State::master,
                      [](const RouterState&, const Profile&, Duration after) { return after - after / 10; })},
            {"the Adver_Timer is a quarter long",
             retiming(State::master,
                      [](const RouterState&, const Profile&, Duration after) { return after + after / 4; })},
            {"the interval is a tenth: centiseconds taken for milliseconds",
             retiming(State::master, [](const RouterState&, const Profile&, Duration after) { return after / 10; })},
            {"the interval is tenfold",
             retiming(State::master, [](const RouterState&, const Profile&, Duration after) { return after * 10; })},
            {"a losing advert is answered", [](RouterState& router, const Profile&, const Event& event,
                                               Instant now) { return step(router, rfc9568, event, now); }},
            {"a losing advert resets the Adver_Timer",
             [](RouterState& router, const Profile& profile, const Event& event, Instant now) {
               const bool was_master = is_master(router);
               const Actions actions = step(router, profile, event, now);
               if (was_master && is_master(router) && advert_of(event) != nullptr) {
                 router.deadline = now + router.parameters.advertisement_interval.duration();
               }
               return actions;
             }},
            {"a lesser advert resets the Master_Down_Timer of a Backup that preempts",
             [](RouterState& router, const Profile& profile, const Event& event, Instant now) {
               const Advert* advert = advert_of(event);
               const bool was_backup = is_backup(router);
               const Actions actions = step(router, profile, event, now);
               if (was_backup && advert != nullptr && advert->priority != priority_stop) {
                 router.deadline =
                     now + master_down_interval(router.parameters.priority, router.master_adver_interval, profile);
               }
               return actions;
             }},
            {"a router starts as Master",
             [](RouterState& router, const Profile& profile, const Event& event, Instant now) {
               Actions actions = step(router, profile, event, now);
               if (std::holds_alternative<Startup>(event) && is_backup(router)) {
                 actions = step(router, profile, MasterDownTimerFired{}, now);
               }
               return actions;
             }},
            {"the Master_Down_Timer does not fire",
             [](RouterState& router, const Profile& profile, const Event& event, Instant now) {
               if (fires(event)) {
                 router.deadline = now + std::chrono::hours{24};
                 return Actions{};
               }
               return step(router, profile, event, now);
             }}};

}  // namespace

std::span<const Mutant> mutants() {
  return all;
}

}  // namespace vrrpspec::monitor
