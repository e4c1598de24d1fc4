// An event of `watch` as a line: for people, or as JSON for programs.
#pragma once

#include <string>

#include "harness/watch/watch_log.hpp"

namespace vrrpspec::cli {

/// "2026-01-01T12:00:00.000Z  VRID 51, IPv4: 192.0.2.12 is Master: first seen\n". `realtime_ns`: when, since the epoch.
std::string event_text(const harness::WatchEvent& event, std::int64_t realtime_ns, const harness::CheckReport& report);
/// One object, and the line feed.
std::string event_json(const harness::WatchEvent& event, std::int64_t realtime_ns, const harness::CheckReport& report);

}  // namespace vrrpspec::cli
