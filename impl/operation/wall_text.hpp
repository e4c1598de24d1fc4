// Times as people read them.
#pragma once

#include <string>
#include <string_view>

#include "impl/clock.hpp"

namespace vrrpspec::impl {

/// RFC 3339 in UTC, to the millisecond: `2026-01-31T12:00:00.250Z`.
std::string rfc3339(WallTime time);

/// `0.250 s`, `59.999 s`, `1 min 0 s`, `2 h 5 min`, `3 d 4 h`.
std::string spoken(Duration duration);

/// `IPv4` or `IPv6`.
std::string_view family_name(Family family);

}  // namespace vrrpspec::impl
