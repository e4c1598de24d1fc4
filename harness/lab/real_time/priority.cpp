#include "harness/lab/real_time/priority.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace vrrpspec::harness {
namespace {

constexpr int harness_priority = 20;

/// Without it a device that spins under real-time priority would keep a processor for ever.
bool kernel_throttles_real_time() {
  std::ifstream file{"/proc/sys/kernel/sched_rt_runtime_us"};
  long microseconds = 0;
  return !(file >> microseconds) || microseconds >= 0;
}

bool set_priority(int policy, int priority) {
  const sched_param parameter{.sched_priority = priority};
  return sched_setscheduler(0, policy, &parameter) == 0;
}

}  // namespace

std::string_view to_string(PriorityChoice priority) {
  switch (priority) {
    case PriorityChoice::automatic:
      return "auto";
    case PriorityChoice::realtime:
      return "realtime";
    case PriorityChoice::normal:
      return "normal";
  }
  return {};
}

std::expected<void, Error> take_real_time_priority() {
  if (!kernel_throttles_real_time()) {
    return std::unexpected{
        Error{"real-time tasks are not throttled here, and a device that spins would hang the machine: "
              "`sysctl -w kernel.sched_rt_runtime_us=950000`"}};
  }
  if (set_priority(SCHED_RR, harness_priority)) return {};
  return std::unexpected{
      Error{fmt::format("the kernel refuses real-time priority ({}): run as root, or allow it to "
                        "this user (`rtprio {}` in /etc/security/limits.conf)",
                        std::strerror(errno), harness_priority)}};
}

bool has_real_time_priority() {
  return sched_getscheduler(0) == SCHED_RR;
}

void take_device_priority() {
  if (has_real_time_priority()) set_priority(SCHED_RR, device_priority);
}

void take_ordinary_priority() {
  if (has_real_time_priority()) set_priority(SCHED_OTHER, 0);
}

}  // namespace vrrpspec::harness
