#include "harness/cli/watch_output.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "harness/cli/wall_clock.hpp"

namespace vrrpspec::cli {

namespace json = boost::json;
using harness::CheckReport;
using harness::WatchEvent;

std::string event_text(const WatchEvent& event, std::int64_t realtime_ns, const CheckReport& report) {
  const std::string group = event.group ? harness::group_words(*event.group, report) + ": " : "";
  return fmt::format("{}  {}{}\n", instant_text(realtime_ns), group, harness::printable(event.text));
}

std::string event_json(const WatchEvent& event, std::int64_t realtime_ns, const CheckReport& report) {
  json::object object{
      {"event", std::string{to_string(event.kind)}}, {"time", instant_text(realtime_ns)}, {"time_ns", realtime_ns}};
  if (event.group) {
    object["vrid"] = event.group->vrid.number();
    object["family"] = event.group->family == Family::ipv4 ? "ipv4" : "ipv6";
    object["interface"] = harness::printable(report.interfaces.at(event.group->interface));
    json::array vlans;
    for (const std::uint16_t vlan : event.group->segment.vlans) {
      if (vlan != 0) vlans.emplace_back(vlan);
    }
    object["vlans"] = std::move(vlans);
  }
  if (!event.interface.empty()) object["interface"] = harness::printable(event.interface);
  if (event.router) object["router"] = to_string(*event.router);
  if (event.other) object["other"] = to_string(*event.other);
  if (!event.cause.empty()) object["cause"] = event.cause;
  if (event.clause) object["clause"] = to_string(*event.clause);
  if (event.packet != 0) object["packet"] = event.packet;
  object["text"] = harness::printable(event.text);
  return json::serialize(object) + "\n";
}

}  // namespace vrrpspec::cli
