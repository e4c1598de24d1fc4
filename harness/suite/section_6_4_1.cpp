// RFC 5798 section 6.4.1: Initialize.
#include "harness/suite/context.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {
namespace {

/// Long enough that Master_Down_Interval and "at once" cannot be confused, whatever a start takes.
DeviceSettings slow_owner(Protocol protocol) {
  DeviceSettings settings = owner(protocol);
  settings.parameters.advertisement_interval = Centiseconds{300};
  return settings;
}

DeviceSettings owner_without_preemption(Protocol protocol) {
  DeviceSettings settings = slow_owner(protocol);
  settings.parameters.preempt_mode = false;
  return settings;
}

Script<> owner_advertises_at_startup(Context& c) {
  co_await c.start_device();
  const Due at_startup = c.at_startup("S-110"_clause);
  const DueAdvert first = co_await c.expect_advert(at_startup);
  c.require(first.advert.priority == 255, "S-110"_clause, "priority 255",
            "priority " + std::to_string(first.advert.priority), first.cause.frame);
}

Script<> owner_announces_its_addresses_at_startup(Context& c) {
  co_await c.start_device();
  co_await c.expect_announcements(c.started(), c.clause());
}

Script<> owner_sets_adver_timer_at_startup(Context& c) {
  const DueAdvert first = co_await c.become_master_as_owner();
  const Due second = c.after_advertisement_interval(first.cause, "S-140"_clause);
  co_await c.expect_advert(second);
}

Script<> owner_preempts_whatever_preempt_mode_says(Context& c) {
  c.repeat(c.advert(254), c.interval().duration() / 4);
  co_await c.start_device();
  const Due at_startup = c.at_startup("V3-042"_clause);
  const DueAdvert first = co_await c.expect_advert(at_startup);
  c.stop_repeating();  // what a Master does with a losing advert is another case's question
  const Due second = c.after_advertisement_interval(first.cause, "V3-042"_clause);
  co_await c.expect_advert(second);
}

Script<> backup_waits_master_down_interval_from_startup(Context& c) {
  co_await c.start_device();
  Due takeover = c.after_master_down_interval(c.started(), c.interval(), "S-160"_clause);
  takeover.allowance = c.at_startup("S-160"_clause).allowance;
  co_await c.expect_advert(takeover);
}

Script<> starting_backup_stays_silent(Context& c) {
  const Cause last = co_await c.become_backup();
  const Duration silent = 3 * c.interval().duration();
  co_await c.forbid_adverts(last, silent, "S-165"_clause, "no ADVERTISEMENT from a Backup");
  c.forbid_announcements(last.lo + silent, "S-165"_clause);
  // It was silent by choice: a router that hears no Master any more speaks.
  const Due takeover = c.after_master_down_interval(last, c.interval(), "S-365"_clause);
  co_await c.expect_advert(takeover);
}

}  // namespace

std::vector<Case> section_6_4_1_cases() {
  return {
      {.id = "6.4.1/S-110/owner-advertises-at-startup",
       .title = "An address owner sends an ADVERTISEMENT with priority 255 as soon as it starts.",
       .clauses = {"S-110"_clause, "S-105"_clause, "V3-024"_clause},
       .settings = slow_owner,
       .needs = {.owner = true, .restart = true},
       .body = owner_advertises_at_startup},
      {.id = "6.4.1/S-120/owner-sends-gratuitous-arp-at-startup",
       .title =
           "An address owner broadcasts a gratuitous ARP request with the virtual MAC for each address when it starts.",
       .clauses = {"S-120"_clause},
       .protocols = over_ipv4,
       .settings = owner,
       .needs = {.owner = true, .restart = true},
       .body = owner_announces_its_addresses_at_startup},
      {.id = "6.4.1/S-130/owner-sends-neighbor-advertisements-at-startup",
       .title =
           "An address owner sends an unsolicited Neighbor Advertisement with the virtual MAC for each address when "
           "it starts.",
       .clauses = {"S-130"_clause},
       .protocols = over_ipv6,
       .settings = owner,
       .needs = {.owner = true, .restart = true},
       .body = owner_announces_its_addresses_at_startup},
      {.id = "6.4.1/S-140/owner-second-advert-after-advertisement-interval",
       .title = "The owner's second ADVERTISEMENT follows the first after Advertisement_Interval.",
       .clauses = {"S-140"_clause, "S-145"_clause},
       .settings = owner,
       .needs = {.owner = true, .restart = true},
       .body = owner_sets_adver_timer_at_startup},
      {.id = "6.1/V3-042/owner-preempts-whatever-preempt-mode-says",
       .title = "An owner with Preempt_Mode False becomes Master at once although a Master with priority 254 is there.",
       .clauses = {"V3-042"_clause, "V3-002"_clause, "S-110"_clause},
       .settings = owner_without_preemption,
       .needs = {.owner = true, .preempt_off = true, .restart = true},
       .body = owner_preempts_whatever_preempt_mode_says},
      {.id = "6.4.1/S-160/backup-waits-master-down-interval-from-startup",
       .title =
           "A router that is not the owner keeps silent for Master_Down_Interval after its start, then takes over.",
       .clauses = {"S-160"_clause, "S-155"_clause, "S-150"_clause, "V3-041"_clause},
       .settings = backup,
       .needs = {.restart = true},
       .body = backup_waits_master_down_interval_from_startup},
      {.id = "6.4.1/S-165/starting-backup-stays-silent",
       .title = "A router that starts beside a Master sends neither ADVERTISEMENT nor gratuitous ARP or Neighbor "
                "Advertisement.",
       .clauses = {"S-165"_clause, "V3-006"_clause},
       .settings = backup,
       .needs = {.restart = true},
       .body = starting_backup_stays_silent},
  };
}

}  // namespace vrrpspec::harness
