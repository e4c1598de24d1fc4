// Routers that run with other parameters than they were given.
#include "harness/mutant/fault.hpp"

namespace vrrpspec::harness {

std::vector<DeviceMutant> interval_mutants(Protocol protocol) {
  if (protocol.version == Version::v2) return {};  // whole seconds; and another interval is not heeded
  const auto wrong = [](std::string_view name, std::string_view killed_by, Centiseconds interval) {
    Fault fault;
    fault.misconfigure = [interval](Parameters& it) { it.advertisement_interval = interval; };
    return mutant(name, killed_by, fault);
  };
  return {
      wrong("interval_is_one_centisecond_short", "6.4.3/S-690/adverts-every-advertisement-interval", Centiseconds{49}),
      wrong("interval_is_one_centisecond_long", "6.4.3/S-690/adverts-every-advertisement-interval", Centiseconds{51}),
      wrong("start_uses_the_default_interval", "6.4.1/S-160/backup-waits-master-down-interval-from-startup",
            max_adver_int_default),
  };
}

std::vector<DeviceMutant> configuration_mutants(Protocol /*protocol*/) {
  const auto wrong = [](std::string_view name, std::string_view killed_by, std::function<void(Parameters&)> change) {
    Fault fault;
    fault.misconfigure = std::move(change);
    return mutant(name, killed_by, fault);
  };
  return {
      wrong("skew_is_of_another_priority", "6.4.2/S-370/takeover-after-master-down-interval",
            [](Parameters& it) { it.priority = Priority{110}; }),
      wrong("skew_is_of_another_priority_after_zero", "6.4.2/S-430/priority-zero-leaves-skew-time",
            [](Parameters& it) { it.priority = Priority{90}; }),
      wrong("preemption_cannot_be_switched_off", "6.4.2/S-445/held-by-lower-priority-without-preemption",
            [](Parameters& it) { it.preempt_mode = true; }),
      wrong("preemption_is_off_for_the_interval", "6.4.2/S-450/learns-from-a-lower-priority-without-preemption",
            [](Parameters& it) { it.preempt_mode = true; }),
      wrong("preemption_is_always_off", "6.4.2/S-470/lower-priority-does-not-delay-takeover",
            [](Parameters& it) { it.preempt_mode = false; }),
      wrong("owner_starts_as_backup", "6.1/V3-042/owner-preempts-whatever-preempt-mode-says",
            [](Parameters& it) {
              if (it.is_owner()) it.priority = Priority{254};
            }),
  };
}

}  // namespace vrrpspec::harness
