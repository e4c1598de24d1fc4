// The causes and ends of reigns, as programs read them.
#include "model/monitor/group.hpp"

namespace vrrpspec::monitor {

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::first_seen:
      return "first_seen";
    case Cause::owner_started:
      return "owner_started";
    case Cause::timeout:
      return "timeout";
    case Cause::stopped:
      return "stopped";
    case Cause::preemption:
      return "preemption";
    case Cause::tie_break:
      return "tie_break";
    case Cause::usurpation:
      return "usurpation";
  }
  return "";
}

std::string_view to_string(Reign::End end) {
  switch (end) {
    case Reign::End::goes_on:
      return "goes_on";
    case Reign::End::stopped:
      return "stopped";
    case Reign::End::yielded:
      return "yielded";
    case Reign::End::silent:
      return "silent";
  }
  return "";
}

}  // namespace vrrpspec::monitor
