#include "harness/lab/real_time/metronome.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "harness/lab/real_time/clock.hpp"
#include "harness/lab/real_time/priority.hpp"

namespace vrrpspec::harness {
namespace {

constexpr Duration period = std::chrono::milliseconds{10};

}  // namespace

Metronome::Metronome(MetronomePriority priority)
    : timer_{timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)},
      next_{Clock::now() + period},
      last_came_{next_ - period},
      thread_{[this, priority](const std::stop_token& stop) {
        if (priority == MetronomePriority::device)
          take_device_priority();
        else
          take_ordinary_priority();
        beat(stop);
      }} {}

/// After being held up it makes up for the beats it missed: each of them was late.
void Metronome::beat(const std::stop_token& stop) {
  for (Instant due = next_; !stop.stop_requested(); due += period) {
    wait_until(due);
    const Instant came = Clock::now();
    const std::scoped_lock lock{mutex_};
    beats_.add(due, came);
    next_ = due + period;
    last_came_ = came;
  }
}

/// By a timerfd: what sleeps otherwise may be late by the kernel's slack.
void Metronome::wait_until(Instant due) const {
  const auto since_epoch = due.time_since_epoch();
  const auto whole = std::chrono::floor<std::chrono::seconds>(since_epoch);
  itimerspec setting{};
  setting.it_value.tv_sec = whole.count();
  setting.it_value.tv_nsec = (since_epoch - whole).count();
  timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &setting, nullptr);
  std::uint64_t expirations = 0;
  while (read(timer_.get(), &expirations, sizeof expirations) < 0 && errno == EINTR) {
  }
}

Duration Metronome::greatest_lateness(Instant from, Instant to) const {
  const Instant now = Clock::now();
  const std::scoped_lock lock{mutex_};
  const Duration overdue = next_ <= to ? now - next_ : Duration::zero();
  return std::max(beats_.greatest_lateness(from, to), overdue);
}

Duration Metronome::kept_waiting(Instant from, Instant to) const {
  const Instant now = Clock::now();
  const std::scoped_lock lock{mutex_};
  return beats_.kept_waiting(from, to) +
         std::max(std::min(now, to) - std::max({next_, last_came_, from}), Duration::zero());
}

LatenessHistogram Metronome::lateness() const {
  const std::scoped_lock lock{mutex_};
  return beats_.lateness();
}

}  // namespace vrrpspec::harness
