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
  frame.vrid = 52;
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
/// would hurry it: both are sent.
Script<> ignored_by_backup(Context& c, Spoil spoil, ClauseKey clause) {
  const Cause last = co_await c.become_backup();
  c.repeat(spoilt(c, suite_priority + 1, spoil), 9 * c.interval().duration() / 20);
  co_await c.sleep(c.interval().duration());
  const Cause zero = c.send(spoilt(c, 0, spoil));
  Due due = c.after_master_down_interval(last, c.interval(), clause);
  const Duration skew = c.after_skew_time(zero, c.interval(), clause).nominal;
  due.misreadings = {{zero.lo - last.hi + skew, "the packet with priority 0 was taken for a valid one"}};
  co_await c.expect_advert(due);
}

/// When a Master would advertise next that did not discard `packet`.
std::vector<Misreading> heeded_by_master(Context& c, const Cause& packet, const Cause& since) {
  const Duration at = packet.lo - since.hi;
  const Duration down = c.after_master_down_interval(packet, c.interval(), "S-760"_clause).nominal;
  return {{at, "the packet was answered"},
          {at + c.interval().duration(), "Adver_Timer was reset by a packet that must be discarded"},
          {at + down, "the router yielded to a packet that must be discarded"}};
}

/// A Master that hears only spoilt packets keeps its schedule: it does not yield to a winning one, and does not answer
/// priority 0.
Script<> ignored_by_master(Context& c, Spoil spoil, ClauseKey clause) {
  const DueAdvert first = co_await c.become_master();
  Cause previous = first.cause;
  for (const unsigned priority : {suite_priority + 1, 0U}) {
    co_await c.sleep(2 * c.interval().duration() / 5);
    const Cause packet = c.send(spoilt(c, priority, spoil));
    Due due = c.after_advertisement_interval(previous, clause);
    due.misreadings = heeded_by_master(c, packet, previous);
    const DueAdvert next = co_await c.expect_advert(due);
    previous = next.cause;
  }
  const Due last = c.after_advertisement_interval(previous, clause);
  co_await c.expect_advert(last);
}

template <Spoil spoil, std::uint16_t number>
Script<> backup_ignores(Context& c) {
  return ignored_by_backup(c, spoil, ClauseKey{ClauseSeries::rfc5798, number});
}
template <Spoil spoil, std::uint16_t number>
Script<> master_ignores(Context& c) {
  return ignored_by_master(c, spoil, ClauseKey{ClauseSeries::rfc5798, number});
}

AdvertFrame with_reserved_bits(Context& c) {
  AdvertFrame frame = c.advert(suite_priority + 1);
  frame.rsvd = 0xf;
  return frame;
}

/// The twin of the checks: reserved bits spoil nothing. Were they read as part of Max Adver Int, it would be 61 490 cs.
Script<> reserved_bits_are_ignored_by_backup(Context& c) {
  co_await c.become_backup();
  co_await c.sleep(c.interval().duration());
  const Cause last = c.send(with_reserved_bits(c));
  const Due due = c.after_master_down_interval(last, c.interval(), "V3-029"_clause);
  co_await c.expect_advert(due);
}

Script<> reserved_bits_are_ignored_by_master(Context& c) {
  co_await c.become_master();
  co_await c.sleep(2 * c.interval().duration() / 5);
  const Cause rival = c.send(with_reserved_bits(c));
  const Due due = c.after_master_down_interval(rival, c.interval(), "V3-029"_clause);
  co_await c.expect_advert(due);
}

Script<> owner_ignores_every_advert(Context& c) {
  co_await c.start_device();
  const Due at_once = c.immediately_after(c.started(), "S-110"_clause);
  const DueAdvert first = co_await c.expect_advert(at_once);
  const Due second = c.after_advertisement_interval(first.cause, "S-690"_clause);
  DueAdvert advert = co_await c.expect_advert(second);
  AdvertFrame rival = c.advert(255);
  rival.source = IpAddress::v4(192, 0, 2, 200);
  for (const AdvertFrame& frame : {rival, c.advert(0)}) {
    co_await c.sleep(2 * c.interval().duration() / 5);
    const Cause packet = c.send(frame);
    Due next = c.after_advertisement_interval(advert.cause, "V3-066"_clause);
    next.misreadings = heeded_by_master(c, packet, advert.cause);
    advert = co_await c.expect_advert(next);
  }
  const Due last = c.after_advertisement_interval(advert.cause, "V3-066"_clause);
  co_await c.expect_advert(last);
}

Case check(std::string_view id, std::string_view title, ClauseKey clause, Script<> (*body)(Context&)) {
  return {.id = id, .title = title, .clauses = {clause, "V3-067"_clause}, .settings = backup(), .body = body};
}

}  // namespace

std::vector<Case> section_7_1_cases() {
  return {
      check("7.1/V3-060/backup-ignores-ttl-254", "A Backup discards adverts whose TTL is not 255.", "V3-060"_clause,
            backup_ignores<ttl_254, 60>),
      check("7.1/V3-060/master-ignores-ttl-254", "A Master discards adverts whose TTL is not 255.", "V3-060"_clause,
            master_ignores<ttl_254, 60>),
      check("7.1/V3-062/backup-ignores-version-2", "A VRRPv3 Backup discards adverts of version 2.", "V3-062"_clause,
            backup_ignores<version_2, 62>),
      check("7.1/V3-062/master-ignores-version-2", "A VRRPv3 Master discards adverts of version 2.", "V3-062"_clause,
            master_ignores<version_2, 62>),
      check("7.1/V3-062/backup-ignores-version-4", "A Backup discards adverts of version 4.", "V3-062"_clause,
            backup_ignores<version_4, 62>),
      check("7.1/V3-062/master-ignores-version-4", "A Master discards adverts of version 4.", "V3-062"_clause,
            master_ignores<version_4, 62>),
      check("5.2.2/V3-022/backup-ignores-type-2", "A Backup discards packets of unknown type.", "V3-022"_clause,
            backup_ignores<type_2, 22>),
      check("5.2.2/V3-022/master-ignores-type-2", "A Master discards packets of unknown type.", "V3-022"_clause,
            master_ignores<type_2, 22>),
      check("7.1/V3-063/backup-ignores-missing-address",
            "A Backup discards adverts with fewer addresses than they count.", "V3-063"_clause,
            backup_ignores<missing_address, 63>),
      check("7.1/V3-063/master-ignores-missing-address",
            "A Master discards adverts with fewer addresses than they count.", "V3-063"_clause,
            master_ignores<missing_address, 63>),
      check("7.1/V3-063/backup-ignores-cut-header", "A Backup discards adverts that end within the fixed fields.",
            "V3-063"_clause, backup_ignores<missing_checksum, 63>),
      check("7.1/V3-063/master-ignores-cut-header", "A Master discards adverts that end within the fixed fields.",
            "V3-063"_clause, master_ignores<missing_checksum, 63>),
      check("7.1/V3-064/backup-ignores-wrong-checksum", "A Backup discards adverts with a wrong checksum.",
            "V3-064"_clause, backup_ignores<wrong_checksum, 64>),
      check("7.1/V3-064/master-ignores-wrong-checksum", "A Master discards adverts with a wrong checksum.",
            "V3-064"_clause, master_ignores<wrong_checksum, 64>),
      check("7.1/V3-065/backup-ignores-another-vrid", "A Backup discards adverts of a VRID that is not configured.",
            "V3-065"_clause, backup_ignores<another_vrid, 65>),
      check("7.1/V3-065/master-ignores-another-vrid", "A Master discards adverts of a VRID that is not configured.",
            "V3-065"_clause, master_ignores<another_vrid, 65>),
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
      {.id = "7.1/V3-066/owner-ignores-every-advert",
       .title = "An address owner discards every advert: neither priority 255 from a higher address nor priority 0 "
                "moves it.",
       .clauses = {"V3-066"_clause, "V3-067"_clause},
       .settings = owner(),
       .needs = {.owner = true},
       .owner_hears_adverts = false,
       .body = owner_ignores_every_advert},
  };
}

}  // namespace vrrpspec::harness
