// The lab of real daemons in real time: each case has its own network namespaces, the harness is the wire between them,
// and time stamps are the kernel's.
#pragma once

#include <expected>
#include <functional>
#include <memory>

#include "harness/dut/device.hpp"
#include "harness/error.hpp"
#include "harness/lab/lab.hpp"

namespace vrrpspec::harness {

/// Runs `body` in a child that has private user, mount, network and PID namespaces, and returns its exit code (128+N
/// after signal N). Whatever ends this process or the child, SIGKILL included, ends everything inside. The error says
/// which sysctl or capability is missing.
std::expected<int, Error> run_enclosed(const std::function<int()>& body);

/// A device reckons in centiseconds, the unit of the RFC's timers, so it cannot promise to be nearer than one.
inline constexpr Duration real_time_resolution = std::chrono::milliseconds{10};

/// How the clock of the lab goes. In virtual time it stands while anything runs, so that nothing is kept waiting by the
/// machine, and what the kernel says about waiting means nothing.
struct NetnsTime {
  Duration resolution{real_time_resolution};  ///< Tolerance::link
  bool is_virtual{false};
  /// How often it looks for new processes of the devices in virtual time, beside when they become ready. It costs more
  /// wall time than a second in which a router sends one advert.
  Duration virtual_look{std::chrono::seconds{1}};
};

/// Call inside run_enclosed() or in a guest only. Its devices have real-time priority when the calling thread has it.
std::expected<std::unique_ptr<Lab>, Error> make_netns_lab(const Device& device, const NetnsTime& time = {});

}  // namespace vrrpspec::harness
