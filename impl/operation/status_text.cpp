// The text for people of status_report.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "impl/operation/counter_names.hpp"
#include "impl/operation/json_text.hpp"
#include "impl/operation/status_report.hpp"
#include "impl/operation/wall_text.hpp"

namespace vrrpspec::impl {
namespace {

using Row = std::array<std::string, 8>;

/// What stands between columns.
constexpr std::size_t gap = 2;

std::string master_of(const RouterStatus& router) {
  return router.master ? to_string(*router.master) : "-";
}

Row row_of(const RouterStatus& router) {
  return {printable(router.name),
          printable(router.interface),
          std::to_string(router.vrid.number()),
          std::string{family_name(router.family)},
          std::string{to_string(router.state)},
          std::to_string(router.priority.value()),
          master_of(router),
          spoken(router.in_state)};
}

std::string table(const std::vector<RouterStatus>& routers) {
  std::vector<Row> rows{{"ROUTER", "INTERFACE", "VRID", "FAMILY", "STATE", "PRIORITY", "MASTER", "FOR"}};
  for (const RouterStatus& router : routers) rows.push_back(row_of(router));
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      const auto longest = std::ranges::max(rows, {}, [column](const Row& r) { return r[column].size(); });
      const bool last = column + 1 == row.size();
      text += last ? row[column] + "\n" : fmt::format("{:<{}}", row[column], longest[column].size() + gap);
    }
  }
  return text;
}

void line(std::string& text, std::string_view label, std::string_view value) {
  text += fmt::format("  {:<24}{}\n", label, value);
}

std::string priority_of(const RouterStatus& router) {
  if (router.priority == router.configured_priority) return std::to_string(router.priority.value());
  return fmt::format("{} (configured {})", router.priority.value(), router.configured_priority.value());
}

template <class Owner>
std::string counters_of(std::span<const CounterName<Owner>> names, const Owner& counters) {
  std::string text;
  for (const auto& name : names) {
    const std::uint64_t count = counters.*name.member;
    if (count != 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name.name, count);
  }
  return text.empty() ? "all zero" : text;
}

void timers(std::string& text, const RouterStatus& router) {
  line(text, "Advertisement_Interval", spoken(router.advertisement_interval.duration()));
  line(text, "Master_Adver_Interval", spoken(router.master_adver_interval.duration()));
  line(text, "Skew_Time", fmt::format("{} s", seconds(router.skew_time)));
  line(text, "Master_Down_Interval", fmt::format("{} s", seconds(router.master_down_interval)));
  if (router.master_down_timer) line(text, "Master_Down_Timer", spoken(*router.master_down_timer) + " left");
  if (router.adver_timer) line(text, "Adver_Timer", spoken(*router.adver_timer) + " left");
}

void transitions(std::string& text, const RouterStatus& router, Instant now, WallTime wall) {
  std::string_view label = "transitions";
  for (const Transition& transition : router.transitions) {
    line(text, label,
         fmt::format("{}  {} -> {}  {}  {}", rfc3339(wall - (now - transition.at)), to_string(transition.from),
                     to_string(transition.to), to_string(transition.clause), printable(transition.cause)));
    label = "";
  }
}

std::string detail(const RouterStatus& router, Instant now, WallTime wall) {
  std::string text = fmt::format("{}: VRID {} of {} on {}, virtual MAC {} on {}\n", printable(router.name),
                                 router.vrid.number(), family_name(router.family), printable(router.interface),
                                 to_string(virtual_router_mac(router.family, router.vrid)), printable(router.link));
  line(text, "state", fmt::format("{} for {}", to_string(router.state), spoken(router.in_state)));
  if (router.fault) line(text, "waits because", printable(*router.fault));
  line(text, "priority", priority_of(router));
  line(text, "primary address", has_primary_address(router) ? to_string(router.primary_address) : "-");
  line(text, "Master", master_of(router));
  timers(text, router);
  line(text, "Preempt_Mode", router.preempt_mode ? "True" : "False");
  line(text, "Accept_Mode", router.accept_mode ? "True" : "False");
  std::string_view label = "addresses";
  for (const IpAddress& address : router.addresses) {
    line(text, label, to_string(address));
    label = "";
  }
  line(text, "counters", counters_of(router_counters(), router.counters));
  transitions(text, router, now, wall);
  return text;
}

}  // namespace

std::string status_text(const DaemonStatus& status, WallTime wall) {
  const std::string id = status.router_id.empty() ? "" : fmt::format(", router {}", printable(status.router_id));
  std::string text = fmt::format("vrrpspecd {}{}, up {}\nconfiguration {}\ncounters {}\n", printable(status.version),
                                 id, spoken(status.uptime), printable(status.configuration_file),
                                 counters_of(daemon_counters(), status.counters));
  if (status.routers.empty()) return text + "\nno virtual router is configured\n";
  text += "\n" + table(status.routers);
  for (const RouterStatus& router : status.routers) text += "\n" + detail(router, status.now, wall);
  return text;
}

}  // namespace vrrpspec::impl
