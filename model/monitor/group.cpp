#include "model/monitor/group.hpp"

#include <algorithm>
#include <tuple>

namespace vrrpspec::monitor {
namespace {

constexpr std::size_t most_members = 32;

bool same_content(const Sighting& left, const Sighting& right) {
  return left.advert == right.advert && left.source_mac == right.source_mac && left.destination == right.destination;
}

/// So long a silence that whoever waits for Master_Down_Interval is about to take over. Until then a late Master is
/// Master.
Duration long_silence(const Member& member) {
  return 5 * member.latest.advert.max_adver_int.duration() / 2;
}

}  // namespace

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::first_seen:
      return "first_seen";
    case Cause::owner_started:
      return "owner_started";
    case Cause::timeout:
      return "timeout";
    case Cause::stopped:
      return "stopped";
    case Cause::preemption:
      return "preemption";
    case Cause::tie_break:
      return "tie_break";
    case Cause::usurpation:
      return "usurpation";
  }
  return "";
}

std::string_view to_string(Reign::End end) {
  switch (end) {
    case Reign::End::goes_on:
      return "goes_on";
    case Reign::End::stopped:
      return "stopped";
    case Reign::End::yielded:
      return "yielded";
    case Reign::End::silent:
      return "silent";
  }
  return "";
}

void Group::see(const Sighting& seen) {
  if (!any_seen_) first_seen_ = seen.at;
  any_seen_ = true;
  last_seen_ = seen.at;
  const std::optional<std::size_t> index = member_of(seen);
  if (!index) {
    ++strangers_;
    return;
  }
  Member* const member = &members_[*index];
  count(*member, seen);
  if (seen.fault) return;
  const bool maybe_copy = member->was_valid && same_content(member->latest, seen) &&
                          seen.at - member->latest.at <= member->monitor.tolerances().output;
  member->latest = seen;
  member->was_valid = true;
  for (Member& each : members_) each.monitor.pass_time(seen.at);
  end_reigns(seen.at);
  member->monitor.own_advert({.at = seen.at,
                              .packet = seen.packet,
                              .priority = seen.advert.priority,
                              .max_adver_int = seen.advert.max_adver_int,
                              .maybe_copy = maybe_copy});
  if (seen.advert.priority == priority_stop) {
    if (member->reign) {
      reigns_[*member->reign].to = seen.at;
      reigns_[*member->reign].last_packet = seen.packet;
      close(*index, Reign::End::stopped);
    }
  } else {
    reign(*index, seen);
  }
  tell_the_others(*member, seen);
}

std::optional<std::size_t> Group::member_of(const Sighting& seen) {
  const auto found = std::ranges::find_if(members_, [&seen](const Member& member) {
    return member.address == seen.advert.source && member.version == seen.advert.version;
  });
  if (found != members_.end()) return static_cast<std::size_t>(found - members_.begin());
  if (members_.size() == most_members) return std::nullopt;
  const Assumptions& assumptions = seen.advert.version == Version::v3 ? assumptions_v3_ : assumptions_v2_;
  const Parameters known{.vrid = vrid_,
                         .family = family_,
                         .priority = seen.advert.priority == priority_stop ? priority_default : seen.advert.priority,
                         .advertisement_interval = seen.advert.max_adver_int,
                         .primary_address = seen.advert.source};
  members_.push_back({.address = seen.advert.source,
                      .version = seen.advert.version,
                      .mac = seen.source_mac,
                      .monitor = RouterMonitor{known, assumptions},
                      .latest = seen,
                      .first_packet = seen.packet,
                      .rules = std::vector<RuleCount>(format_rules().size())});
  return members_.size() - 1;
}

void Group::count(Member& member, const Sighting& seen) {
  ++member.adverts;
  if (seen.source_mac != member.mac) member.has_two_macs = true;
  if (seen.fault) ++member.faults[static_cast<std::size_t>(*seen.fault)];
  const auto rules = format_rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::optional<bool> holds = rules[i].holds(seen);
    if (!holds) continue;
    RuleCount& rule = member.rules[i];
    if (*holds) {
      ++rule.held;
    } else if (++rule.broken == 1) {
      rule.first_broken = seen.packet;
    }
  }
}

void Group::tell_the_others(const Member& sender, const Sighting& seen) {
  for (Member& other : members_) {
    if (other.address == sender.address || !other.was_valid) continue;
    const Reception how = reception(seen, other.latest);
    if (how.must_discard) continue;
    other.monitor.heard({.at = seen.at,
                         .packet = seen.packet,
                         .priority = seen.advert.priority,
                         .max_adver_int = seen.advert.max_adver_int,
                         .source = seen.advert.source},
                        how.obstacle == Obstacle::none ? Acceptance::demanded : Acceptance::disputed);
  }
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
  note_two_masters(index, seen);
  Reign& present = reigns_[*members_[index].reign];
  present.to = seen.at;
  present.last_packet = seen.packet;
}

void Group::begin_reign(std::size_t index, const Sighting& seen) {
  const auto mine = std::ranges::find(reigns_.rbegin(), reigns_.rend(), index, &Reign::router);
  if (mine != reigns_.rend() && mine->end == Reign::End::yielded &&
      seen.at - mine->to <= long_silence(members_[index])) {
    // It did not yield after all.
    mine->end = Reign::End::goes_on;
    members_[index].reign = static_cast<std::size_t>(reigns_.rend() - mine) - 1;
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
    } else if (is_better(members_[index], previous)) {
      next.cause = Cause::tie_break;
    } else {
      next.cause = Cause::usurpation;
    }
  } else if (seen.advert.priority == priority_owner && first_seen_ != seen.at) {
    next.cause = Cause::owner_started;
  }
  members_[index].reign = reigns_.size();
  last_master_ = reigns_.size();
  reigns_.push_back(next);
}

/// Shown when a router advertises that heard a better one advertise after itself, long enough ago to have obeyed.
void Group::note_two_masters(std::size_t index, const Sighting& seen) {
  const Reign& mine = reigns_[*members_[index].reign];
  const Tolerances& within = members_[index].monitor.tolerances();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].address == members_[index].address || !members_[i].reign) continue;
    const Reign& theirs = reigns_[*members_[i].reign];
    if (seen.at - theirs.from <= within.processing + within.output || mine.from >= theirs.to) continue;
    const bool i_lose = is_better(members_[i], members_[index]);
    const std::size_t loser = i_lose ? index : i;
    const std::size_t winner = i_lose ? i : index;
    const auto open = std::ranges::find_if(two_masters_, [&](const TwoMasters& each) {
      const bool lately = seen.at - each.to <= long_silence(members_[loser]) + long_silence(members_[winner]);
      return (each.goes_on || lately) && each.loser == loser && each.winner == winner;
    });
    if (open != two_masters_.end()) {
      open->to = seen.at;
      open->last_packet = seen.packet;
      open->goes_on = true;
      continue;
    }
    two_masters_.push_back({.loser = loser,
                            .winner = winner,
                            .from = std::max(mine.from, theirs.from),
                            .first_packet = seen.packet,
                            .to = seen.at,
                            .last_packet = seen.packet,
                            .reception = reception(members_[winner].latest, members_[loser].latest)});
  }
}

void Group::close(std::size_t index, Reign::End end) {
  Member& member = members_[index];
  reigns_[*member.reign].end = end;
  member.reign.reset();
  for (TwoMasters& each : two_masters_) {
    if (each.loser == index || each.winner == index) each.goes_on = false;
  }
  // Whoever goes on is the Master before the next one.
  for (const Member& other : members_) {
    if (other.reign) last_master_ = other.reign;
  }
}

bool Group::is_better(const Member& one, const Member& other) const {
  return std::tie(one.latest.advert.priority, one.address) > std::tie(other.latest.advert.priority, other.address);
}

void Group::lose_track() {
  for (Member& member : members_) member.monitor.lose_track();
}

void Group::finish(Instant end) {
  for (Member& member : members_) member.monitor.pass_time(end);
  end_reigns(end);
}

}  // namespace vrrpspec::monitor
