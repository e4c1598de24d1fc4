#include "model/monitor/told.hpp"

namespace vrrpspec::monitor {

std::optional<Told> told_of(std::span<const Told> all, const IpAddress& router, Vrid vrid) {
  std::optional<Told> sum;
  for (const Told& told : all) {
    if (told.router != router || (told.vrid && *told.vrid != vrid)) continue;
    if (!sum) sum = Told{.router = router, .vrid = vrid};
    if (told.priority) sum->priority = told.priority;
    if (told.preempt_mode) sum->preempt_mode = told.preempt_mode;
    if (told.interval) sum->interval = told.interval;
  }
  return sum;
}

}  // namespace vrrpspec::monitor
