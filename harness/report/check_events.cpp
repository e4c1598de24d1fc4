#include "harness/report/check_events.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vrrpspec::harness {
namespace {

using monitor::Group;
using monitor::Member;
using EventWeight = CheckEvent::Weight;

/// The remarks on one virtual router.
class Remarks {
 public:
  Remarks(std::vector<CheckEvent>& events, const monitor::GroupKey& key, const Group& group, const CheckReport& report)
      : events_{events}, group_{group}, name_{group_words(key, report)}, origin_{report.judge.first()} {}

  void add_all() {
    for (const Member& member : group_.members()) {
      for (const JudgedRule& rule : judged_rules(member, origin_)) {
        if (rule.judgement != Judgement::pass) add_rule(member, rule);
      }
    }
    for (const monitor::TwoMasters& both : group_.two_masters()) add_two_masters(both);
    for (const monitor::Rival& rival : group_.claims().rivals()) add_rival(rival);
    for (const monitor::Reign& reign : group_.reigns()) add_reign(reign);
  }

 private:
  CheckEvent& add(const Member& member, EventWeight weight, const std::string& text) {
    return events_.emplace_back(
        CheckEvent{.router = member.address, .weight = weight, .text = fmt::format("{}: {}", name_, text)});
  }

  void add_rule(const Member& member, const JudgedRule& rule) {
    const EventWeight weight = rule.judgement == Judgement::fail ? EventWeight::failure : EventWeight::doubt;
    CheckEvent& remark = add(member, weight,
                             fmt::format("{}: {} {}: {}", to_string(member.address), to_string(rule.judgement),
                                         to_string(rule.clause), rule.sentence));
    remark.packet = rule.packet;
    if (rule.finding == nullptr) return;
    remark.at = rule.finding->at;
    if (rule.finding->demands.empty()) return;
    add_demand(member, rule);
  }

  /// Where the advert was due instead, and what that is counted from.
  void add_demand(const Member& member, const JudgedRule& rule) {
    const monitor::Demand& nearest = rule.finding->nearest;
    const std::string router = to_string(member.address);
    const std::string what = rule.packet == 0 ? "an advert that did not come" : fmt::format("packet {}", rule.packet);
    if (rule.finding->deviation != monitor::Deviation::unordered) {
      const bool early = rule.finding->deviation == monitor::Deviation::early;
      add(member, EventWeight::change,
          fmt::format("{}: {} ({})", router, early ? "no advert was due before here" : "an advert was due here",
                      to_string(nearest.clause)))
          .at = early ? nearest.nominal_from : nearest.nominal_to;
    }
    if (nearest.because != 0) {
      CheckEvent& from = add(member, EventWeight::change, fmt::format("{}: {} is timed from here", router, what));
      from.packet = nearest.because;
      from.happened = false;
    }
    if (nearest.beaten_by != 0 && nearest.beaten_by != nearest.because) {
      CheckEvent& beaten =
          add(member, EventWeight::change,
              fmt::format("{}: it has to yield to this ({}), see {}", router, to_string(nearest.beaten_at), what));
      beaten.packet = nearest.beaten_by;
      beaten.happened = false;
    }
  }

  void add_two_masters(const monitor::TwoMasters& both) {
    const Member& loser = group_.members()[both.loser];
    add(loser, EventWeight::doubt, "both MASTER: " + two_masters_words(group_, both, origin_)).packet =
        both.first_packet;
    add(loser, EventWeight::doubt,
        fmt::format("both MASTER, {} and {}, until {}", to_string(group_.members()[both.winner].address),
                    to_string(loser.address), both.goes_on ? "the capture ends" : "here"))
        .packet = both.last_packet;
  }

  void add_rival(const monitor::Rival& rival) {
    const Member& member = group_.members()[rival.router.value_or(rival.master)];
    add(member, EventWeight::doubt, "also claims " + rival_words(group_, rival, origin_)).packet = rival.first_packet;
  }

  void add_reign(const monitor::Reign& reign) {
    const Member& member = group_.members()[reign.router];
    const std::string router = to_string(member.address);
    const bool usurped = reign.cause == monitor::Cause::usurpation;
    add(member, usurped ? EventWeight::doubt : EventWeight::change,
        fmt::format("{} is Master: {}", router, reign_words(group_, reign)))
        .packet = reign.first_packet;
    const std::string_view end = reign_end_words(reign.end);
    if (!end.empty()) add(member, EventWeight::change, fmt::format("{} {}", router, end)).packet = reign.last_packet;
  }

  std::vector<CheckEvent>& events_;
  const Group& group_;
  std::string name_;
  Instant origin_;
};

}  // namespace

std::vector<CheckEvent> check_events(const CheckReport& report) {
  std::vector<CheckEvent> events;
  for (const auto& [key, group] : report.judge.groups()) Remarks{events, key, group, report}.add_all();
  std::ranges::stable_sort(events, {}, [](const CheckEvent& event) { return std::pair{event.packet, event.weight}; });
  return events;
}

}  // namespace vrrpspec::harness
