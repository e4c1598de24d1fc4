#include "harness/watch/watch_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vrrpspec::harness {
namespace {

using monitor::Group;
using monitor::Member;
using monitor::Reign;
using Kind = WatchEvent::Kind;

/// A Backup takes over soon after that. Nothing for an interval of nothing.
std::optional<Duration> silence_of(const Member& member) {
  const Duration interval = member.latest.advert.max_adver_int.duration();
  if (interval == Duration::zero()) return std::nullopt;
  const monitor::Tolerances& within = member.monitor.tolerances();
  return 3 * interval + within.timer + within.output;
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::router:
      return "router";
    case Kind::changed:
      return "changed";
    case Kind::master:
      return "master";
    case Kind::master_end:
      return "master_end";
    case Kind::silence:
      return "silence";
    case Kind::heard_again:
      return "heard_again";
    case Kind::two_masters:
      return "two_masters";
    case Kind::two_masters_end:
      return "two_masters_end";
    case Kind::also_claims:
      return "also_claims";
    case Kind::violation:
      return "violation";
    case Kind::suspicion:
      return "suspicion";
    case Kind::not_kept:
      return "not_kept";
    case Kind::interface:
      return "interface";
    case Kind::lost:
      return "lost";
    case Kind::clock:
      return "clock";
    case Kind::trouble:
      return "trouble";
  }
  return "";
}

std::vector<std::string> watch_event_names() {
  std::vector<std::string> names;
  for (unsigned i = 0; i <= static_cast<unsigned>(Kind::trouble); ++i) {
    names.emplace_back(to_string(static_cast<Kind>(i)));
  }
  return names;
}

/// One look at one virtual router.
class WatchLog::Look {
 public:
  Look(const monitor::GroupKey& key, const Group& group, Told& told, Instant origin, Instant now,
       std::vector<WatchEvent>& events)
      : key_{key}, group_{group}, told_{told}, origin_{origin}, now_{now}, events_{events} {}

  void at_routers() {
    for (std::size_t i = 0; i < group_.members().size(); ++i) at_router(i);
  }
  void at_reigns() {
    for (; told_.reigns < group_.reigns().size(); ++told_.reigns) begin(told_.reigns);
    for (std::size_t i = 0; i < told_.routers.size(); ++i) at_end_of_reign(i);
    if (group_.untold_changes() != 0 && !std::exchange(told_.many_changes, true)) {
      add(Kind::not_kept, "more changes of Master, or pairs of Masters, than are kept: from here on they are counted");
    }
  }
  void at_two_masters() {
    for (std::size_t loser = 0; loser < group_.members().size(); ++loser) {
      for (const auto& [winner, index] : group_.members()[loser].conflicts) at_pair(loser, winner, index);
    }
  }
  void at_claims() {
    const std::vector<monitor::Rival>& rivals = group_.claims().rivals();
    for (; told_.rivals < rivals.size(); ++told_.rivals) {
      const monitor::Rival& rival = rivals[told_.rivals];
      WatchEvent& event = add(Kind::also_claims, "also claims " + rival_words(group_, rival, origin_));
      if (rival.router) event.router = group_.members()[*rival.router].address;
      event.other = group_.members()[rival.master].address;
      event.packet = rival.first_packet;
    }
  }
  /// `deaf_until`: nothing was heard before.
  void at_silence(Instant deaf_until) {
    for (std::size_t i = 0; i < told_.routers.size(); ++i) {
      const Member& member = group_.members()[i];
      Router& told = told_.routers[i];
      const auto silence = silence_of(member);
      if (!member.reign || told.silent_since || !silence) continue;
      if (now_ - std::max(member.latest.at, deaf_until) <= *silence) continue;
      told.silent_since = member.latest.at;
      add(Kind::silence,
          fmt::format("{} is silent: its last advert was {} s ago, its interval is {} s", name(member),
                      seconds(now_ - member.latest.at, 3), seconds(member.latest.advert.max_adver_int.duration(), 2)))
          .router = member.address;
    }
  }

 private:
  static std::string name(const Member& member) { return to_string(member.address); }
  WatchEvent& add(Kind kind, std::string text) {
    return events_.emplace_back(WatchEvent{.kind = kind, .at = now_, .text = std::move(text), .group = key_});
  }

  void at_router(std::size_t index) {
    const Member& member = group_.members()[index];
    if (index == told_.routers.size()) told_.routers.emplace_back().broken.resize(member.rules.size());
    Router& told = told_.routers[index];
    at_speech(member, told);
    for (std::size_t i = 0; i < member.rules.size(); ++i) {
      if (member.rules[i].broken == 0 || told.broken[i]) continue;
      told.broken[i] = true;
      if (const auto rule = judged_format_rule(member, i)) add_rule(member, *rule);
    }
    const auto& findings = member.monitor.findings();
    for (; told.findings < findings.size(); ++told.findings) {
      add_rule(member, judged_finding(member, findings[told.findings], origin_));
    }
    if (member.has_two_macs && !std::exchange(told.many_macs, true)) {
      add(Kind::suspicion,
          name(member) + ": OUT OF MODEL: adverts with this source come from more than one MAC address")
          .router = member.address;
    }
    if (member.monitor.untold_findings() != 0 && !std::exchange(told.many_findings, true)) {
      add(Kind::not_kept, name(member) + ": more findings than are kept: from here on they are counted").router =
          member.address;
    }
    if (told.silent_since && member.latest.at > *told.silent_since) {
      add(Kind::heard_again, fmt::format("{} is heard again, {} s after its advert before", name(member),
                                         seconds(member.latest.at - *told.silent_since, 3)))
          .router = member.address;
      told.silent_since.reset();
    }
  }

  void at_speech(const Member& member, Router& told) {
    // Priority 0 is told as what it means.
    if (member.was_valid && member.latest.advert.priority == priority_stop) return;
    std::string speech = speech_words(member);
    if (speech == told.speech) return;
    const bool is_new = told.speech.empty();
    add(is_new ? Kind::router : Kind::changed,
        fmt::format("{} {}: {}", name(member), is_new ? "is new" : "has changed", speech))
        .router = member.address;
    events_.back().packet = member.latest.packet;
    told.speech = std::move(speech);
  }

  void add_rule(const Member& member, const JudgedRule& rule) {
    const bool failed = rule.judgement == Judgement::fail;
    WatchEvent& event = add(
        failed ? Kind::violation : Kind::suspicion,
        fmt::format("{}: {} {}: {}", name(member), to_string(rule.judgement), to_string(rule.clause), rule.sentence));
    event.router = member.address;
    event.clause = rule.clause;
    event.packet = rule.packet;
    if (rule.finding != nullptr) event.at = rule.finding->at;
  }

  void begin(std::size_t index) {
    const Reign& reign = group_.reigns()[index];
    Router& told = told_.routers[reign.router];
    if (told.reign) end(reign.router);
    told.reign = index;
    told.end = Reign::End::goes_on;
    const Member& member = group_.members()[reign.router];
    WatchEvent& event = add(Kind::master, fmt::format("{} is Master: {}", name(member), reign_words(group_, reign)));
    event.at = reign.from;
    event.router = member.address;
    if (reign.after) event.other = group_.members()[*reign.after].address;
    event.cause = to_string(reign.cause);
    event.packet = reign.first_packet;
  }

  void at_end_of_reign(std::size_t router) {
    if (told_.routers[router].reign) end(router);
  }
  void end(std::size_t router) {
    Router& told = told_.routers[router];
    const Reign& reign = group_.reigns()[*told.reign];
    if (reign.end == told.end) return;
    told.end = reign.end;
    const Member& member = group_.members()[router];
    if (reign.end == Reign::End::silent && told.silent_since) return;
    WatchEvent& event = reign.end == Reign::End::goes_on
                            ? add(Kind::master, name(member) + " is Master still: it did not yield")
                            : add(Kind::master_end, fmt::format("{} {} (packet {})", name(member),
                                                                reign_end_words(reign.end), reign.last_packet));
    event.router = member.address;
    event.cause = to_string(reign.end);
    event.packet = reign.last_packet;
  }

  [[nodiscard]] bool is_silent(std::size_t router) const { return told_.routers[router].silent_since.has_value(); }

  void at_pair(std::size_t loser, std::size_t winner, std::size_t index) {
    const monitor::TwoMasters& both = group_.two_masters()[index];
    const bool is_new = !told_.conflicts.contains({loser, winner});
    Conflict& told = told_.conflicts[{loser, winner}];
    if (!is_new && told.index != index && std::exchange(told.open, false)) {
      add_end(group_.two_masters()[told.index]);
    }
    told.index = index;
    const bool open = both.goes_on && !is_silent(loser) && !is_silent(winner);
    if (open == told.open) return;
    told.open = open;
    if (!open) return add_end(both);
    add_pair(Kind::two_masters, both,
             fmt::format("both MASTER: {} and {}; {}", to_string(group_.members()[winner].address),
                         to_string(group_.members()[loser].address), fault_of_two_masters_words(group_, both)))
        .packet = both.first_packet;
  }
  void add_end(monitor::TwoMasters both) {
    both.goes_on = false;
    add_pair(Kind::two_masters_end, both, "no longer both MASTER: " + two_masters_words(group_, both, origin_)).packet =
        both.last_packet;
  }
  WatchEvent& add_pair(Kind kind, const monitor::TwoMasters& both, std::string text) {
    WatchEvent& event = add(kind, std::move(text));
    event.router = group_.members()[both.winner].address;
    event.other = group_.members()[both.loser].address;
    return event;
  }

  const monitor::GroupKey& key_;
  const Group& group_;
  Told& told_;
  Instant origin_;
  Instant now_;
  std::vector<WatchEvent>& events_;
};

void WatchLog::look(const monitor::GroupKey& key, Instant now, std::vector<WatchEvent>& events) {
  const auto group = report_.judge.groups().find(key);
  if (group == report_.judge.groups().end()) return;  // one too many
  Look look{key, group->second, told_[key], report_.judge.first(), now, events};
  look.at_routers();
  look.at_reigns();
  look.at_two_masters();
  look.at_claims();
}

void WatchLog::pass_time(Instant now, std::vector<WatchEvent>& events) {
  for (auto& [key, told] : told_) {
    const auto deaf = deaf_until_.find(key.interface);
    Look look{key, report_.judge.groups().at(key), told, report_.judge.first(), now, events};
    look.at_silence(deaf == deaf_until_.end() ? Instant::min() : deaf->second);
    look.at_two_masters();
  }
}

}  // namespace vrrpspec::harness
