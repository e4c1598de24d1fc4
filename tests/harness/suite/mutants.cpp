#include "tests/harness/suite/mutants.hpp"

#include <functional>

#include "harness/frame/seen.hpp"

namespace vrrpspec::harness {
namespace {

using Octets = SimRouter::Octets;

/// One function for each thing that can be broken; those left empty behave.
struct Fault {
  std::function<bool(const Action&, const VirtualRouter&)> drop_action;
  std::function<void(AdvertFrame&)> advert;
  std::function<void(SeenArp&)> arp;
  std::function<void(AdvertisementReceived&, const VirtualRouter&)> hear;  ///< changes what was received
  std::function<bool(const AdvertisementReceived&, const VirtualRouter&)> deaf;
  std::function<void(SeenAdvert&)> forgive;  ///< repairs what should be discarded
  std::function<void(Parameters&)> misconfigure;
  const Profile* profile{&rfc5798};
};

class FaultyRouter final : public SimRouter {
 public:
  FaultyRouter(const DeviceSettings& settings, const Fault& fault)
      : SimRouter{misconfigured(settings, fault), *fault.profile}, fault_{fault} {}

  std::vector<Octets> receive(std::span<const std::uint8_t> frame, Instant now) override {
    std::optional<AdvertisementReceived> event = accept(repaired(frame));
    if (!event || (fault_.deaf && fault_.deaf(*event, router()))) return {};
    if (fault_.hear) fault_.hear(*event, router());
    return handle(*event, now);
  }

 protected:
  std::vector<Octets> execute(const Action& action) override {
    if (fault_.drop_action && fault_.drop_action(action, router())) return {};
    std::vector<Octets> frames = SimRouter::execute(action);
    if (!fault_.arp) return frames;
    for (Octets& frame : frames) {
      if (auto arp = read_arp(frame)) {
        fault_.arp(*arp);
        frame = build(*arp);
      }
    }
    return frames;
  }
  [[nodiscard]] AdvertFrame advert(Priority priority) const override {
    AdvertFrame frame = SimRouter::advert(priority);
    if (fault_.advert) fault_.advert(frame);
    return frame;
  }

 private:
  static DeviceSettings misconfigured(DeviceSettings settings, const Fault& fault) {
    if (fault.misconfigure) fault.misconfigure(settings.parameters);
    return settings;
  }
  [[nodiscard]] Octets repaired(std::span<const std::uint8_t> frame) const {
    std::optional<SeenAdvert> seen = read_advert(frame);
    if (!fault_.forgive || !seen) return {frame.begin(), frame.end()};
    fault_.forgive(*seen);
    AdvertFrame again;
    again.source_mac = seen->source_mac;
    again.source = seen->source;
    again.ttl = seen->ttl;
    again.version = seen->version;
    again.type = seen->type;
    again.vrid = seen->vrid;
    again.priority = seen->priority;
    again.count = seen->count;
    again.max_adver_int = seen->max_adver_int;
    again.addresses = seen->addresses;
    const bool right = seen->checksum_right_pseudo || seen->checksum_right_plain;
    again.checksum_error = right ? 0 : 0x0101;
    return build(again);
  }

  Fault fault_;
};

template <typename Kind>
bool is(const Action& action) {
  return std::holds_alternative<Kind>(action.order);
}

bool sends(const Action& action, ClauseKey clause) {
  return is<SendAdvertisement>(action) && action.clause == clause;
}

Mutant mutant(std::string_view name, std::string_view killed_by, Fault fault) {
  return {name, killed_by, [fault = std::move(fault)](const DeviceSettings& settings) {
            return std::make_unique<FaultyRouter>(settings, fault);
          }};
}

std::vector<Mutant> format_mutants() {
  const auto field = [](std::string_view name, std::string_view killed_by, std::function<void(AdvertFrame&)> change) {
    Fault fault;
    fault.advert = std::move(change);
    return mutant(name, killed_by, fault);
  };
  return {
      field("source_is_the_virtual_address", "5.1.1.1/V3-001/source-is-the-primary-address",
            [](AdvertFrame& frame) { frame.source = IpAddress::v4(192, 0, 2, 100); }),
      field("destination_is_broadcast", "5.1.1.2/V3-010/destination-is-the-vrrp-group",
            [](AdvertFrame& frame) { frame.destination = IpAddress::v4(192, 0, 2, 255); }),
      field("ttl_is_1", "5.1.1.3/V3-012/ttl-is-255", [](AdvertFrame& frame) { frame.ttl = 1; }),
      field("protocol_is_113", "5.1.1.4/V3-014/protocol-is-112", [](AdvertFrame& frame) { frame.protocol = 113; }),
      field("version_is_2", "5.2.1/V3-021/version-is-3", [](AdvertFrame& frame) { frame.version = 2; }),
      field("type_is_2", "5.2.2/V3-022/type-is-1", [](AdvertFrame& frame) { frame.type = 2; }),
      field("vrid_is_1", "5.2.3/V3-023/vrid-is-the-configured-one", [](AdvertFrame& frame) { frame.vrid = 1; }),
      field("priority_is_the_default", "5.2.4/V3-024/owner-uses-priority-255",
            [](AdvertFrame& frame) { frame.priority = 100; }),
      field("priority_is_one_less", "5.2.4/V3-025/priority-is-the-configured-one",
            [](AdvertFrame& frame) { frame.priority = frame.priority == 0 ? 0 : 99; }),
      field("only_one_address_is_counted", "5.2.5/V3-027/count-is-the-number-of-addresses",
            [](AdvertFrame& frame) { frame.count = 1; }),
      field("reserved_bits_are_set", "5.2.6/V3-028/reserved-bits-are-zero", [](AdvertFrame& frame) { frame.rsvd = 1; }),
      field("max_adver_int_is_the_default", "5.2.7/V3-030/max-adver-int-is-the-configured-one",
            [](AdvertFrame& frame) { frame.max_adver_int = 100; }),
      field("checksum_is_wrong", "5.2.8/V3-031/checksum-is-right",
            [](AdvertFrame& frame) { frame.checksum_error = 1; }),
      field("an_address_is_left_out", "5.2.9/V3-033/addresses-are-the-configured-ones",
            [](AdvertFrame& frame) { frame.addresses.resize(1); }),
      field("source_mac_is_physical", "7.2/V3-075/source-mac-is-the-virtual-router-mac",
            [](AdvertFrame& frame) { frame.source_mac = {2, 0, 0, 0, 0, 1}; }),
  };
}

std::vector<Mutant> action_mutants() {
  const auto without = [](std::string_view name, std::string_view killed_by,
                          std::function<bool(const Action&, const VirtualRouter&)> drop) {
    Fault fault;
    fault.drop_action = std::move(drop);
    return mutant(name, killed_by, fault);
  };
  std::vector<Mutant> mutants{
      without("owner_waits_to_advertise", "6.4.1/S-110/owner-advertises-at-startup",
              [](const Action& action, const VirtualRouter&) { return sends(action, "S-110"_clause); }),
      without("no_gratuitous_arp_at_startup", "6.4.1/S-120/owner-sends-gratuitous-arp-at-startup",
              [](const Action& action, const VirtualRouter&) { return is<SendGratuitousArp>(action); }),
      without("no_advert_on_takeover", "6.4.2/S-370/takeover-after-master-down-interval",
              [](const Action& action, const VirtualRouter&) { return sends(action, "S-370"_clause); }),
      without("no_gratuitous_arp_on_takeover", "6.4.2/S-380/gratuitous-arp-on-takeover",
              [](const Action& action, const VirtualRouter&) { return is<SendGratuitousArp>(action); }),
      without("no_advert_at_shutdown", "6.4.3/S-665/shutdown-sends-priority-zero",
              [](const Action& action, const VirtualRouter&) { return sends(action, "S-665"_clause); }),
      without("no_answer_to_priority_zero", "6.4.3/S-710/priority-zero-is-answered-at-once",
              [](const Action& action, const VirtualRouter&) { return sends(action, "S-710"_clause); }),
  };
  Fault physical;
  physical.arp = [](SeenArp& arp) { arp.sender_mac = {2, 0, 0, 0, 0, 1}; };
  mutants.push_back(mutant("gratuitous_arp_with_physical_mac", "6.4.2/S-380/gratuitous-arp-on-takeover", physical));
  Fault reply;
  reply.arp = [](SeenArp& arp) { arp.opcode = 2; };
  mutants.push_back(mutant("gratuitous_arp_as_reply", "6.4.2/S-380/gratuitous-arp-on-takeover", reply));
  Fault shutdown_says_full_priority;
  shutdown_says_full_priority.advert = [](AdvertFrame& frame) { frame.priority = 100; };
  mutants.push_back(
      mutant("shutdown_with_full_priority", "6.4.3/S-665/shutdown-sends-priority-zero", shutdown_says_full_priority));
  return mutants;
}

bool loses(const AdvertisementReceived& event, const VirtualRouter& router) {
  return event.priority < router.parameters().priority;
}

std::vector<Mutant> hearing_mutants() {
  static const Profile answering = [] {
    Profile profile = rfc5798;
    profile.losing_advert_is_answered = true;
    return profile;
  }();
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
  std::vector<Mutant> mutants{
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
            [](AdvertisementReceived& event, const VirtualRouter&) { event.source = IpAddress::v4(192, 0, 2, 1); }),
      hears("every_address_wins", "6.4.3/S-735/equal-priority-with-lower-address-is-discarded",
            [](AdvertisementReceived& event, const VirtualRouter&) { event.source = IpAddress::v4(192, 0, 2, 250); }),
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
  Fault answers;
  answers.profile = &answering;
  mutants.push_back(mutant("losing_advert_is_answered", "6.4.3/S-775/lower-priority-is-discarded", answers));
  Fault no_reset;
  no_reset.deaf = [](const AdvertisementReceived& event, const VirtualRouter&) {
    return event.priority == priority_stop;
  };
  mutants.push_back(mutant("priority_zero_is_not_heard", "6.4.3/S-715/priority-zero-resets-adver-timer", no_reset));
  Fault first_only;
  first_only.deaf = [heard = std::make_shared<int>(0), backup](const AdvertisementReceived& event,
                                                               const VirtualRouter& router) {
    return backup(router) && event.priority == priority_stop && ++*heard % 2 == 0;
  };
  mutants.push_back(
      mutant("second_priority_zero_is_not_heard", "6.4.2/S-430/each-priority-zero-sets-skew-time-anew", first_only));
  return mutants;
}

std::vector<Mutant> configuration_mutants() {
  const auto wrong = [](std::string_view name, std::string_view killed_by, std::function<void(Parameters&)> change) {
    Fault fault;
    fault.misconfigure = std::move(change);
    return mutant(name, killed_by, fault);
  };
  return {
      wrong("interval_is_one_centisecond_short", "6.4.3/S-690/adverts-every-advertisement-interval",
            [](Parameters& it) { it.advertisement_interval = Centiseconds{49}; }),
      wrong("interval_is_one_centisecond_long", "6.4.3/S-690/adverts-every-advertisement-interval",
            [](Parameters& it) { it.advertisement_interval = Centiseconds{51}; }),
      wrong("start_uses_the_default_interval", "6.4.1/S-160/backup-waits-master-down-interval-from-startup",
            [](Parameters& it) { it.advertisement_interval = max_adver_int_default; }),
      wrong("skew_is_of_another_priority", "6.4.2/S-370/takeover-after-master-down-interval",
            [](Parameters& it) { it.priority = Priority{110}; }),
      wrong("skew_is_of_another_priority_after_zero", "6.4.2/S-430/priority-zero-leaves-skew-time",
            [](Parameters& it) { it.priority = Priority{90}; }),
      wrong("preemption_cannot_be_switched_off", "6.4.2/S-445/held-by-lower-priority-without-preemption",
            [](Parameters& it) { it.preempt_mode = true; }),
      wrong("preemption_is_off_for_the_interval", "6.4.2/S-450/learns-from-a-lower-priority-without-preemption",
            [](Parameters& it) { it.preempt_mode = true; }),
      wrong("preemption_is_always_off", "6.4.2/S-470/lower-priority-does-not-delay-takeover",
            [](Parameters& it) { it.preempt_mode = false; }),
      wrong("owner_starts_as_backup", "6.1/V3-042/owner-preempts-whatever-preempt-mode-says",
            [](Parameters& it) {
              if (it.is_owner()) it.priority = Priority{254};
            }),
  };
}

std::vector<Mutant> receive_mutants() {
  const auto forgiving = [](std::string_view name, std::string_view killed_by,
                            std::function<void(SeenAdvert&)> repair) {
    Fault fault;
    fault.forgive = std::move(repair);
    return mutant(name, killed_by, fault);
  };
  const auto ttl = [](SeenAdvert& seen) { seen.ttl = 255; };
  const auto version = [](SeenAdvert& seen) {
    seen.version = 3;
    seen.checksum_right_pseudo = true;
  };
  const auto type = [](SeenAdvert& seen) { seen.type = 1; };
  const auto checksum = [](SeenAdvert& seen) { seen.checksum_right_pseudo = true; };
  const auto vrid = [](SeenAdvert& seen) { seen.vrid = 51; };
  const auto count = [](SeenAdvert& seen) { seen.count = static_cast<std::uint8_t>(seen.addresses.size()); };
  const auto length = [](SeenAdvert& seen) {
    seen.addresses = {IpAddress::v4(192, 0, 2, 100)};
    seen.count = 1;
    seen.max_adver_int = 50;
    seen.checksum_right_pseudo = true;
  };
  return {
      forgiving("ttl_is_not_checked_in_backup", "7.1/V3-060/backup-ignores-ttl-254", ttl),
      forgiving("ttl_is_not_checked_in_master", "7.1/V3-060/master-ignores-ttl-254", ttl),
      forgiving("version_is_not_checked_in_backup", "7.1/V3-062/backup-ignores-version-4", version),
      forgiving("version_is_not_checked_in_master", "7.1/V3-062/master-ignores-version-4", version),
      forgiving("version_2_passes_in_backup", "7.1/V3-062/backup-ignores-version-2", version),
      forgiving("version_2_passes_in_master", "7.1/V3-062/master-ignores-version-2", version),
      forgiving("type_is_not_checked_in_backup", "5.2.2/V3-022/backup-ignores-type-2", type),
      forgiving("type_is_not_checked_in_master", "5.2.2/V3-022/master-ignores-type-2", type),
      forgiving("checksum_is_not_checked_in_backup", "7.1/V3-064/backup-ignores-wrong-checksum", checksum),
      forgiving("checksum_is_not_checked_in_master", "7.1/V3-064/master-ignores-wrong-checksum", checksum),
      forgiving("vrid_is_not_checked_in_backup", "7.1/V3-065/backup-ignores-another-vrid", vrid),
      forgiving("vrid_is_not_checked_in_master", "7.1/V3-065/master-ignores-another-vrid", vrid),
      forgiving("count_is_not_checked_in_backup", "7.1/V3-063/backup-ignores-missing-address", count),
      forgiving("count_is_not_checked_in_master", "7.1/V3-063/master-ignores-missing-address", count),
      forgiving("length_is_not_checked_in_backup", "7.1/V3-063/backup-ignores-cut-header", length),
      forgiving("length_is_not_checked_in_master", "7.1/V3-063/master-ignores-cut-header", length),
  };
}

}  // namespace

std::vector<Mutant> all_mutants() {
  std::vector<Mutant> all;
  for (const auto group : {format_mutants, action_mutants, hearing_mutants, configuration_mutants, receive_mutants}) {
    for (Mutant& each : group()) all.push_back(std::move(each));
  }
  return all;
}

}  // namespace vrrpspec::harness
