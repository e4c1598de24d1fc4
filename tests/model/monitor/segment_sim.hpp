// Routers of the model on a segment with delays, for judging what the monitor says of them: every delay lies within the
// tolerances, and every one is random.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <vector>

#include "model/monitor/router_monitor.hpp"
#include "model/statechart/statechart.hpp"

namespace vrrpspec::monitor {

/// A router as the chart has it; a mutant overrides handle().
class SimulatedRouter {
 public:
  SimulatedRouter(const Parameters& parameters, const Profile& profile)
      : state_{.parameters = parameters, .master_adver_interval = parameters.advertisement_interval},
        profile_{profile} {}
  virtual ~SimulatedRouter() = default;
  SimulatedRouter(const SimulatedRouter&) = delete;
  SimulatedRouter& operator=(const SimulatedRouter&) = delete;

  virtual Actions handle(const Event& event, Instant now) {
    const auto* advert = std::get_if<AdvertisementReceived>(&event);
    if (advert != nullptr && state_.parameters.is_owner() && !profile_.owner_hears_adverts) return {};
    return step(state_, profile_, event, now);
  }
  [[nodiscard]] std::optional<Instant> deadline() const {
    if (state_.state == State::initialize) return std::nullopt;
    return state_.deadline;
  }
  [[nodiscard]] const RouterState& state() const { return state_; }

 protected:
  RouterState state_;
  const Profile& profile_;
};

struct Delays {
  Duration processing{};  ///< at most
  Duration output{};
  Duration timer{};
  bool drift_free{false};  ///< a late advert does not delay those that follow
};

/// What an observer of the segment sees.
struct SimulatedAdvert {
  Instant at;
  PacketNumber packet{0};
  std::size_t sender{0};
  Priority priority{priority_default};
  Centiseconds max_adver_int{max_adver_int_default};
};

class SegmentSim {
 public:
  SegmentSim(std::vector<std::unique_ptr<SimulatedRouter>> routers, const Delays& delays, std::uint64_t seed);

  /// Runs until then; `see` is told of every advert in order of time.
  void run(Instant until, const std::function<void(const SimulatedAdvert&)>& see);
  /// Each at the present instant; the router's outputs follow.
  void start(std::size_t router);
  void shut_down(std::size_t router);
  /// An advert in the name of that router, which did not send it.
  void inject(std::size_t router, Priority priority);
  [[nodiscard]] Instant now() const { return now_; }

 private:
  struct Pending {
    Instant at;
    std::uint64_t order;
    enum class Kind { process, seen } kind;
    std::size_t router;
    Event event;
    SimulatedAdvert advert;
  };
  Duration up_to(Duration most);
  void act(std::size_t router, const Actions& actions, Instant at);
  void plan_timer(std::size_t router);
  void put(Pending pending);

  std::vector<std::unique_ptr<SimulatedRouter>> routers_;
  Delays delays_;
  std::mt19937_64 random_;
  Instant now_{std::chrono::seconds{1}};
  std::vector<Pending> queue_;
  /// When each timer will have fired, its jitter included; drawn anew when the deadline moves.
  struct Firing {
    std::optional<Instant> deadline;
    Instant at;
  };
  std::vector<Firing> firings_;
  std::vector<Instant> last_seen_;       ///< outputs of one router stay in order
  std::vector<Instant> last_processed_;  ///< and so do its inputs
  std::uint64_t order_{0};
  PacketNumber packets_{0};
};

}  // namespace vrrpspec::monitor
