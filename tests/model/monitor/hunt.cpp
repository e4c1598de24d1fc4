#include "tests/model/monitor/hunt.hpp"

#include "tests/model/monitor/mutant_router.hpp"

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

void live(const Mutant* mutant, const Tolerances& tolerances, std::uint64_t seed, Observer& observer) {
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
  const auto see = [&](const SimulatedAdvert& advert) {
    if (advert.sender == 0) {
      observer.own_advert({.at = advert.at,
                           .packet = advert.packet,
                           .priority = advert.priority,
                           .max_adver_int = advert.max_adver_int});
    } else {
      observer.heard({.at = advert.at,
                      .packet = advert.packet,
                      .priority = advert.priority,
                      .max_adver_int = advert.max_adver_int,
                      .source = parameters[advert.sender].primary_address});
    }
  };
  observer.started(parameters[0], segment.now());
  segment.start(0);
  std::array<bool, 3> runs{true, false, false};
  for (int i = 0; i < 12 && !observer.has_seen_enough(); ++i) {
    segment.run(segment.now() + Duration{static_cast<Duration::rep>(generator() % 12'000'000'000)}, see);
    observer.pass_time(segment.now());
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
}

bool is_found(const Mutant* mutant, const Tolerances& tolerances, std::uint64_t seed) {
  class Judged final : public Observer {
   public:
    explicit Judged(const Tolerances& tolerances) : tolerances_{tolerances} {}
    void started(const Parameters& router, Instant at) override {
      monitor_.emplace(router, Assumptions{.profiles = known_document,
                                           .tolerances = tolerances_,
                                           .inputs_arrive = true,
                                           .never_stops = true,
                                           .preempt_mode = router.preempt_mode});
      monitor_->started({at, at});
    }
    void own_advert(const RouterMonitor::OwnAdvert& advert) override { monitor_->own_advert(advert); }
    void heard(const Heard& input) override { monitor_->heard(input, Acceptance::demanded); }
    void pass_time(Instant now) override { monitor_->pass_time(now); }
    [[nodiscard]] bool has_seen_enough() const override { return !monitor_->findings().empty(); }

   private:
    Tolerances tolerances_;
    std::optional<RouterMonitor> monitor_;
  };
  Judged judged{tolerances};
  live(mutant, tolerances, seed, judged);
  return judged.has_seen_enough();
}

}  // namespace vrrpspec::monitor
