#include "tests/model/monitor/segment_sim.hpp"

#include <algorithm>

namespace vrrpspec::monitor {

SegmentSim::SegmentSim(std::vector<std::unique_ptr<SimulatedRouter>> routers, const Delays& delays, std::uint64_t seed)
    : routers_{std::move(routers)},
      delays_{delays},
      random_{seed},
      firings_(routers_.size()),
      last_seen_(routers_.size()),
      last_processed_(routers_.size()) {}

Duration SegmentSim::up_to(Duration most) {
  if (most <= Duration::zero()) return Duration::zero();
  return Duration{std::uniform_int_distribution<Duration::rep>{0, most.count()}(random_)};
}

void SegmentSim::put(Pending pending) {
  pending.order = order_++;
  const auto later = [](const Pending& left, const Pending& right) {
    return std::tie(left.at, left.order) > std::tie(right.at, right.order);
  };
  queue_.insert(std::ranges::upper_bound(queue_, pending, later), pending);
}

void SegmentSim::plan_timer(std::size_t router) {
  Firing& firing = firings_[router];
  const std::optional<Instant> deadline = routers_[router]->deadline();
  if (deadline == firing.deadline) return;
  firing = {.deadline = deadline, .at = deadline ? *deadline + up_to(delays_.timer) : Instant{}};
}

void SegmentSim::act(std::size_t router, const Actions& actions, Instant at) {
  for (const Action& action : actions) {
    const auto* send = std::get_if<SendAdvertisement>(&action.order);
    if (send == nullptr) continue;
    last_seen_[router] = std::max(last_seen_[router], at + up_to(delays_.output));
    const SimulatedAdvert advert{.at = last_seen_[router],
                                 .packet = 0,
                                 .sender = router,
                                 .priority = send->priority,
                                 .max_adver_int = routers_[router]->state().parameters.advertisement_interval};
    put({.at = advert.at, .order = 0, .kind = Pending::Kind::seen, .router = router, .event = {}, .advert = advert});
  }
  plan_timer(router);
}

void SegmentSim::start(std::size_t router) {
  act(router, routers_[router]->handle(Startup{}, now_), now_);
}

void SegmentSim::shut_down(std::size_t router) {
  act(router, routers_[router]->handle(Shutdown{}, now_), now_);
}

void SegmentSim::inject(std::size_t router, Priority priority) {
  const SimulatedAdvert advert{.at = now_,
                               .sender = router,
                               .priority = priority,
                               .max_adver_int = routers_[router]->state().parameters.advertisement_interval};
  put({.at = now_, .order = 0, .kind = Pending::Kind::seen, .router = router, .event = {}, .advert = advert});
}

void SegmentSim::run(Instant until, const std::function<void(const SimulatedAdvert&)>& see) {
  for (;;) {
    std::size_t next_timer = routers_.size();
    for (std::size_t i = 0; i < routers_.size(); ++i) {
      if (firings_[i].deadline && (next_timer == routers_.size() || firings_[i].at < firings_[next_timer].at)) {
        next_timer = i;
      }
    }
    const bool timer_first =
        next_timer != routers_.size() && (queue_.empty() || firings_[next_timer].at < queue_.back().at);
    const Instant next = timer_first ? firings_[next_timer].at : queue_.empty() ? until : queue_.back().at;
    if (next >= until) break;
    now_ = next;
    if (timer_first) {
      // Without drift, the next interval counts from when the timer should have fired.
      const Instant since = delays_.drift_free ? *firings_[next_timer].deadline : now_;
      firings_[next_timer].deadline.reset();
      const bool is_backup = routers_[next_timer]->state().state == State::backup;
      const Event fired = is_backup ? Event{MasterDownTimerFired{}} : Event{AdverTimerFired{}};
      act(next_timer, routers_[next_timer]->handle(fired, is_backup ? now_ : since), now_);
      continue;
    }
    Pending pending = queue_.back();
    queue_.pop_back();
    if (pending.kind == Pending::Kind::process) {
      act(pending.router, routers_[pending.router]->handle(pending.event, now_), now_);
      continue;
    }
    pending.advert.packet = ++packets_;
    see(pending.advert);
    const IpAddress source = routers_[pending.router]->state().parameters.primary_address;
    for (std::size_t i = 0; i < routers_.size(); ++i) {
      if (i == pending.router) continue;
      last_processed_[i] = std::max(last_processed_[i], now_ + up_to(delays_.processing));
      put({.at = last_processed_[i],
           .order = 0,
           .kind = Pending::Kind::process,
           .router = i,
           .event = AdvertisementReceived{.priority = pending.advert.priority,
                                          .max_adver_int = pending.advert.max_adver_int,
                                          .source = source},
           .advert = {}});
    }
  }
  now_ = until;
}

}  // namespace vrrpspec::monitor
