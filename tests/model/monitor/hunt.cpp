#include "tests/model/monitor/hunt.hpp"

namespace vrrpspec::monitor {
namespace {

constexpr std::array<const Profile*, 1> known_document{&rfc5798};

Parameters parameters_of(std::mt19937_64& generator, std::uint8_t last_octet) {
  constexpr std::array<std::uint8_t, 6> priorities{1, 99, 100, 100, 101, 254};
  constexpr std::array<std::uint16_t, 4> intervals{50, 100, 100, 300};
  return {.vrid = *Vrid::from(7),
          .priority = Priority{priorities[generator() % priorities.size()]},
          .advertisement_interval = Centiseconds{intervals[generator() % intervals.size()]},
          .preempt_mode = generator() % 2 == 0,
          .primary_address = IpAddress::v4(192, 0, 2, last_octet)};
}

}  // namespace

bool is_found(const Mutant* mutant, const Tolerances& tolerances, std::uint64_t seed) {
  std::mt19937_64 generator{seed};
  const std::vector<Parameters> parameters{parameters_of(generator, 100), parameters_of(generator, 10),
                                           parameters_of(generator, 200)};
  std::vector<std::unique_ptr<SimulatedRouter>> routers;
  for (const Parameters& each : parameters) {
    const bool broken = routers.empty() && mutant != nullptr;
    routers.push_back(broken ? std::make_unique<MutantRouter>(each, rfc5798, *mutant)
                             : std::make_unique<SimulatedRouter>(each, rfc5798));
  }
  SegmentSim segment{std::move(routers),
                     {.processing = tolerances.processing, .output = tolerances.output, .timer = tolerances.timer},
                     seed};
  RouterMonitor monitor{parameters[0],
                        {.profiles = known_document,
                         .tolerances = tolerances,
                         .inputs_arrive = true,
                         .never_stops = true,
                         .preempt_mode = parameters[0].preempt_mode}};
  const auto see = [&](const SimulatedAdvert& advert) {
    if (advert.sender == 0) {
      monitor.own_advert({.at = advert.at,
                          .packet = advert.packet,
                          .priority = advert.priority,
                          .max_adver_int = advert.max_adver_int});
    } else {
      monitor.heard({.at = advert.at,
                     .packet = advert.packet,
                     .priority = advert.priority,
                     .max_adver_int = advert.max_adver_int,
                     .source = parameters[advert.sender].primary_address},
                    Acceptance::demanded);
    }
  };
  monitor.started({segment.now(), segment.now()});
  segment.start(0);
  std::array<bool, 3> runs{true, false, false};
  for (int i = 0; i < 12 && monitor.findings().empty(); ++i) {
    segment.run(segment.now() + Duration{static_cast<Duration::rep>(generator() % 12'000'000'000)}, see);
    monitor.pass_time(segment.now());
    // What a router meets when others do not hear it: any priority at any time, around its own above all.
    if (generator() % 2 == 0) {
      const int own = parameters[0].priority.value();
      const std::array<int, 5> priorities{0, 1, own - 1, own, std::min(own + 1, 254)};
      segment.inject(1 + generator() % 2,
                     Priority{static_cast<std::uint8_t>(priorities[generator() % priorities.size()])});
    }
    const std::size_t other = 1 + generator() % 2;
    runs[other] ? segment.shut_down(other) : segment.start(other);
    runs[other] = !runs[other];
  }
  return !monitor.findings().empty();
}

}  // namespace vrrpspec::monitor
