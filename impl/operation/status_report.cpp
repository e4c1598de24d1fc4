#include "impl/operation/status_report.hpp"

#include <boost/json.hpp>

#include "impl/operation/counter_names.hpp"
#include "impl/operation/json_text.hpp"
#include "impl/operation/wall_text.hpp"

namespace vrrpspec::impl {
namespace {

namespace json = boost::json;

constexpr int status_format = 1;

template <class Owner>
json::object counters_json(std::span<const CounterName<Owner>> names, const Owner& counters) {
  json::object object;
  for (const auto& name : names) object[name.name] = counters.*name.member;
  return object;
}

json::value if_any(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value();
}

json::value if_any(const std::optional<Duration>& duration) {
  return duration ? json::value(seconds(*duration)) : json::value();
}

json::array addresses_json(const std::vector<IpAddress>& addresses) {
  json::array array;
  for (const IpAddress& address : addresses) array.emplace_back(to_string(address));
  return array;
}

json::array transitions_json(const RouterStatus& router, Instant now, WallTime wall) {
  json::array array;
  for (const Transition& transition : router.transitions) {
    const Duration ago = now - transition.at;
    array.push_back(json::object{{"time", rfc3339(wall - ago)},
                                 {"ago_s", seconds(ago)},
                                 {"from", to_string(transition.from)},
                                 {"to", to_string(transition.to)},
                                 {"clause", to_string(transition.clause)},
                                 {"cause", transition.cause}});
  }
  return array;
}

json::object router_json(const RouterStatus& router, Instant now, WallTime wall) {
  const std::optional<std::string> master =
      router.master ? std::optional{to_string(*router.master)} : std::optional<std::string>{};
  return {
      {"name", router.name},
      {"interface", router.interface},
      {"link", router.link},
      {"vrid", router.vrid.number()},
      {"family", family_name(router.family)},
      {"virtual_mac", to_string(virtual_router_mac(router.family, router.vrid))},
      {"state", to_string(router.state)},
      {"in_state_s", seconds(router.in_state)},
      {"fault", if_any(router.fault)},
      {"priority", router.priority.value()},
      {"configured_priority", router.configured_priority.value()},
      {"primary_address",
       has_primary_address(router) ? boost::json::value(to_string(router.primary_address)) : nullptr},
      {"master", if_any(master)},
      {"advertisement_interval_s", seconds(router.advertisement_interval.duration())},
      {"master_adver_interval_s", seconds(router.master_adver_interval.duration())},
      {"skew_time_s", seconds(router.skew_time)},
      {"master_down_interval_s", seconds(router.master_down_interval)},
      {"master_down_timer_s", if_any(router.master_down_timer)},
      {"adver_timer_s", if_any(router.adver_timer)},
      {"preempt_mode", router.preempt_mode},
      {"accept_mode", router.accept_mode},
      {"addresses", addresses_json(router.addresses)},
      {"counters", counters_json(router_counters(), router.counters)},
      {"transitions", transitions_json(router, now, wall)},
  };
}

}  // namespace

json::object status_json(const DaemonStatus& status, WallTime wall) {
  json::array routers;
  for (const RouterStatus& router : status.routers) routers.push_back(router_json(router, status.now, wall));
  return {
      {"format", status_format},
      {"version", status.version},
      {"router_id", status.router_id},
      {"configuration_file", status.configuration_file},
      {"time", rfc3339(wall)},
      {"uptime_s", seconds(status.uptime)},
      {"counters", counters_json(daemon_counters(), status.counters)},
      {"routers", std::move(routers)},
  };
}

}  // namespace vrrpspec::impl
