// Which commands a transition runs: notify_master, notify_backup, notify_fault, notify_stop and notify of
// keepalived.conf(5).
#pragma once

#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/router/status.hpp"

namespace vrrpspec::impl {

struct Notification {
  Command command;
  std::vector<std::string> arguments;  ///< of `notify`: "INSTANCE", name, state, priority
  friend bool operator==(const Notification&, const Notification&) = default;
};

std::vector<Notification> notifications_of(const InstanceConfiguration& configuration, const RouterStatus& status,
                                           const Transition& transition);

}  // namespace vrrpspec::impl
