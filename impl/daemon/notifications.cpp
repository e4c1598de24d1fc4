#include "impl/daemon/notifications.hpp"

#include <string_view>

namespace vrrpspec::impl {

std::vector<Notification> notifications_of(const InstanceConfiguration& configuration, const RouterStatus& status,
                                           const Transition& transition) {
  const Notifications& configured = configuration.notifications;
  const std::optional<Command>* command = nullptr;
  std::string_view word;
  switch (transition.to) {
    case State::master:
      command = &configured.master;
      word = "MASTER";
      break;
    case State::backup:
      command = &configured.backup;
      word = "BACKUP";
      break;
    case State::initialize:
      // Initialize with a reason is what keepalived calls its FAULT state.
      command = status.fault ? &configured.fault : &configured.stop;
      word = status.fault ? "FAULT" : "STOP";
      break;
  }
  std::vector<Notification> all;
  if (*command) all.push_back({**command, {}});
  if (configured.any)
    all.push_back({*configured.any,
                   {"INSTANCE", configuration.name, std::string{word}, std::to_string(status.priority.value())}});
  return all;
}

}  // namespace vrrpspec::impl
