// The mixed LANs that the tests are run on, and a body that runs on one of them.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/harness/lan/lan.hpp"

namespace vrrpspec::harness {

/// Two and three routers of different make in either family, every make in every rank. The lowest port has the highest
/// priority and the lowest address.
std::vector<LanPlan> mixed_lans();
/// Three routers that log little, vrrpspecd the highest; one LAN for each family.
std::vector<LanPlan> quiet_lans();

/// "frr_keepalived_ipv6"
std::string name_of(const LanPlan& plan);
std::ostream& operator<<(std::ostream& out, const LanPlan& plan);

/// Runs `body` in a guest on that LAN; skips aloud where that cannot be.
void on_lan(const LanPlan& plan, const std::function<void(Lan&)>& body);

/// Starts all at once and waits until somebody has been the Master for three adverts.
void elect(Lan& lan);

/// What a router is known to keep from the wire when it becomes Master; zero for a conforming one. FRR 8.4.4 becomes
/// Master of IPv6 with its neighbour advertisements, but its first advert does not leave ("Failed to find address to
/// bind"), so the next one is the first to be seen: docs/devices/frr.md.
Duration known_delay(const Lan& lan, PortId router);

/// The router's first advert since `since` comes within [earliest, latest + lateness], or so much later as is known.
void expect_takeover(const Lan& lan, PortId router, Instant since, Instant earliest, Instant latest);
/// From its takeover the router was Master without a gap until now.
void expect_master_since(const Lan& lan, PortId router, Instant since);
/// The router has sent nothing since.
void expect_silence(const Lan& lan, PortId router, Instant since);
/// Since `since` nobody but the router and `before`, the Master before it, has sent anything; except, where the first
/// advert of the router is known to be late, in its place until then.
void expect_no_other_since(const Lan& lan, Instant since, PortId router, std::optional<PortId> before = {});
/// Whenever two routers were Masters at once was within [from, to].
void expect_rivals_only_within(const Lan& lan, Instant from, Instant to);
void expect_no_rivals(const Lan& lan);

}  // namespace vrrpspec::harness
