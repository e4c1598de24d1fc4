// Faults of the chart itself.
#include <algorithm>

#include "harness/mutant/fault.hpp"
#include "model/mutant/mutant.hpp"

namespace vrrpspec::harness {
namespace {

/// Its steps are the fault's; what it puts on the wire is right.
class FaultyChart final : public SimRouter {
 public:
  FaultyChart(const DeviceSettings& settings, const Profile& profile, const Mutant& fault)
      : SimRouter{settings, profile},
        fault_{&fault},
        state_{.parameters = settings.parameters, .master_adver_interval = settings.parameters.advertisement_interval} {
  }

  std::vector<Octets> advance(Instant now) override {
    const auto deadline = next_deadline();
    if (!deadline || *deadline > now) return {};
    const Event fired = state_.state == State::backup ? Event{MasterDownTimerFired{}} : Event{AdverTimerFired{}};
    return handle(fired, *deadline);
  }
  [[nodiscard]] std::optional<Instant> next_deadline() const override {
    if (state_.state == State::initialize) return std::nullopt;
    return state_.deadline;
  }

 protected:
  std::vector<Octets> handle(const Event& event, Instant now) override {
    return execute_all(fault_->step(state_, profile(), event, now));
  }

 private:
  const Mutant* fault_;
  RouterState state_;
};

struct Excuse {
  std::string_view id;
  Protocol protocol;
  std::string_view why;
};
constexpr Protocol v3{};
constexpr Protocol v2{.version = Version::v2};
constexpr std::string_view checksum =
    "over IPv4 it looks like a router that reads the checksum in the other of two ways (AMB-1): its cases end as "
    "errors "
    "that say so";
constexpr std::string_view no_learning = "a router of VRRPv2 learns no interval: it is no fault there (2-12, 2-13)";
constexpr Excuse excuses[] = {
    {"backup-deaf", v3, checksum},
    {"master-down-timer-not-reset", v3, checksum},
    {"backup-does-not-learn", v2, no_learning},
    {"yielding-does-not-learn", v2, no_learning},
    {"skew-of-one-second", v2, "Skew_Time of VRRPv2 is a part of one second: it is no fault there (2-08)"},
};

std::string_view excuse_of(const Mutant& fault, Protocol protocol) {
  const auto found = std::ranges::find_if(
      excuses, [&](const Excuse& each) { return each.id == fault.id && each.protocol == protocol; });
  return found == std::end(excuses) ? std::string_view{} : found->why;
}

}  // namespace

std::vector<DeviceMutant> chart_mutants(Protocol protocol) {
  std::vector<DeviceMutant> all;
  for (const Mutant& fault : mutants()) {
    std::string name{fault.id};
    std::ranges::replace(name, '-', '_');
    all.push_back({.name = "chart_" + name,
                   .killed_by = {},
                   .make =
                       [protocol, &fault](const DeviceSettings& settings) {
                         return std::make_unique<FaultyChart>(settings, profile_of(protocol), fault);
                       },
                   .protocol = protocol,
                   .excuse = excuse_of(fault, protocol)});
  }
  return all;
}

}  // namespace vrrpspec::harness
