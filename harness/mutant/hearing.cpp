// Faults of what a router makes of the adverts that it heeds.
#include <algorithm>
#include <deque>
#include <memory>

#include "harness/mutant/fault.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {
namespace {

bool loses(const AdvertisementReceived& event, const VirtualRouter& router) {
  return event.priority < router.parameters().priority;
}

/// A router that reads another document in one point; it lives as long as the program.
const Profile* misread(Protocol protocol, void (*change)(Profile&)) {
  static std::deque<Profile> kept;
  Profile& profile = kept.emplace_back(profile_of(protocol));
  change(profile);
  return &profile;
}

}  // namespace

std::vector<DeviceMutant> reading_mutants(Protocol protocol) {
  const auto reads = [protocol](std::string_view name, std::string_view killed_by, void (*change)(Profile&)) {
    Fault fault;
    fault.profile = misread(protocol, change);
    return mutant(name, killed_by, fault);
  };
  constexpr auto hears = [](Profile& it) { it.owner_hears_adverts = true; };
  constexpr auto scales = [](Profile& it) { it.skew_follows_interval = true; };
  constexpr auto takes_any = [](Profile& it) { it.interval_must_match = false; };
  return {
      reads("losing_advert_is_answered", "6.4.3/S-775/lower-priority-is-discarded",
            [](Profile& it) { it.losing_advert_is_answered = true; }),
      reads("owner_answers_priority_zero", "7.1/V3-066/owner-ignores-priority-zero", hears),
      reads("owner_yields_to_another_owner", "7.1/V3-066/owner-ignores-another-owner", hears),
      reads("skew_after_zero_scales", "6.1/2-08/skew-time-is-a-part-of-one-second", scales),
      reads("skew_of_master_down_interval_scales", "6.1/2-09/takeover-after-three-own-intervals", scales),
      reads("another_interval_is_heeded_by_backup", "7.1/2-07/backup-ignores-another-interval", takes_any),
      reads("another_interval_is_heeded_by_master", "7.1/2-07/master-ignores-another-interval", takes_any),
  };
}

std::vector<DeviceMutant> hearing_mutants(Protocol protocol) {
  const auto hears = [](std::string_view name, std::string_view killed_by,
                        std::function<void(AdvertisementReceived&, const VirtualRouter&)> change) {
    Fault fault;
    fault.hear = std::move(change);
    return mutant(name, killed_by, fault);
  };
  const auto deaf = [](std::string_view name, std::string_view killed_by,
                       std::function<bool(const AdvertisementReceived&, const VirtualRouter&)> to) {
    Fault fault;
    fault.deaf = std::move(to);
    return mutant(name, killed_by, fault);
  };
  const auto in = [](State state) { return [state](const VirtualRouter& router) { return router.state() == state; }; };
  const auto backup = in(State::backup);
  const auto master = in(State::master);
  const Family family = protocol.family;
  std::vector<DeviceMutant> mutants{
      hears("priority_zero_is_like_any_other", "6.4.2/S-430/priority-zero-leaves-skew-time",
            [](AdvertisementReceived& event, const VirtualRouter&) {
              if (event.priority == priority_stop) event.priority = Priority{200};
            }),
      hears("equal_priority_does_not_hold", "6.4.2/S-445/held-by-equal-priority",
            [backup](AdvertisementReceived& event, const VirtualRouter& router) {
              if (backup(router) && event.priority == router.parameters().priority) event.priority = Priority{99};
            }),
      deaf("higher_priority_does_not_hold", "6.4.2/S-445/held-by-higher-priority",
           [backup](const AdvertisementReceived& event, const VirtualRouter& router) {
             return backup(router) && event.priority.value() == 101;
           }),
      hears("interval_is_not_learnt_from_below", "6.4.2/S-450/learns-a-shorter-interval",
            [](AdvertisementReceived& event, const VirtualRouter& router) {
              event.max_adver_int = std::max(event.max_adver_int, router.parameters().advertisement_interval);
            }),
      hears("interval_is_not_learnt_from_above", "6.4.2/S-450/learns-a-longer-interval",
            [](AdvertisementReceived& event, const VirtualRouter& router) {
              event.max_adver_int = std::min(event.max_adver_int, router.parameters().advertisement_interval);
            }),
      hears("lower_priority_restarts_the_timer", "6.4.2/S-470/lower-priority-does-not-delay-takeover",
            [backup](AdvertisementReceived& event, const VirtualRouter& router) {
              if (backup(router) && event.priority.value() == 99) event.priority = Priority{200};
            }),
      deaf("master_is_deaf", "6.4.3/S-725/yields-to-higher-priority",
           [master](const AdvertisementReceived&, const VirtualRouter& router) { return master(router); }),
      hears("higher_address_does_not_win", "6.4.3/S-735/yields-to-equal-priority-with-higher-address",
            [family](AdvertisementReceived& event, const VirtualRouter&) { event.source = on_link(family, 1); }),
      hears("every_address_wins", "6.4.3/S-735/equal-priority-with-lower-address-is-discarded",
            [family](AdvertisementReceived& event, const VirtualRouter&) { event.source = on_link(family, 250); }),
      hears("yielding_learns_no_shorter_interval", "6.4.3/S-745/learns-a-shorter-interval-when-yielding",
            [master](AdvertisementReceived& event, const VirtualRouter& router) {
              if (master(router)) event.max_adver_int = Centiseconds{50};
            }),
      hears("yielding_learns_no_longer_interval", "6.4.3/S-745/learns-a-longer-interval-when-yielding",
            [master](AdvertisementReceived& event, const VirtualRouter& router) {
              if (master(router)) event.max_adver_int = Centiseconds{50};
            }),
      hears("master_yields_to_lower_priority", "6.4.3/S-775/lower-priority-is-discarded",
            [master](AdvertisementReceived& event, const VirtualRouter& router) {
              if (master(router) && event.priority != priority_stop) event.priority = Priority{254};
            }),
  };
  Fault resets;
  resets.hear = [master](AdvertisementReceived& event, const VirtualRouter& router) {
    if (master(router) && loses(event, router)) event.priority = priority_stop;
  };
  mutants.push_back(mutant("losing_advert_resets_adver_timer", "6.4.3/S-775/lower-priority-is-discarded", resets));
  Fault no_reset;
  no_reset.deaf = [](const AdvertisementReceived& event, const VirtualRouter&) {
    return event.priority == priority_stop;
  };
  mutants.push_back(mutant("priority_zero_is_not_heard", "6.4.3/S-715/priority-zero-resets-adver-timer", no_reset));
  // Each router counts for itself.
  mutants.push_back({"second_priority_zero_is_not_heard", "6.4.2/S-430/each-priority-zero-sets-skew-time-anew",
                     [backup](const DeviceSettings& settings) {
                       Fault first_only;
                       first_only.deaf = [heard = std::make_shared<int>(0), backup](const AdvertisementReceived& event,
                                                                                    const VirtualRouter& router) {
                         return backup(router) && event.priority == priority_stop && ++*heard % 2 == 0;
                       };
                       return faulty_router(settings, first_only);
                     }});
  return mutants;
}

}  // namespace vrrpspec::harness
