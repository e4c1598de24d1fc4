#include "tests/harness/suite/mutants.hpp"

#include <algorithm>
#include <deque>
#include <functional>

#include "harness/frame/seen.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {
namespace {

using Octets = SimRouter::Octets;

/// One function for each thing that can be broken; those left empty behave.
struct Fault {
  std::function<bool(const Action&, const VirtualRouter&)> drop_action;
  std::function<void(AdvertFrame&)> advert;
  std::function<void(SeenArp&)> arp;
  std::function<void(SeenNeighborAdvertisement&)> neighbor;
  std::function<void(AdvertisementReceived&, const VirtualRouter&)> hear;  ///< changes what was received
  std::function<bool(const AdvertisementReceived&, const VirtualRouter&)> deaf;
  std::function<void(SeenAdvert&)> forgive;       ///< repairs what should be discarded
  std::function<bool(const SeenAdvert&)> refuse;  ///< discards what should be heeded
  std::function<void(Parameters&)> misconfigure;
  const Profile* profile{nullptr};  ///< that of the protocol, if none is given
};

class FaultyRouter final : public SimRouter {
 public:
  FaultyRouter(const DeviceSettings& settings, const Fault& fault)
      : SimRouter{misconfigured(settings, fault), profile_for(settings, fault)}, fault_{fault} {}

  std::vector<Octets> receive(std::span<const std::uint8_t> frame, Instant now) override {
    const std::optional<SeenAdvert> seen = read_advert(frame);
    if (seen && fault_.refuse && fault_.refuse(*seen)) return {};
    std::optional<AdvertisementReceived> event = accept(repaired(frame));
    if (!event || (fault_.deaf && fault_.deaf(*event, router()))) return {};
    if (fault_.hear) fault_.hear(*event, router());
    return handle(*event, now);
  }

 protected:
  std::vector<Octets> execute(const Action& action) override {
    if (fault_.drop_action && fault_.drop_action(action, router())) return {};
    std::vector<Octets> frames = SimRouter::execute(action);
    for (Octets& frame : frames) {
      if (auto arp = read_arp(frame); arp && fault_.arp) {
        fault_.arp(*arp);
        frame = build(*arp);
      }
      if (auto neighbor = read_neighbor_advertisement(frame); neighbor && fault_.neighbor) {
        fault_.neighbor(*neighbor);
        frame = build(*neighbor);
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
  static const Profile& profile_for(const DeviceSettings& settings, const Fault& fault) {
    return fault.profile != nullptr ? *fault.profile : profile_of({.version = settings.version});
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
    again.rsvd = seen->rsvd;
    again.max_adver_int = seen->max_adver_int;
    if (settings().version == Version::v2) again.authentication = seen->trailer;
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
  return {std::string{name}, killed_by, [fault = std::move(fault)](const DeviceSettings& settings) {
            return std::make_unique<FaultyRouter>(settings, fault);
          }};
}

std::vector<Mutant> format_mutants(Protocol protocol) {
  const Family family = protocol.family;
  const auto field = [](std::string_view name, std::string_view killed_by, std::function<void(AdvertFrame&)> change) {
    Fault fault;
    fault.advert = std::move(change);
    return mutant(name, killed_by, fault);
  };
  std::vector<Mutant> mutants{
      field("source_is_the_virtual_address", "5.1.1.1/V3-001/source-is-the-primary-address",
            [family](AdvertFrame& frame) { frame.source = on_link(family, 100); }),
      field("destination_is_broadcast", "5.1.1.2/V3-010/destination-is-the-vrrp-group",
            [family](AdvertFrame& frame) {
              frame.destination = family == Family::ipv4 ? IpAddress::v4(192, 0, 2, 255) : all_nodes_group();
            }),
      field("ttl_is_1", "5.1.1.3/V3-012/ttl-is-255", [](AdvertFrame& frame) { frame.ttl = 1; }),
      field("protocol_is_113", "5.1.1.4/V3-014/protocol-is-112", [](AdvertFrame& frame) { frame.protocol = 113; }),
      field("version_is_another", "5.2.1/V3-021/version-is-3",
            [](AdvertFrame& frame) { frame.version = frame.version == 3 ? 2 : 3; }),
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
            [](AdvertFrame& frame) { frame.max_adver_int = frame.version == 2 ? 1 : 100; }),
      field("checksum_is_wrong", "5.2.8/V3-031/checksum-is-right",
            [](AdvertFrame& frame) { frame.checksum_error = 1; }),
      field("an_address_is_left_out", "5.2.9/V3-033/addresses-are-the-configured-ones",
            [](AdvertFrame& frame) { frame.addresses.resize(1); }),
      field("source_mac_is_physical", "7.2/V3-075/source-mac-is-the-virtual-router-mac",
            [](AdvertFrame& frame) { frame.source_mac = {2, 0, 0, 0, 0, 1}; }),
      field("link_local_address_is_last", "5.2.9/V3-034/first-address-is-link-local",
            [](AdvertFrame& frame) { std::ranges::reverse(frame.addresses); }),
      field("authentication_type_is_1", "5.3.6/2-05/authentication-type-is-0",
            [](AdvertFrame& frame) { frame.rsvd = 1; }),
      field("authentication_data_are_not_zero", "5.3.10/2-04/authentication-data-are-zero",
            [](AdvertFrame& frame) { frame.authentication = Octets(8, 'x'); }),
  };
  if (protocol.version == Version::v2) {
    mutants.push_back(field("authentication_data_are_left_out", "5.2.9/V3-033/addresses-are-the-configured-ones",
                            [](AdvertFrame& frame) { frame.authentication = Octets{}; }));
  }
  return mutants;
}

std::vector<Mutant> neighbor_mutants(Protocol /*protocol*/) {
  const auto takeover = [](std::string_view name, std::function<void(SeenNeighborAdvertisement&)> change) {
    Fault fault;
    fault.neighbor = std::move(change);
    return mutant(name, "6.4.2/S-395/neighbor-advertisements-on-takeover", fault);
  };
  Fault silent;
  silent.drop_action = [](const Action& action, const VirtualRouter&) {
    return std::holds_alternative<SendNeighborAdvertisement>(action.order);
  };
  return {
      mutant("no_neighbor_advertisement_at_startup", "6.4.1/S-130/owner-sends-neighbor-advertisements-at-startup",
             silent),
      mutant("no_neighbor_advertisement_on_takeover", "6.4.2/S-395/neighbor-advertisements-on-takeover", silent),
      takeover("router_flag_is_clear", [](SeenNeighborAdvertisement& it) { it.router = false; }),
      takeover("solicited_flag_is_set", [](SeenNeighborAdvertisement& it) { it.solicited = true; }),
      takeover("override_flag_is_clear", [](SeenNeighborAdvertisement& it) { it.override_flag = false; }),
      takeover("target_mac_is_physical", [](SeenNeighborAdvertisement& it) { it.target_mac = {{2, 0, 0, 0, 0, 1}}; }),
      takeover("target_mac_is_left_out", [](SeenNeighborAdvertisement& it) { it.target_mac.reset(); }),
      takeover("target_is_always_the_first_address",
               [](SeenNeighborAdvertisement& it) { it.target = on_link(Family::ipv6, 100); }),
      takeover("neighbor_advertisement_goes_to_the_vrrp_group",
               [](SeenNeighborAdvertisement& it) { it.destination = vrrp_multicast_group(Family::ipv6); }),
      takeover("neighbor_advertisement_has_hop_limit_1", [](SeenNeighborAdvertisement& it) { it.hop_limit = 1; }),
  };
}

std::vector<Mutant> action_mutants(Protocol /*protocol*/) {
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

/// A router that reads another document in one point; it lives as long as the program.
const Profile* misread(Protocol protocol, void (*change)(Profile&)) {
  static std::deque<Profile> kept;
  Profile& profile = kept.emplace_back(profile_of(protocol));
  change(profile);
  return &profile;
}

std::vector<Mutant> reading_mutants(Protocol protocol) {
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

std::vector<Mutant> hearing_mutants(Protocol protocol) {
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
                       return std::make_unique<FaultyRouter>(settings, first_only);
                     }});
  return mutants;
}

std::vector<Mutant> interval_mutants(Protocol protocol) {
  if (protocol.version == Version::v2) return {};  // whole seconds; and another interval is not heeded
  const auto wrong = [](std::string_view name, std::string_view killed_by, Centiseconds interval) {
    Fault fault;
    fault.misconfigure = [interval](Parameters& it) { it.advertisement_interval = interval; };
    return mutant(name, killed_by, fault);
  };
  return {
      wrong("interval_is_one_centisecond_short", "6.4.3/S-690/adverts-every-advertisement-interval", Centiseconds{49}),
      wrong("interval_is_one_centisecond_long", "6.4.3/S-690/adverts-every-advertisement-interval", Centiseconds{51}),
      wrong("start_uses_the_default_interval", "6.4.1/S-160/backup-waits-master-down-interval-from-startup",
            max_adver_int_default),
  };
}

std::vector<Mutant> configuration_mutants(Protocol /*protocol*/) {
  const auto wrong = [](std::string_view name, std::string_view killed_by, std::function<void(Parameters&)> change) {
    Fault fault;
    fault.misconfigure = std::move(change);
    return mutant(name, killed_by, fault);
  };
  return {
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

std::vector<Mutant> receive_mutants(Protocol protocol) {
  const auto forgiving = [](std::string_view name, std::string_view killed_by,
                            std::function<void(SeenAdvert&)> repair) {
    Fault fault;
    fault.forgive = std::move(repair);
    return mutant(name, killed_by, fault);
  };
  const auto ttl = [](SeenAdvert& seen) { seen.ttl = 255; };
  const auto version = [protocol](SeenAdvert& seen) {
    seen.version = static_cast<std::uint8_t>(protocol.version);
    seen.checksum_right_pseudo = true;
  };
  const auto type = [](SeenAdvert& seen) { seen.type = 1; };
  const auto checksum = [](SeenAdvert& seen) { seen.checksum_right_pseudo = true; };
  const auto vrid = [](SeenAdvert& seen) { seen.vrid = 51; };
  const auto addresses = [protocol](SeenAdvert& seen) {
    seen.addresses = {on_link(protocol.family, 100)};
    seen.count = 1;
    seen.trailer = Octets(8, 0);
  };
  const auto length = [protocol, addresses](SeenAdvert& seen) {
    addresses(seen);
    seen.max_adver_int = protocol.version == Version::v2 ? 1 : 50;
    seen.checksum_right_pseudo = true;
  };
  const auto no_data = [](SeenAdvert& seen) { seen.trailer = Octets(8, 0); };
  const auto type_1 = [](SeenAdvert& seen) { seen.rsvd = seen.rsvd == 1 ? 0 : seen.rsvd; };
  const auto type_254 = [](SeenAdvert& seen) { seen.rsvd = seen.rsvd == 254 ? 0 : seen.rsvd; };
  return {
      forgiving("ttl_is_not_checked_in_backup", "7.1/V3-060/backup-ignores-ttl-254", ttl),
      forgiving("ttl_is_not_checked_in_master", "7.1/V3-060/master-ignores-ttl-254", ttl),
      forgiving("version_is_not_checked_in_backup", "7.1/V3-062/backup-ignores-version-4", version),
      forgiving("version_is_not_checked_in_master", "7.1/V3-062/master-ignores-version-4", version),
      forgiving("other_version_passes_in_backup", "7.1/V3-062/backup-ignores-version-2", version),
      forgiving("other_version_passes_in_master", "7.1/V3-062/master-ignores-version-2", version),
      forgiving("type_is_not_checked_in_backup", "5.2.2/V3-022/backup-ignores-type-2", type),
      forgiving("type_is_not_checked_in_master", "5.2.2/V3-022/master-ignores-type-2", type),
      forgiving("checksum_is_not_checked_in_backup", "7.1/V3-064/backup-ignores-wrong-checksum", checksum),
      forgiving("checksum_is_not_checked_in_master", "7.1/V3-064/master-ignores-wrong-checksum", checksum),
      forgiving("vrid_is_not_checked_in_backup", "7.1/V3-065/backup-ignores-another-vrid", vrid),
      forgiving("vrid_is_not_checked_in_master", "7.1/V3-065/master-ignores-another-vrid", vrid),
      forgiving("count_is_not_checked_in_backup", "7.1/V3-063/backup-ignores-missing-address", addresses),
      forgiving("count_is_not_checked_in_master", "7.1/V3-063/master-ignores-missing-address", addresses),
      forgiving("length_is_not_checked_in_backup", "7.1/V3-063/backup-ignores-cut-header", length),
      forgiving("length_is_not_checked_in_master", "7.1/V3-063/master-ignores-cut-header", length),
      forgiving("authentication_data_may_be_missing_in_backup", "7.1/2-04/backup-ignores-missing-authentication-data",
                no_data),
      forgiving("authentication_data_may_be_missing_in_master", "7.1/2-04/master-ignores-missing-authentication-data",
                no_data),
      forgiving("authentication_type_1_passes_in_backup", "5.3.6/2-05/backup-ignores-authentication-type-1", type_1),
      forgiving("authentication_type_1_passes_in_master", "5.3.6/2-05/master-ignores-authentication-type-1", type_1),
      forgiving("authentication_type_254_passes_in_backup", "5.3.6/2-05/backup-ignores-authentication-type-254",
                type_254),
      forgiving("authentication_type_254_passes_in_master", "5.3.6/2-05/master-ignores-authentication-type-254",
                type_254),
  };
}

/// Of routers that discard what they should not.
std::vector<Mutant> refusing_mutants(Protocol protocol) {
  const auto refusing = [](std::string_view name, std::string_view killed_by,
                           std::function<bool(const SeenAdvert&)> refuse) {
    Fault fault;
    fault.refuse = std::move(refuse);
    return mutant(name, killed_by, fault);
  };
  const auto reserved = [](const SeenAdvert& seen) { return seen.rsvd != 0; };
  const auto data = [](const SeenAdvert& seen) { return seen.trailer != Octets(8, 0); };
  const auto list = [protocol](const SeenAdvert& seen) {
    return seen.addresses != std::vector{on_link(protocol.family, 100)};
  };
  return {
      refusing("reserved_bits_are_refused_by_backup", "5.2.6/V3-029/reserved-bits-are-ignored-by-backup", reserved),
      refusing("reserved_bits_are_refused_by_master", "5.2.6/V3-029/reserved-bits-are-ignored-by-master", reserved),
      refusing("authentication_data_are_read_by_backup", "5.3.10/2-04/authentication-data-are-ignored-by-backup", data),
      refusing("authentication_data_are_read_by_master", "5.3.10/2-04/authentication-data-are-ignored-by-master", data),
      refusing("addresses_of_an_owner_are_compared_by_backup", "7.1/2-10/backup-heeds-an-owner-of-other-addresses",
               list),
      refusing("addresses_of_an_owner_are_compared_by_master", "7.1/2-10/master-heeds-an-owner-of-other-addresses",
               list),
  };
}

/// The cases that ask for VRRPv3 over IPv4 what another one asks elsewhere; empty: none.
struct TwinCases {
  std::string_view usual;
  std::string_view ipv6;
  std::string_view v2;
};
constexpr TwinCases twins[] = {
    {"5.1.1.1/V3-001/source-is-the-primary-address", "5.1.2.1/V3-015/source-is-the-link-local-address", ""},
    {"5.1.1.2/V3-010/destination-is-the-vrrp-group", "5.1.2.2/V3-016/destination-is-the-vrrp-group", ""},
    {"5.1.1.3/V3-012/ttl-is-255", "5.1.2.3/V3-018/hop-limit-is-255", ""},
    {"5.1.1.4/V3-014/protocol-is-112", "5.1.2.4/V3-020/next-header-is-112", ""},
    {"5.2.1/V3-021/version-is-3", "", "7.1/2-02/version-is-2"},
    {"5.2.2/V3-022/type-is-1", "", "5.3.2/2-16/type-is-1"},
    {"5.2.7/V3-030/max-adver-int-is-the-configured-one", "", "5.3.7/2-03/adver-int-is-the-configured-one"},
    {"5.2.8/V3-031/checksum-is-right", "", "5.3.8/2-06/checksum-is-right"},
    {"7.2/V3-075/source-mac-is-the-virtual-router-mac", "7.2/V3-077/source-mac-is-the-virtual-router-mac", ""},
    {"7.1/V3-060/backup-ignores-ttl-254", "7.1/V3-061/backup-ignores-hop-limit-254", ""},
    {"7.1/V3-060/master-ignores-ttl-254", "7.1/V3-061/master-ignores-hop-limit-254", ""},
    {"7.1/V3-062/backup-ignores-version-2", "", "7.1/2-02/backup-ignores-version-3"},
    {"7.1/V3-062/master-ignores-version-2", "", "7.1/2-02/master-ignores-version-3"},
    {"5.2.2/V3-022/backup-ignores-type-2", "", "5.3.2/2-16/backup-ignores-type-2"},
    {"5.2.2/V3-022/master-ignores-type-2", "", "5.3.2/2-16/master-ignores-type-2"},
    {"7.1/V3-063/backup-ignores-missing-address", "", "7.1/2-04/backup-ignores-missing-address"},
    {"7.1/V3-063/master-ignores-missing-address", "", "7.1/2-04/master-ignores-missing-address"},
    {"7.1/V3-063/backup-ignores-cut-header", "", "7.1/2-04/backup-ignores-cut-header"},
    {"7.1/V3-063/master-ignores-cut-header", "", "7.1/2-04/master-ignores-cut-header"},
    {"7.1/V3-064/backup-ignores-wrong-checksum", "", "7.1/2-06/backup-ignores-wrong-checksum"},
    {"7.1/V3-064/master-ignores-wrong-checksum", "", "7.1/2-06/master-ignores-wrong-checksum"},
    {"7.1/V3-066/owner-ignores-priority-zero", "", "7.1/2-15/owner-ignores-priority-zero"},
    {"7.1/V3-066/owner-ignores-another-owner", "", "7.1/2-15/owner-ignores-another-owner"},
};

/// The case that is about the fault in this protocol; empty where the fault is none.
std::string_view killer_in(std::string_view id, Protocol protocol) {
  const auto found = std::ranges::find(twins, id, &TwinCases::usual);
  if (found != std::end(twins)) {
    if (protocol.version == Version::v2 && !found->v2.empty()) return found->v2;
    if (protocol.family == Family::ipv6 && !found->ipv6.empty()) return found->ipv6;
  }
  const auto known = std::ranges::find(all_cases(), id, &Case::id);
  return known != all_cases().end() && known->protocols.contains(protocol) ? id : std::string_view{};
}

std::string_view suffix(Protocol protocol) {
  if (protocol.version == Version::v2) return "_of_version_2";
  return protocol.family == Family::ipv6 ? "_over_ipv6" : "";
}

}  // namespace

std::vector<Mutant> all_mutants() {
  std::vector<Mutant> all;
  for (const Protocol protocol : all_protocols) {
    for (const auto group : {format_mutants, neighbor_mutants, action_mutants, reading_mutants, hearing_mutants,
                             interval_mutants, configuration_mutants, receive_mutants, refusing_mutants}) {
      for (Mutant& each : group(protocol)) {
        each.killed_by = killer_in(each.killed_by, protocol);
        if (each.killed_by.empty()) continue;
        each.name += suffix(protocol);
        each.protocol = protocol;
        all.push_back(std::move(each));
      }
    }
  }
  return all;
}

}  // namespace vrrpspec::harness
