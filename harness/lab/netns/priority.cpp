#include "harness/lab/netns/priority.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace vrrpspec::harness {
namespace {

/// Without it a device that spins under real-time priority would keep a processor for ever.
bool kernel_throttles_real_time() {
  std::ifstream file{"/proc/sys/kernel/sched_rt_runtime_us"};
  long microseconds = 0;
  return !(file >> microseconds) || microseconds >= 0;
}

}  // namespace

std::string_view to_string(Priority priority) {
  switch (priority) {
    case Priority::automatic:
      return "auto";
    case Priority::realtime:
      return "realtime";
    case Priority::normal:
      return "normal";
  }
  return {};
}

void allow_real_time_priority() {
  rlimit limit{};
  getrlimit(RLIMIT_RTPRIO, &limit);
  limit.rlim_max = std::max<rlim_t>(limit.rlim_max, harness_priority);
  limit.rlim_cur = std::max<rlim_t>(limit.rlim_cur, harness_priority);
  setrlimit(RLIMIT_RTPRIO, &limit);
}

std::expected<void, Error> take_real_time_priority() {
  if (!kernel_throttles_real_time()) {
    return std::unexpected{
        Error{"real-time tasks are not throttled here, and a device that spins would hang the machine: "
              "`sysctl -w kernel.sched_rt_runtime_us=950000`"}};
  }
  const sched_param parameter{.sched_priority = harness_priority};
  if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameter) == 0) return {};
  return std::unexpected{
      Error{fmt::format("the kernel refuses real-time priority ({}): run as root, or allow it to "
                        "this user (`rtprio {}` in /etc/security/limits.conf)",
                        std::strerror(errno), harness_priority)}};
}

void take_device_priority() {
  const sched_param parameter{.sched_priority = device_priority};
  sched_setscheduler(0, SCHED_RR, &parameter);
}

}  // namespace vrrpspec::harness
