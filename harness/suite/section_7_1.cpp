// RFC 5798 and RFC 3768, section 7.1: packets that must not count. Each kind is shown to a Backup, whose
// Master_Down_Timer it must not touch, and to a Master, which must neither yield nor move its schedule.
#include <algorithm>
#include <functional>
#include <iterator>

#include "harness/suite/context.hpp"
#include "harness/suite/settings.hpp"
#include "model/timers.hpp"

namespace vrrpspec::harness {
namespace {

/// What makes the packet wrong; all else in it is right, and its priority wins.
using Spoil = void (*)(AdvertFrame&);

constexpr std::size_t authentication_size = 8;
const std::vector<std::uint8_t> password{'v', 'r', 'r', 'p', 's', 'p', 'e', 'c'};

void ttl_254(AdvertFrame& frame) {
  frame.ttl = 254;
}
void says_version_2(AdvertFrame& frame) {
  frame.version = 2;
}
/// All else in it is that of version 2.
void says_version_3(AdvertFrame& frame) {
  frame.version = 3;
  frame.authentication.emplace(authentication_size);
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
void missing_authentication_data(AdvertFrame& frame) {
  frame.authentication.emplace();
}
/// The password of RFC 2338.
void authentication_type_1(AdvertFrame& frame) {
  frame.rsvd = 1;
  frame.authentication = password;
}
void authentication_type_254(AdvertFrame& frame) {
  frame.rsvd = 254;
}
void another_interval(AdvertFrame& frame) {
  ++frame.max_adver_int;
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
  rival.source = higher_address(c.device().family);
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

AdvertFrame with_authentication_data(Context& c) {
  AdvertFrame frame = c.advert(suite_priority + 1);
  frame.authentication = password;
  return frame;
}

/// The address owner wins whatever addresses it lists.
AdvertFrame of_an_owner_of_other_addresses(Context& c) {
  AdvertFrame frame = c.advert(255);
  frame.source = higher_address(c.device().family);
  frame.addresses = {frame.source};
  return frame;
}

/// A device that reads the reserved bits as part of Max Adver Int waits for half an hour.
std::vector<Misreading> reading_reserved_bits(const Context& c, const AdvertFrame& odd) {
  if (odd.rsvd == 0) return {};
  const Centiseconds read{static_cast<std::uint16_t>(odd.rsvd << 12 | odd.max_adver_int)};
  return {{master_down_interval(c.device().priority, read, c.profile()), c.clause(),
           "as if the reserved bits were read as part of Max Adver Int"}};
}

/// The twin of the checks: an advert that is odd, and counts all the same. A Backup restarts its timer.
Script<> heeded_by_backup(Context& c, AdvertFrame odd) {
  const Cause before = co_await c.become_backup();
  co_await c.sleep_until_phase(before, c.interval().duration());
  const Cause last = c.send(odd);
  Due due = c.after_master_down_interval(last, c.interval(), "V3-040"_clause);
  due.absent = c.clause();
  due.misreadings = reading_reserved_bits(c, odd);
  due.misreadings.push_back({due.nominal - (last.lo - before.hi), c.clause(), "the advert was discarded"});
  co_await c.expect_advert(due);
}

/// A Master yields.
Script<> heeded_by_master(Context& c, AdvertFrame odd) {
  const DueAdvert first = co_await c.become_master();
  co_await c.sleep_until_phase(first.cause, 2 * c.interval().duration() / 5);
  const Cause rival = c.send(odd);
  Due due = c.after_master_down_interval(rival, c.interval(), "S-760"_clause);
  due.absent = c.clause();
  due.misreadings = reading_reserved_bits(c, odd);
  due.misreadings.push_back(
      {c.interval().duration() - (rival.lo - first.cause.hi), c.clause(), "the advert was discarded"});
  due.misreadings.push_back({c.interval().duration(), c.clause(), "the advert was discarded, Adver_Timer was reset"});
  co_await c.expect_advert(due);
}

template <AdvertFrame (*odd)(Context&)>
Script<> backup_heeds(Context& c) {
  return heeded_by_backup(c, odd(c));
}
template <AdvertFrame (*odd)(Context&)>
Script<> master_heeds(Context& c) {
  return heeded_by_master(c, odd(c));
}

Case check(Protocols protocols, std::string_view id, std::string_view title, ClauseKey clause,
           Script<> (*body)(Context&)) {
  return {.id = id,
          .title = title,
          .clauses = {clause, "V3-067"_clause},
          .protocols = protocols,
          .settings = backup,
          .body = body};
}

/// One that heeds another owner may well give up being one, for ever: it is asked only where it starts anew.
Case restarted(Case each) {
  each.needs.restart = true;
  return each;
}

Case owner_check(Protocols protocols, std::string_view id, std::string_view title, ClauseKey clause,
                 Script<> (*body)(Context&)) {
  Case each = check(protocols, id, title, clause, body);
  each.settings = owner;
  each.needs = {.owner = true};
  each.owner_hears_adverts = false;
  return each;
}

std::vector<Case> checks_of_version_3() {
  return {
      check(over_ipv4, "7.1/V3-060/backup-ignores-ttl-254", "A Backup discards adverts whose TTL is not 255.",
            "V3-060"_clause, backup_ignores<ttl_254>),
      check(over_ipv4, "7.1/V3-060/master-ignores-ttl-254", "A Master discards adverts whose TTL is not 255.",
            "V3-060"_clause, master_ignores<ttl_254>),
      check(over_ipv6, "7.1/V3-061/backup-ignores-hop-limit-254",
            "A Backup discards adverts whose Hop Limit is not 255.", "V3-061"_clause, backup_ignores<ttl_254>),
      check(over_ipv6, "7.1/V3-061/master-ignores-hop-limit-254",
            "A Master discards adverts whose Hop Limit is not 255.", "V3-061"_clause, master_ignores<ttl_254>),
      check(version_3, "7.1/V3-062/backup-ignores-version-2", "A VRRPv3 Backup discards adverts of version 2.",
            "V3-062"_clause, backup_ignores<says_version_2>),
      check(version_3, "7.1/V3-062/master-ignores-version-2", "A VRRPv3 Master discards adverts of version 2.",
            "V3-062"_clause, master_ignores<says_version_2>),
      check(version_3, "7.1/V3-062/backup-ignores-version-4", "A Backup discards adverts of version 4.",
            "V3-062"_clause, backup_ignores<version_4>),
      check(version_3, "7.1/V3-062/master-ignores-version-4", "A Master discards adverts of version 4.",
            "V3-062"_clause, master_ignores<version_4>),
      check(version_3, "5.2.2/V3-022/backup-ignores-type-2", "A Backup discards packets of unknown type.",
            "V3-022"_clause, backup_ignores<type_2>),
      check(version_3, "5.2.2/V3-022/master-ignores-type-2", "A Master discards packets of unknown type.",
            "V3-022"_clause, master_ignores<type_2>),
      check(version_3, "7.1/V3-063/backup-ignores-missing-address",
            "A Backup discards adverts with fewer addresses than they count.", "V3-063"_clause,
            backup_ignores<missing_address>),
      check(version_3, "7.1/V3-063/master-ignores-missing-address",
            "A Master discards adverts with fewer addresses than they count.", "V3-063"_clause,
            master_ignores<missing_address>),
      check(version_3, "7.1/V3-063/backup-ignores-cut-header",
            "A Backup discards adverts that end within the fixed fields.", "V3-063"_clause,
            backup_ignores<missing_checksum>),
      check(version_3, "7.1/V3-063/master-ignores-cut-header",
            "A Master discards adverts that end within the fixed fields.", "V3-063"_clause,
            master_ignores<missing_checksum>),
      check(version_3, "7.1/V3-064/backup-ignores-wrong-checksum", "A Backup discards adverts with a wrong checksum.",
            "V3-064"_clause, backup_ignores<wrong_checksum>),
      check(version_3, "7.1/V3-064/master-ignores-wrong-checksum", "A Master discards adverts with a wrong checksum.",
            "V3-064"_clause, master_ignores<wrong_checksum>),
      check({}, "7.1/V3-065/backup-ignores-another-vrid", "A Backup discards adverts of a VRID that is not configured.",
            "V3-065"_clause, backup_ignores<another_vrid>),
      check({}, "7.1/V3-065/master-ignores-another-vrid", "A Master discards adverts of a VRID that is not configured.",
            "V3-065"_clause, master_ignores<another_vrid>),
      {.id = "5.2.6/V3-029/reserved-bits-are-ignored-by-backup",
       .title = "A Backup accepts an advert whose rsvd bits are set, and does not read them as part of the interval.",
       .clauses = {"V3-029"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = backup_heeds<with_reserved_bits>},
      {.id = "5.2.6/V3-029/reserved-bits-are-ignored-by-master",
       .title = "A Master yields to an advert whose rsvd bits are set, and does not read them as part of the interval.",
       .clauses = {"V3-029"_clause},
       .protocols = version_3,
       .settings = backup,
       .body = master_heeds<with_reserved_bits>},
      owner_check(version_3, "7.1/V3-066/owner-ignores-priority-zero", "An address owner does not answer priority 0.",
                  "V3-066"_clause, owner_ignores_priority_zero),
      owner_check(version_3, "7.1/V3-066/owner-ignores-lower-priority",
                  "An address owner does not answer a lower priority.", "V3-066"_clause, owner_ignores_lower_priority),
      restarted(owner_check(version_3, "7.1/V3-066/owner-ignores-another-owner",
                            "An address owner does not yield to another one, even one with a higher address.",
                            "V3-066"_clause, owner_ignores_another_owner)),
  };
}

/// A check of VRRPv2 as it is asked of a Backup, and of a Master.
struct Check {
  ClauseKey clause;
  std::string_view backup_id;
  std::string_view backup_title;
  Script<> (*backup)(Context&);
  std::string_view master_id;
  std::string_view master_title;
  Script<> (*master)(Context&);
};

constexpr Check checks_of_version_2[] = {
    {"2-02"_clause, "7.1/2-02/backup-ignores-version-3", "A VRRPv2 Backup discards adverts of version 3.",
     backup_ignores<says_version_3>, "7.1/2-02/master-ignores-version-3",
     "A VRRPv2 Master discards adverts of version 3.", master_ignores<says_version_3>},
    {"2-16"_clause, "5.3.2/2-16/backup-ignores-type-2", "A VRRPv2 Backup discards packets of unknown type.",
     backup_ignores<type_2>, "5.3.2/2-16/master-ignores-type-2", "A VRRPv2 Master discards packets of unknown type.",
     master_ignores<type_2>},
    {"2-04"_clause, "7.1/2-04/backup-ignores-missing-address",
     "A VRRPv2 Backup discards adverts with fewer addresses than they count.", backup_ignores<missing_address>,
     "7.1/2-04/master-ignores-missing-address",
     "A VRRPv2 Master discards adverts with fewer addresses than they count.", master_ignores<missing_address>},
    {"2-04"_clause, "7.1/2-04/backup-ignores-cut-header",
     "A VRRPv2 Backup discards adverts that end within the fixed fields.", backup_ignores<missing_checksum>,
     "7.1/2-04/master-ignores-cut-header", "A VRRPv2 Master discards adverts that end within the fixed fields.",
     master_ignores<missing_checksum>},
    {"2-04"_clause, "7.1/2-04/backup-ignores-missing-authentication-data",
     "A VRRPv2 Backup discards adverts without authentication data.", backup_ignores<missing_authentication_data>,
     "7.1/2-04/master-ignores-missing-authentication-data",
     "A VRRPv2 Master discards adverts without authentication data.", master_ignores<missing_authentication_data>},
    {"2-06"_clause, "7.1/2-06/backup-ignores-wrong-checksum", "A VRRPv2 Backup discards adverts with a wrong checksum.",
     backup_ignores<wrong_checksum>, "7.1/2-06/master-ignores-wrong-checksum",
     "A VRRPv2 Master discards adverts with a wrong checksum.", master_ignores<wrong_checksum>},
    {"2-05"_clause, "5.3.6/2-05/backup-ignores-authentication-type-1",
     "A VRRPv2 Backup without authentication discards adverts with a password.", backup_ignores<authentication_type_1>,
     "5.3.6/2-05/master-ignores-authentication-type-1",
     "A VRRPv2 Master without authentication discards adverts with a password.", master_ignores<authentication_type_1>},
    {"2-05"_clause, "5.3.6/2-05/backup-ignores-authentication-type-254",
     "A VRRPv2 Backup discards adverts of unknown authentication type.", backup_ignores<authentication_type_254>,
     "5.3.6/2-05/master-ignores-authentication-type-254",
     "A VRRPv2 Master discards adverts of unknown authentication type.", master_ignores<authentication_type_254>},
    {"2-07"_clause, "7.1/2-07/backup-ignores-another-interval",
     "A VRRPv2 Backup discards adverts whose Adver Int is not its own.", backup_ignores<another_interval>,
     "7.1/2-07/master-ignores-another-interval", "A VRRPv2 Master discards adverts whose Adver Int is not its own.",
     master_ignores<another_interval>},
};

std::vector<Case> other_cases_of_version_2() {
  return {
      {.id = "5.3.10/2-04/authentication-data-are-ignored-by-backup",
       .title = "A VRRPv2 Backup without authentication accepts adverts whatever their authentication data.",
       .clauses = {"2-04"_clause},
       .level = Level::should,
       .protocols = version_2,
       .settings = backup,
       .body = backup_heeds<with_authentication_data>},
      {.id = "5.3.10/2-04/authentication-data-are-ignored-by-master",
       .title = "A VRRPv2 Master without authentication yields to adverts whatever their authentication data.",
       .clauses = {"2-04"_clause},
       .level = Level::should,
       .protocols = version_2,
       .settings = backup,
       .body = master_heeds<with_authentication_data>},
      {.id = "7.1/2-10/backup-heeds-an-owner-of-other-addresses",
       .title = "A VRRPv2 Backup accepts the address owner's adverts although they list other addresses.",
       .clauses = {"2-10"_clause},
       .protocols = version_2,
       .settings = backup,
       .body = backup_heeds<of_an_owner_of_other_addresses>},
      {.id = "7.1/2-10/master-heeds-an-owner-of-other-addresses",
       .title = "A VRRPv2 Master yields to the address owner although it lists other addresses.",
       .clauses = {"2-10"_clause},
       .protocols = version_2,
       .settings = backup,
       .body = master_heeds<of_an_owner_of_other_addresses>},
      owner_check(version_2, "7.1/2-15/owner-ignores-priority-zero",
                  "A VRRPv2 address owner does not answer priority 0.", "2-15"_clause, owner_ignores_priority_zero),
      owner_check(version_2, "7.1/2-15/owner-ignores-lower-priority",
                  "A VRRPv2 address owner does not answer a lower priority.", "2-15"_clause,
                  owner_ignores_lower_priority),
      restarted(owner_check(version_2, "7.1/2-15/owner-ignores-another-owner",
                            "A VRRPv2 address owner does not yield to another one, even one with a higher address.",
                            "2-15"_clause, owner_ignores_another_owner)),
  };
}

}  // namespace

std::vector<Case> section_7_1_cases() {
  std::vector<Case> cases = checks_of_version_3();
  for (const Check& each : checks_of_version_2) {
    cases.push_back(check(version_2, each.backup_id, each.backup_title, each.clause, each.backup));
    cases.push_back(check(version_2, each.master_id, each.master_title, each.clause, each.master));
  }
  std::ranges::move(other_cases_of_version_2(), std::back_inserter(cases));
  return cases;
}

}  // namespace vrrpspec::harness
