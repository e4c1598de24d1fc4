// The lab of a device that runs already, on the other end of a wire: one interface of this machine, one case at a time.
// Frames are stamped by the kernel, as software sees them. The wire may not be ours alone: listen_on() comes first,
// frames of others are told apart (speakers.hpp), and whatever happens few frames leave (pace.hpp). Needs CAP_NET_RAW
// and no namespaces.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "harness/error.hpp"
#include "harness/lab/lab.hpp"
#include "harness/lab/nic/listening.hpp"
#include "harness/lab/nic/parties.hpp"

namespace vrrpspec::harness {

/// Link and timer as in the lab netns, for a device whose kernel is Linux too. Clock: two crystals that are each wrong
/// by 100 ppm, in opposite ways.
inline constexpr Tolerance wire_tolerance{
    .link = std::chrono::milliseconds{10}, .timer_slack = ordinary_slack, .clock_fraction = 0.0002};

/// Why this process can use no interface at all, and what to do; empty when it can.
std::string why_no_frames();

/// Why this process cannot use the interface, and what to do; empty when it can.
std::string why_not_on(const std::string& interface);

/// Listens without sending. `on_heard` is told of each router once and says whether to go on. The error: the interface
/// cannot be used, it went down, or a signal came.
std::expected<void, Error> listen_on(const std::string& interface, Duration duration,
                                     const std::function<bool(const HeardRouter&)>& on_heard);

/// For a wire that was listened to.
std::expected<std::unique_ptr<Lab>, Error> make_nic_lab(const std::string& interface, const WireParties& parties);

}  // namespace vrrpspec::harness
