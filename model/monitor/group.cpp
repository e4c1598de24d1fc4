#include "model/monitor/group.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace vrrpspec::monitor {
namespace {

constexpr std::size_t most_members = 32;
/// So many changes of Master, and so many pairs of Masters, are kept of a group.
constexpr std::size_t most_changes = 10'000;

/// Unicast to several peers is one advert, too.
bool same_content(const Sighting& left, const Sighting& right) {
  if (left.repeats(right)) return true;
  return left.advert == right.advert && left.source_mac == right.source_mac;
}

/// As far as adverts show it beside priority and interval.
bool same_configuration(const Sighting& left, const Sighting& right) {
  if (left.repeats(right)) return true;
  return left.advert.addresses == right.advert.addresses && left.authentication == right.authentication &&
         left.checksum_plain == right.checksum_plain && left.checksum_pseudo == right.checksum_pseudo &&
         left.is_to_group() == right.is_to_group();
}

Heard heard_as(const Sighting& seen) {
  return {.at = seen.at,
          .packet = seen.packet,
          .priority = seen.advert.priority,
          .max_adver_int = seen.advert.max_adver_int,
          .source = seen.advert.source};
}

/// Of what it does now nothing is known.
void forget(Member& member) {
  member.monitor.lose_track();
  member.reading.lose_track();
}

}  // namespace

Duration long_silence(const Member& member) {
  return 5 * member.latest.advert.max_adver_int.duration() / 2;
}

Reception heeding(const Member& sender, const Member& receiver) {
  if (std::ranges::find(sender.peers, receiver.address) == sender.peers.end()) {
    return reception(sender.latest, receiver.latest);
  }
  Sighting copy = sender.latest;
  copy.destination = receiver.address;
  return reception(copy, receiver.latest);
}

void Group::see(const Sighting& seen, bool has_room) {
  if (!any_seen_) first_seen_ = seen.at;
  any_seen_ = true;
  last_seen_ = seen.at;
  const std::optional<std::size_t> index = member_of(seen, has_room);
  if (!index) {
    ++strangers_;
    claims_.heard_stranger();
    if (!seen.fault) tell_the_others(seen, false);
    return;
  }
  count(members_[*index], seen);
  if (!seen.fault) advance(*index, seen);
  claims_.advertised(members_, reigns_, *index, seen);
}

/// An ADVERTISEMENT that somebody may heed.
void Group::advance(std::size_t index, const Sighting& seen) {
  Member& member = members_[index];
  const bool is_soon = seen.at - member.told_first <= member.monitor.tolerances().output;
  if (member.before_stop && is_soon && same_content(*member.before_stop, seen)) return;
  const bool maybe_copy = member.was_valid && is_soon && same_content(member.latest, seen);
  if (!maybe_copy) member.told_first = seen.at;
  const bool stops = seen.advert.priority == priority_stop;
  if (!stops) {
    member.before_stop.reset();
  } else if (!maybe_copy && member.was_valid) {
    member.before_stop = member.latest;
  }
  const bool is_first = !member.was_valid;
  if (is_first || member.latest.advert.addresses != seen.advert.addresses) member.listed_since = seen.at;
  if (!is_first && !same_configuration(member.latest, seen)) forget(member);
  if (member.latest.repeats(seen)) {
    member.latest.at = seen.at;
    member.latest.packet = seen.packet;
  } else {
    member.latest = seen;
  }
  member.was_valid = true;
  if (is_first) introduce(index);

  for (Member& each : members_) each.monitor.pass_time(seen.at);
  end_reigns(seen.at);
  const bool counts = !is_half_of_another(member);
  if (counts) {
    const RouterMonitor::OwnAdvert own{.at = seen.at,
                                       .packet = seen.packet,
                                       .priority = seen.advert.priority,
                                       .max_adver_int = seen.advert.max_adver_int,
                                       .maybe_copy = maybe_copy};
    member.monitor.own_advert(own);
    member.reading.own_advert(own, member.monitor);
  }
  if (!stops) {
    if (counts) reign(index, seen);
  } else if (member.reign) {
    reigns_[*member.reign].to = seen.at;
    reigns_[*member.reign].last_packet = seen.packet;
    close(index, Reign::End::stopped);
  }
  tell_the_others(seen, true);
}

/// After its first advert without fault.
void Group::introduce(std::size_t index) {
  Member& member = members_[index];
  // What the others sent just before, it may process afterwards.
  const Tolerances& within = member.monitor.tolerances();
  boost::container::static_vector<const Sighting*, most_members> recent;
  for (const Member& other : members_) {
    const bool may_wait = other.latest.at + within.processing + within.output >= member.latest.at;
    if (other.was_valid && may_wait) recent.push_back(&other.latest);
  }
  std::ranges::sort(recent, {}, [](const Sighting* each) { return std::tie(each->at, each->packet); });
  for (const Sighting* each : recent) tell(member, *each, true);
  // Of a router that speaks both versions, one half counts.
  if (member.version != Version::v3) return;
  const auto half = std::ranges::find_if(members_, [&member](const Member& other) {
    return other.address == member.address && other.version == Version::v2;
  });
  if (half == members_.end()) return;
  forget(*half);
  if (!half->reign) return;
  member.reign = half->reign;
  member.last_reign = half->reign;
  reigns_[*member.reign].router = index;
  end_conflicts(static_cast<std::size_t>(half - members_.begin()), Reign::End::goes_on);
  half->reign.reset();
}

bool Group::is_half_of_another(const Member& member) const {
  return member.version == Version::v2 && std::ranges::any_of(members_, [&member](const Member& other) {
           return other.version == Version::v3 && other.address == member.address;
         });
}

bool Group::is_member(const IpAddress& address) const {
  return std::ranges::find(members_, address, &Member::address) != members_.end();
}

std::optional<std::size_t> Group::member_of(const Sighting& seen, bool has_room) {
  const auto found = std::ranges::find_if(members_, [&seen](const Member& member) {
    return member.address == seen.advert.source && member.version == seen.advert.version;
  });
  if (found != members_.end()) return static_cast<std::size_t>(found - members_.begin());
  if (members_.size() == most_members || !has_room) return std::nullopt;
  return add_member(seen);
}

std::size_t Group::add_member(const Sighting& seen) {
  Assumptions assumptions = seen.advert.version == Version::v3 ? assumptions_v3_ : assumptions_v2_;
  // All routers of the virtual router may send from the link-local address that its MAC address gives.
  const std::array<std::uint8_t, 16> derived{0xfe, 0x80, 0,    0,    0,    0, 0, 0,
                                             2,    0,    0x5e, 0xff, 0xfe, 0, 2, vrid_.number()};
  if (std::ranges::equal(seen.advert.source.octets(), derived)) assumptions.segments_mixed = true;
  if (const auto told = told_of(told_, seen.advert.source, vrid_)) assumptions.preempt_mode = told->preempt_mode;
  const Parameters known{.vrid = vrid_,
                         .family = family_,
                         .priority = seen.advert.priority == priority_stop ? priority_default : seen.advert.priority,
                         .advertisement_interval = seen.advert.max_adver_int,
                         .primary_address = seen.advert.source};
  members_.push_back({.address = seen.advert.source,
                      .version = seen.advert.version,
                      .mac = seen.source_mac,
                      .monitor = RouterMonitor{known, assumptions},
                      .reading = Reading{known, assumptions},
                      .latest = seen,
                      .first_packet = seen.packet,
                      .rules = std::vector<RuleCount>(format_rules().size()),
                      .ruled = std::vector<std::optional<bool>>(format_rules().size())});
  return members_.size() - 1;
}

void Group::count(Member& member, const Sighting& seen) {
  ++member.adverts;
  if (seen.source_mac != member.mac) member.has_two_macs = true;
  constexpr std::size_t most_peers = 64;
  const bool is_new_peer =
      !seen.is_to_group() && std::ranges::find(member.peers, seen.destination) == member.peers.end();
  if (is_new_peer && member.peers.size() < most_peers) member.peers.push_back(seen.destination);
  if (seen.fault) ++member.faults[static_cast<std::size_t>(*seen.fault)];
  if (seen.content == 0 || seen.content != member.ruled_content) {
    member.ruled_content = seen.content;
    const auto rules = format_rules();
    for (std::size_t i = 0; i < rules.size(); ++i) member.ruled[i] = rules[i].holds(seen);
  }
  for (std::size_t i = 0; i < member.ruled.size(); ++i) {
    if (!member.ruled[i]) continue;
    RuleCount& rule = member.rules[i];
    if (*member.ruled[i]) {
      ++rule.held;
    } else if (++rule.broken == 1) {
      rule.first_broken = seen.packet;
    }
  }
}

void Group::tell_the_others(const Sighting& seen, bool known_sender) {
  for (Member& other : members_) tell(other, seen, known_sender);
}

void Group::tell(Member& receiver, const Sighting& seen, bool known_sender) const {
  if (receiver.address == seen.advert.source || !receiver.was_valid || is_half_of_another(receiver)) return;
  const bool is_for_another =
      !seen.is_to_group() && seen.destination != receiver.address && is_member(seen.destination);
  if (is_for_another) return;
  const Reception how = reception(seen, receiver.latest);
  if (how.must_discard) return;
  const bool is_demanded = known_sender && how.obstacle == Obstacle::none;
  const Heard input = heard_as(seen);
  const Acceptance acceptance = is_demanded ? Acceptance::demanded : Acceptance::disputed;
  receiver.monitor.heard(input, acceptance);
  receiver.reading.heard(input, acceptance);
}

/// Of those whose silence now says that they are Master no longer.
void Group::end_reigns(Instant now) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Member& member = members_[i];
    if (!member.reign || member.monitor.may_be(State::master)) continue;
    const bool obeys = member.monitor.standing() == Standing::followed;
    if (obeys || now > member.latest.at + long_silence(member)) {
      close(i, obeys ? Reign::End::yielded : Reign::End::silent);
    }
  }
}

void Group::reign(std::size_t index, const Sighting& seen) {
  if (!members_[index].reign) begin_reign(index, seen);
  if (!members_[index].reign) return;
  note_two_masters(index, seen);
  Reign& present = reigns_[*members_[index].reign];
  present.to = seen.at;
  present.last_packet = seen.packet;
}

void Group::begin_reign(std::size_t index, const Sighting& seen) {
  Member& member = members_[index];
  if (member.last_reign) {
    Reign& mine = reigns_[*member.last_reign];
    if (mine.end == Reign::End::yielded && seen.at - mine.to <= long_silence(member)) {
      // It did not yield after all.
      mine.end = Reign::End::goes_on;
      member.reign = member.last_reign;
      return;
    }
  }
  if (reigns_.size() == most_changes) {
    ++untold_changes_;
    return;
  }
  Reign next{.router = index, .from = seen.at, .first_packet = seen.packet, .to = seen.at, .last_packet = seen.packet};
  if (last_master_) {
    const Reign& before = reigns_[*last_master_];
    next.after = before.router;
    next.silence = seen.at - before.to;
    const Member& previous = members_[before.router];
    if (before.end == Reign::End::stopped) {
      next.cause = Cause::stopped;
    } else if (before.end != Reign::End::goes_on) {
      next.cause = Cause::timeout;
    } else if (seen.advert.priority > previous.latest.advert.priority) {
      next.cause = Cause::preemption;
    } else if (is_better(member, previous)) {
      next.cause = Cause::tie_break;
    } else {
      next.cause = Cause::usurpation;
    }
  } else if (seen.advert.priority == priority_owner && first_seen_ != seen.at) {
    next.cause = Cause::owner_started;
  }
  if (next.cause == Cause::preemption || next.cause == Cause::tie_break || next.cause == Cause::usurpation) {
    const Member& previous = members_[*next.after];
    const bool heeds = previous.was_valid && heeding(previous, member).obstacle == Obstacle::none;
    if (heeds && was_no_master(member, seen))
      member.monitor.took_over_from(heard_as(previous.latest), seen.at, seen.packet);
  }
  member.reign = member.last_reign = last_master_ = reigns_.size();
  reigns_.push_back(next);
}

/// For all that can be known before this ADVERTISEMENT: one that stood still may be Master still, whether it seemed to
/// fall silent or to yield, and one that was not heard yet may have been Master before anybody listened.
bool Group::was_no_master(const Member& member, const Sighting& seen) const {
  if (member.last_reign) {
    const Reign::End end = reigns_[*member.last_reign].end;
    const bool is_better_now = last_master_ && is_better(member, members_[reigns_[*last_master_].router]);
    return end == Reign::End::stopped || (end == Reign::End::yielded && is_better_now);
  }
  const Duration interval = seen.advert.max_adver_int.duration();
  return member.monitor.doubts() == 0 && seen.at - first_seen_ > 2 * interval;
}

/// Shown when a router advertises that heard a better one advertise after itself, long enough ago to have obeyed.
void Group::note_two_masters(std::size_t index, const Sighting& seen) {
  const Reign& mine = reigns_[*members_[index].reign];
  const Tolerances& within = members_[index].monitor.tolerances();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].address == members_[index].address || !members_[i].reign) continue;
    const Reign& theirs = reigns_[*members_[i].reign];
    // Whoever yields may advertise until it has heard and processed the other's advert.
    const Reign& later = mine.from > theirs.from ? mine : theirs;
    if (theirs.to - later.from <= within.processing + within.output) continue;
    const bool i_lose = is_better(members_[i], members_[index]);
    const std::size_t loser = i_lose ? index : i;
    const std::size_t winner = i_lose ? i : index;
    const auto latest = members_[loser].conflicts.find(winner);
    if (latest != members_[loser].conflicts.end()) {
      TwoMasters& open = two_masters_[latest->second];
      const bool lately = seen.at - open.to <= long_silence(members_[loser]) + long_silence(members_[winner]);
      if (open.goes_on || lately) {
        open.to = theirs.to;
        open.last_packet = theirs.last_packet;
        open.goes_on = true;
        open.end = Reign::End::goes_on;
        continue;
      }
    }
    if (two_masters_.size() == most_changes) {
      ++untold_changes_;
      continue;
    }
    members_[loser].conflicts[winner] = two_masters_.size();
    two_masters_.push_back({.loser = loser,
                            .winner = winner,
                            .from = later.from,
                            .first_packet = later.first_packet,
                            .to = theirs.to,
                            .last_packet = theirs.last_packet,
                            .reception = heeding(members_[winner], members_[loser])});
  }
}

/// Of two Masters one of whom is this one.
void Group::end_conflicts(std::size_t index, Reign::End end) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    for (const auto& [winner, where] : members_[i].conflicts) {
      if ((i != index && winner != index) || !two_masters_[where].goes_on) continue;
      TwoMasters& both = two_masters_[where];
      both.goes_on = false;
      both.ended_by = index;
      both.end = end;
    }
  }
}

void Group::close(std::size_t index, Reign::End end) {
  Member& member = members_[index];
  reigns_[*member.reign].end = end;
  member.reign.reset();
  end_conflicts(index, end);
  // Whoever goes on is the Master before the next one.
  for (const Member& other : members_) {
    if (other.reign) last_master_ = other.reign;
  }
}

bool Group::is_better(const Member& one, const Member& other) const {
  return std::tie(one.latest.advert.priority, one.address) > std::tie(other.latest.advert.priority, other.address);
}

void Group::lose_track() {
  for (Member& member : members_) forget(member);
  claims_.lose_track();
}

void Group::doubt_since(Instant from, Doubt why) {
  for (Member& member : members_) {
    member.monitor.doubt_since(from, why);
    member.claims.doubt_since(from);
  }
}

void Group::doubt_all_but(const IpAddress& router) {
  for (Member& member : members_) {
    if (member.address != router) member.monitor.doubt_since(Instant::min(), Doubt::elsewhere);
  }
}

void Group::in_epoch(std::uint64_t epoch) {
  if (epoch == epoch_) return;
  epoch_ = epoch;
  lose_track();
}

void Group::finish(Instant end) {
  for (Member& member : members_) {
    member.monitor.pass_time(end);
    member.reading.finish(end);
  }
  end_reigns(end);
  claims_.finish(members_, reigns_, end);
}

}  // namespace vrrpspec::monitor
