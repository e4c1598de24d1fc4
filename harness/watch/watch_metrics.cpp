#include "harness/watch/watch_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vrrpspec::harness {
namespace {

using monitor::Group;
using monitor::GroupKey;
using monitor::Member;

/// Of the value of a label.
std::string label_text(std::string_view value) {
  std::string text;
  for (const char character : printable(value)) {
    if (character == '\\' || character == '"') text += '\\';
    text += character;
  }
  return text;
}

std::string labels_of(const GroupKey& key, const CheckReport& report) {
  std::string vlans;
  for (const std::uint16_t vlan : key.segment.vlans) {
    if (vlan != 0) vlans += (vlans.empty() ? "" : ".") + std::to_string(vlan);
  }
  return fmt::format(R"(interface="{}",vlan="{}",vrid="{}",family="{}")",
                     label_text(report.interfaces.at(key.interface)), vlans, key.vrid.number(),
                     key.family == Family::ipv4 ? "ipv4" : "ipv6");
}

void announce(std::string& text, std::string_view name, std::string_view type, std::string_view help) {
  text += fmt::format("# HELP vrrpspec_watch_{0} {2}\n# TYPE vrrpspec_watch_{0} {1}\n", name, type, help);
}

struct OfRouter {
  std::string_view name;
  std::string_view help;
  std::string (*value)(const Member&, Instant now);
};
constexpr OfRouter of_routers[] = {
    {"master", "1 while the router is Master, as far as its adverts show",
     [](const Member& member, Instant /*now*/) { return std::string{member.reign ? "1" : "0"}; }},
    {"priority", "Priority of its latest advert",
     [](const Member& member, Instant /*now*/) { return std::to_string(member.latest.advert.priority.value()); }},
    {"last_advert_age_seconds", "Time since its latest advert",
     [](const Member& member, Instant now) { return seconds(std::max(now - member.latest.at, Duration{}), 3); }},
    {"advertisement_interval_seconds", "Interval that its latest advert names",
     [](const Member& member, Instant /*now*/) { return seconds(member.latest.advert.max_adver_int.duration(), 2); }},
};

Duration two_masters_time(const Group& group) {
  Duration sum{};
  for (const monitor::TwoMasters& both : group.two_masters()) sum += both.to - both.from;
  return sum;
}

}  // namespace

void WatchMetrics::count(const WatchEvent& event) {
  if (!event.group || !event.router || !event.clause) return;
  ++findings_[{.group = *event.group,
               .router = *event.router,
               .clause = to_string(*event.clause),
               .kind = to_string(event.kind)}];
}

std::string WatchMetrics::text(const CheckReport& report, Instant now) const {
  std::string text;
  const monitor::Judge::Counts& counts = report.judge.counts();
  announce(text, "adverts_total", "counter", "Adverts heard");
  text += fmt::format("vrrpspec_watch_adverts_total {}\n", counts.adverts);
  announce(text, "gaps_total", "counter", "Places at which packets may be missing: judged anew from there on");
  text += fmt::format("vrrpspec_watch_gaps_total {}\n", counts.gaps);
  for (const OfRouter& gauge : of_routers) {
    announce(text, gauge.name, "gauge", gauge.help);
    for (const auto& [key, group] : report.judge.groups()) {
      for (const Member& member : group.members()) {
        if (group.is_half_of_another(member)) continue;
        text += fmt::format("vrrpspec_watch_{}{{{},router=\"{}\"}} {}\n", gauge.name, labels_of(key, report),
                            to_string(member.address), gauge.value(member, now));
      }
    }
  }
  announce(text, "master_changes_total", "counter", "How often a router became Master, the first included");
  for (const auto& [key, group] : report.judge.groups()) {
    text += fmt::format("vrrpspec_watch_master_changes_total{{{}}} {}\n", labels_of(key, report),
                        group.reigns().size() + group.untold_changes());
  }
  announce(text, "two_masters_seconds_total", "counter", "How long two were Master at once");
  for (const auto& [key, group] : report.judge.groups()) {
    text += fmt::format("vrrpspec_watch_two_masters_seconds_total{{{}}} {}\n", labels_of(key, report),
                        seconds(two_masters_time(group), 3));
  }
  announce(text, "findings_total", "counter", "Violations and suspicions that were told, by clause");
  for (const auto& [finding, times] : findings_) {
    text +=
        fmt::format("vrrpspec_watch_findings_total{{{},router=\"{}\",clause=\"{}\",kind=\"{}\"}} {}\n",
                    labels_of(finding.group, report), to_string(finding.router), finding.clause, finding.kind, times);
  }
  return text;
}

}  // namespace vrrpspec::harness
