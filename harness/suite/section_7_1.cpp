// RFC 5798 section 7.1: packets that must not count. Each kind is shown to a Backup, whose Master_Down_Timer it must
// not touch, and to a Master, which must neither yield nor move its schedule.
#include <functional>

#include "harness/suite/context.hpp"
#include "harness/suite/settings.hpp"

namespace vrrpspec::harness {
namespace {

/// What makes the packet wrong; all else in it is right, and its priority wins.
using Spoil = void (*)(AdvertFrame&);

void ttl_254(AdvertFrame& frame) {
  frame.ttl = 254;
}
void version_2(AdvertFrame& frame) {
  frame.version = 2;
}
void version_4(AdvertFrame& frame) {
  frame.version = 4;
}
void type_2(AdvertFrame& frame) {
  frame.type = 2;
}
void wrong_checksum(AdvertFrame& frame) {
  frame.checksum_error = 0x0101;
}
void another_vrid(AdvertFrame& frame) {
  frame.vrid = other_vrid;
}
void missing_address(AdvertFrame& frame) {
  frame.count = 2;
}
void missing_checksum(AdvertFrame& frame) {
  frame.truncate_message_to = 6;
}

AdvertFrame spoilt(Context& c, unsigned priority, Spoil spoil) {
  AdvertFrame frame = c.advert(priority);
  spoil(frame);
  return frame;
}

/// A Backup that hears only spoilt packets takes over as if it heard nothing. Winning ones would hold it, priority 0
/// would hurry it: both are sent. One that heeds them breaks `check`.
Script<> ignored_by_backup(Context& c, Spoil spoil, ClauseKey check) {
  const Cause last = co_await c.become_backup();
  c.repeat(spoilt(c, suite_priority + 1, spoil), 9 * c.interval().duration() / 20);
  co_await c.sleep_until_phase(last, c.interval().duration());
  const Cause zero = c.send(spoilt(c, 0, spoil));
  Due due = c.after_master_down_interval(last, c.interval(), "V3-040"_clause);
  const Duration skew = c.after_skew_time(zero, c.interval(), check).nominal;
  due.absent = check;
  due.misreadings = {{zero.lo - last.hi + skew, check, "the packet with priority 0 was taken for a valid one"}};
  co_await c.expect_advert(due);
}

/// When a Master would advertise next that heeded `packet`, counted from its last advert.
std::vector<Misreading> heeded_by_master(Context& c, const Cause& packet, const Cause& since, ClauseKey check) {
  const Duration at = packet.lo - since.hi;
  const Duration down = c.after_master_down_interval(packet, c.interval(), check).nominal;
  return {{at, check, "the packet was answered"},
          {at + c.interval().duration(), "V3-067"_clause, "Adver_Timer was reset by a packet that must be discarded"},
          {at + down, check, "the router yielded to a packet that must be discarded"}};
}

/// The Master receives `frame` and goes on as if it had not: it neither yields nor answers, and keeps its schedule.
Script<DueAdvert> keeps_its_schedule(Context& c, DueAdvert latest, AdvertFrame frame, ClauseKey check) {
  co_await c.sleep_until_phase(latest.cause, 2 * c.interval().duration() / 5);
  const Cause packet = c.send(frame);
  Due due = c.after_advertisement_interval(latest.cause, "S-690"_clause);
  due.absent = check;
  due.misreadings = heeded_by_master(c, packet, latest.cause, check);
  co_return co_await c.expect_advert(due);
}

/// A Master that hears only spoilt packets keeps its schedule: winning ones and priority 0 are both sent.
Script<> ignored_by_master(Context& c, Spoil spoil, ClauseKey check) {
  const DueAdvert first = co_await c.become_master();
  const DueAdvert second = co_await keeps_its_schedule(c, first, spoilt(c, suite_priority + 1, spoil), check);
  const DueAdvert third = co_await keeps_its_schedule(c, second, spoilt(c, 0, spoil), check);
  const Due last = c.after_advertisement_interval(third.cause, "S-690"_clause);
  co_await c.expect_advert(last);
}

/// So does an owner, whatever it hears.
Script<> ignored_by_owner(Context& c, AdvertFrame frame) {
  const DueAdvert first = co_await c.become_master_as_owner();
  const DueAdvert second = co_await keeps_its_schedule(c, first, frame, "V3-066"_clause);
  const Due last = c.after_advertisement_interval(second.cause, "S-690"_clause);
  co_await c.expect_advert(last);
}

Script<> owner_ignores_priority_zero(Context& c) {
  return ignored_by_owner(c, c.advert(0));
}
Script<> owner_ignores_lower_priority(Context& c) {
  return ignored_by_owner(c, c.advert(254));
}
Script<> owner_ignores_another_owner(Context& c) {
  AdvertFrame rival = c.advert(255);
  rival.source = higher_address;
  return ignored_by_owner(c, rival);
}

template <Spoil spoil>
Script<> backup_ignores(Context& c) {
  return ignored_by_backup(c, spoil, c.clause());
}
template <Spoil spoil>
Script<> master_ignores(Context& c) {
  return ignored_by_master(c, spoil, c.clause());
}

AdvertFrame with_reserved_bits(Context& c) {
  AdvertFrame frame = c.advert(suite_priority + 1);
  frame.rsvd = 0xf;
  return frame;
}

/// The twin of the checks: reserved bits spoil nothing. Were they read as part of Max Adver Int, it would be 61 490 cs.
Script<> reserved_bits_are_ignored_by_backup(Context& c) {
  const Cause before = co_await c.become_backup();
  co_await c.sleep_until_phase(before, c.interval().duration());
  const Cause last = c.send(with_reserved_bits(c));
  Due due = c.after_master_down_interval(last, c.interval(), "V3-040"_clause);
  due.absent = "V3-029"_clause;
  due.misreadings = {{due.nominal - (last.lo - before.hi), "V3-029"_clause, "the advert was discarded"}};
  co_await c.expect_advert(due);
}

Script<> reserved_bits_are_ignored_by_master(Context& c) {
  const DueAdvert first = co_await c.become_master();
  co_await c.sleep_until_phase(first.cause, 2 * c.interval().duration() / 5);
  const Cause rival = c.send(with_reserved_bits(c));
  Due due = c.after_master_down_interval(rival, c.interval(), "S-760"_clause);
  due.absent = "V3-029"_clause;
  due.misreadings = {
      {c.interval().duration() - (rival.lo - first.cause.hi), "V3-029"_clause, "the advert was discarded"},
      {c.interval().duration(), "V3-029"_clause, "the advert was discarded, Adver_Timer was reset"}};
  co_await c.expect_advert(due);
}

Case check(std::string_view id, std::string_view title, ClauseKey clause, Script<> (*body)(Context&)) {
  return {.id = id, .title = title, .clauses = {clause, "V3-067"_clause}, .settings = backup(), .body = body};
}

/// One that heeds another owner may well give up being one, for ever: it is asked only where it starts anew.
Case restarted(Case each) {
  each.needs.restart = true;
  return each;
}

Case owner_check(std::string_view id, std::string_view title, Script<> (*body)(Context&)) {
  Case each = check(id, title, "V3-066"_clause, body);
  each.settings = owner();
  each.needs = {.owner = true};
  each.owner_hears_adverts = false;
  return each;
}

}  // namespace

std::vector<Case> section_7_1_cases() {
  return {
      check("7.1/V3-060/backup-ignores-ttl-254", "A Backup discards adverts whose TTL is not 255.", "V3-060"_clause,
            backup_ignores<ttl_254>),
      check("7.1/V3-060/master-ignores-ttl-254", "A Master discards adverts whose TTL is not 255.", "V3-060"_clause,
            master_ignores<ttl_254>),
      check("7.1/V3-062/backup-ignores-version-2", "A VRRPv3 Backup discards adverts of version 2.", "V3-062"_clause,
            backup_ignores<version_2>),
      check("7.1/V3-062/master-ignores-version-2", "A VRRPv3 Master discards adverts of version 2.", "V3-062"_clause,
            master_ignores<version_2>),
      check("7.1/V3-062/backup-ignores-version-4", "A Backup discards adverts of version 4.", "V3-062"_clause,
            backup_ignores<version_4>),
      check("7.1/V3-062/master-ignores-version-4", "A Master discards adverts of version 4.", "V3-062"_clause,
            master_ignores<version_4>),
      check("5.2.2/V3-022/backup-ignores-type-2", "A Backup discards packets of unknown type.", "V3-022"_clause,
            backup_ignores<type_2>),
      check("5.2.2/V3-022/master-ignores-type-2", "A Master discards packets of unknown type.", "V3-022"_clause,
            master_ignores<type_2>),
      check("7.1/V3-063/backup-ignores-missing-address",
            "A Backup discards adverts with fewer addresses than they count.", "V3-063"_clause,
            backup_ignores<missing_address>),
      check("7.1/V3-063/master-ignores-missing-address",
            "A Master discards adverts with fewer addresses than they count.", "V3-063"_clause,
            master_ignores<missing_address>),
      check("7.1/V3-063/backup-ignores-cut-header", "A Backup discards adverts that end within the fixed fields.",
            "V3-063"_clause, backup_ignores<missing_checksum>),
      check("7.1/V3-063/master-ignores-cut-header", "A Master discards adverts that end within the fixed fields.",
            "V3-063"_clause, master_ignores<missing_checksum>),
      check("7.1/V3-064/backup-ignores-wrong-checksum", "A Backup discards adverts with a wrong checksum.",
            "V3-064"_clause, backup_ignores<wrong_checksum>),
      check("7.1/V3-064/master-ignores-wrong-checksum", "A Master discards adverts with a wrong checksum.",
            "V3-064"_clause, master_ignores<wrong_checksum>),
      check("7.1/V3-065/backup-ignores-another-vrid", "A Backup discards adverts of a VRID that is not configured.",
            "V3-065"_clause, backup_ignores<another_vrid>),
      check("7.1/V3-065/master-ignores-another-vrid", "A Master discards adverts of a VRID that is not configured.",
            "V3-065"_clause, master_ignores<another_vrid>),
      {.id = "5.2.6/V3-029/reserved-bits-are-ignored-by-backup",
       .title = "A Backup accepts an advert whose rsvd bits are set, and does not read them as part of the interval.",
       .clauses = {"V3-029"_clause},
       .settings = backup(),
       .body = reserved_bits_are_ignored_by_backup},
      {.id = "5.2.6/V3-029/reserved-bits-are-ignored-by-master",
       .title = "A Master yields to an advert whose rsvd bits are set, and does not read them as part of the interval.",
       .clauses = {"V3-029"_clause},
       .settings = backup(),
       .body = reserved_bits_are_ignored_by_master},
      owner_check("7.1/V3-066/owner-ignores-priority-zero", "An address owner does not answer priority 0.",
                  owner_ignores_priority_zero),
      owner_check("7.1/V3-066/owner-ignores-lower-priority", "An address owner does not answer a lower priority.",
                  owner_ignores_lower_priority),
      restarted(owner_check("7.1/V3-066/owner-ignores-another-owner",
                            "An address owner does not yield to another one, even one with a higher address.",
                            owner_ignores_another_owner)),
  };
}

}  // namespace vrrpspec::harness
